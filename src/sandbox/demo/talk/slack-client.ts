import { controlsOf } from "../../slack/blocks/interactive.ts";
import type { SeenMessage, SeenView } from "../../slack/person/client-view.ts";
import { drawModal, drawSlack, firstLine } from "../drawing.ts";
import { fieldsOf } from "../fields.ts";
import type { Colleague, DemoWorld } from "../world.ts";
import { type ChatClient, NO_TIMEOUT_MS, repeat, type Shown } from "./chat-client.ts";

/** Returns the client of a person in the team's channel, where every line goes through the slash command. */
export function createSlackClient(
  { name, slack: person }: Colleague,
  { slack, channel }: Pick<DemoWorld, "slack" | "channel">,
): ChatClient {
  const nameOf = (id: string) => slack.workspace.users.get(id)?.name ?? id;
  const direct = slack.dm(person.user.id);

  function shownMessage(message: SeenMessage): Shown {
    const isDirect = message.channel === direct.id;
    const inChannel = message.ephemeral
      ? `🔒 chỉ ${name} thấy · only ${name} sees this`
      : "cả kênh thấy · the whole channel sees this";
    return {
      drawing: drawSlack(message, nameOf),
      isAside: isDirect,
      audience: isDirect ? "tin nhắn riêng · direct message" : inChannel,
      click: async (buttonId) => failureOf(await person.click(message, buttonId)),
    };
  }

  function shownModal(view: SeenView): Shown {
    const isForm = view.submit !== null && fieldsOf(view).length > 0;
    return {
      drawing: drawModal(view, nameOf),
      isAside: false,
      audience: `cửa sổ của ${name} · ${name}'s modal`,
      async click(buttonId) {
        if (buttonId !== view.close) return failureOf(await person.click(view, buttonId));
        await person.closeView(view);
        return "đã đóng cửa sổ · the modal is closed";
      },
      ...(isForm
        ? {
            form: {
              view,
              async submit(values) {
                // The form then shows the errors, from Slack or the app.
                await person.submit(view, values);
                return undefined;
              },
              close: () => person.closeView(view),
            },
          }
        : {}),
    };
  }

  return {
    person: name,
    platform: "Slack",
    place: `#${channel.name}, /crm`,
    says: async (text) =>
      failureOf(await person.slashCommand("/crm", text.replace(/^\/crm\s*/, ""), channel)),
    watch(show) {
      const limit = { timeoutMs: NO_TIMEOUT_MS };
      for (const place of [channel, direct]) {
        const next = () => person.nextMessage(place, ({ fromApp }) => fromApp, limit);
        void repeat(next, (message) => show(shownMessage(message)));
      }
      const next = () => person.nextModal(({ blocks }) => controlsOf(blocks).length > 0, limit);
      void repeat(next, (view) => show(shownModal(view)));
    },
    view: () => person.sees(channel).map(({ user, read }) => `${nameOf(user)}: ${firstLine(read)}`),
  };
}

function failureOf({ acked, failure }: { acked: boolean; failure: string | null }): string | undefined {
  return acked ? undefined : `Slack: ${failure ?? "?"}`;
}
