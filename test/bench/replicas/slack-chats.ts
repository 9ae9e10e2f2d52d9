import { buttonPress, deliverAsSlack, listenAsSlack, slackEnvironment, slashCommand } from "../slack-wire.ts";
import {
  ACKNOWLEDGED_WITHIN_MS,
  type Button,
  type ChatSide,
  type PersonEvent,
  type Shown,
} from "./chat-side.ts";

interface Posted {
  replace_original?: boolean;
  blocks?: { type: string; block_id?: string; elements?: SlackButton[] }[];
}

interface SlackButton {
  type: string;
  action_id: string;
  block_id?: string;
  value?: string;
  text?: { text: string };
}

/** Slack with people who type `/crm` commands in a channel and press buttons of the private answers. */
export async function openSlackChats(): Promise<ChatSide> {
  let listener: (shown: Shown) => void = () => {};
  let events = 0;
  /** How many messages came to each path: a `response_url`, or a method that posts. */
  const messages = new Map<string, number>();
  const slack = await listenAsSlack((path, body) => {
    const posted = JSON.parse(body) as Posted;
    const before = messages.get(path) ?? 0;
    const count = posted.replace_original ? Math.max(1, before) : before + 1;
    messages.set(path, count);
    listener({ place: path, id: `${path}/${count}`, text: body, buttons: buttonsOf(posted) });
  });

  /** Each delivery is a new event with a `response_url` of its own. */
  function event(bodyOf: (event: { trigger: string; responseUrl: string }) => string): PersonEvent {
    return () => {
      events += 1;
      const place = `/respond/${events}`;
      const body = bodyOf({ trigger: `${process.pid}.${events}`, responseUrl: slack.url + place });
      return {
        place,
        to: async (port) => void (await deliverAsSlack(port, body, ACKNOWLEDGED_WITHIN_MS)),
      };
    };
  }

  return {
    env: slackEnvironment(slack.url),
    says: (agent, text) => event((one) => slashCommand({ agent, text, ...one })),
    presses: (agent, _on, { press }) =>
      event((one) => buttonPress({ agent, ...one }, press as Pick<SlackButton, "action_id">)),
    onShown: (next) => {
      listener = next;
    },
    close: slack.close,
  };
}

function buttonsOf({ blocks = [] }: Posted): Button[] {
  return blocks
    .flatMap(({ block_id, elements = [] }) => elements.map((element) => ({ ...element, block_id })))
    .filter(({ type }) => type === "button")
    .map(({ text, action_id, value, block_id }) => ({
      label: text?.text ?? "",
      press: { action_id, value, block_id },
    }));
}
