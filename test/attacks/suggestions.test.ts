import { describe, expect, it } from "vitest";
import { addOldCustomer, suggestingBot } from "../platforms/slack/suggesting-bot.ts";

/** A request for options, as Slack posts it. */
interface Suggestion {
  type: string;
  team: unknown;
  user: Record<string, unknown>;
  block_id: unknown;
  action_id: unknown;
  value: unknown;
  view: { callback_id: string; private_metadata: string } | undefined;
}

/** Has Lan open a form. `asks` posts the request for options that her client would send, with these changes. */
async function openedForm() {
  const bot = await suggestingBot("http");
  const { slack, lan, url } = bot;
  const old = addOldCustomer(bot, 10);
  await bot.fillsIndex();
  await bot.opensForm();
  const opened = slack.requests.find(({ method }) => method === "views.open")?.args.view;
  const { private_metadata } = opened as { private_metadata: string };
  const asked: Suggestion = {
    type: "block_suggestion",
    team: { id: slack.workspace.team.id },
    user: { id: lan.user.id, team_id: slack.workspace.team.id },
    block_id: "field.customer",
    action_id: "suggest",
    value: "thuỷ bình",
    view: { callback_id: "form", private_metadata },
  };
  const asks = async (change: (one: Suggestion) => Partial<Suggestion>) => {
    const payload = JSON.stringify({ ...asked, ...change(asked) });
    const sent = new URLSearchParams({ payload }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", ...slack.sign(sent) };
    const answer = await fetch(url, { method: "POST", headers, body: sent });
    return { status: answer.status, body: await answer.json() };
  };
  return { ...bot, asks, old };
}

const NOTHING = { status: 200, body: { options: [] } };

/** Returns the form's metadata with another draft or place. */
function elsewhere(
  { view }: Suggestion,
  change: (origin: { draft: string; reply: { channel: string } }) => void,
) {
  const origin = JSON.parse(view?.private_metadata ?? "");
  change(origin);
  return { view: { callback_id: "form", private_metadata: JSON.stringify(origin) } };
}

describe("a request for options", () => {
  it("is answered when Slack sends it for the person's own form", async () => {
    const { asks, old } = await openedForm();
    expect(await asks(() => ({}))).toMatchObject({ status: 200, body: { options: [{ value: old }, {}] } });
  });

  it.each<[string, (one: Suggestion) => Partial<Suggestion>]>([
    ["from another company", ({ user }) => ({ user: { ...user, team_id: "T0PARTNER" } })],
    ["from a person unknown to Slack", ({ user }) => ({ user: { ...user, id: "U0NOBODY" } })],
    ["for an unknown menu", () => ({ action_id: "value" })],
    ["for a field that takes no customer", () => ({ block_id: "field.title" })],
    ["for a field that the form lacks", () => ({ block_id: "field.__proto__" })],
    ["for a block that is no field", () => ({ block_id: "customer" })],
    ["without a view", () => ({ view: undefined })],
    ["for a view of another kind", ({ view }) => ({ view: view && { ...view, callback_id: "other" } })],
    ["for a view that is not ours", () => ({ view: { callback_id: "form", private_metadata: "{" } })],
    [
      "for a form that is gone",
      (one) => elsewhere(one, (origin) => Object.assign(origin, { draft: "gone" })),
    ],
    [
      "for a form of another place",
      (one) => elsewhere(one, ({ reply }) => Object.assign(reply, { channel: "C0OTHER" })),
    ],
    ["with a page of letters", () => ({ value: "bình ".repeat(20_000) })],
    ["with nothing typed", () => ({ value: "  " })],
    ["with a number for a text", () => ({ value: 7 })],
    ["without a user", () => ({ user: {} })],
  ])("%s gets an empty list", async (_what, change) => {
    const { asks, lines } = await openedForm();
    expect(await asks(change)).toEqual(NOTHING);
    expect(lines.filter((line) => /"level":(?:50|"error")/.test(line))).toEqual([]);
  });

  it("from a colleague for somebody else's form gets an empty list", async () => {
    const { asks, slack } = await openedForm();
    const minh = slack.addUser({ name: "Minh" });
    expect(await asks(({ user }) => ({ user: { ...user, id: minh.id } }))).toEqual(NOTHING);
  });
});
