import { webApi } from "@slack/bolt";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type SlackSandbox, startSlack } from "../../../src/sandbox/slack/server.ts";
import { startStubApp } from "./stub-app.ts";

let slack: SlackSandbox;
let client: webApi.WebClient;

beforeEach(async () => {
  slack = await startSlack();
  client = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
});
afterEach(() => slack.stop());

const bytes = Buffer.from("Tên;SĐT\nAn;0900000001\n");

/** Returns the events about a file that the app received, in order. */
async function eventsOf(effect: () => Promise<unknown>) {
  const app = await startStubApp((_received, response) => response.end());
  slack.deliverTo(app.url);
  await effect();
  await app.stop();
  // biome-ignore lint/suspicious/noExplicitAny: payloads are read as they come.
  return app.received.map(({ body }) => (body as any).event);
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "ok",
    (error: { data?: { error?: string } }) => error.data?.error ?? String(error),
  );
}

function fetchFile(address: string, token?: string) {
  return fetch(address, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });
}

describe("a file that a person uploads", () => {
  it("is sent to the app in a direct message with its address, and downloaded unchanged", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const [event] = await eventsOf(() =>
      lan.dropsFiles("bot", [{ name: "khách.csv", bytes }], "nhập khách hàng"),
    );
    expect(event).toMatchObject({ type: "message", subtype: "file_share", text: "nhập khách hàng" });
    const [file] = event.files;
    expect(file).toMatchObject({
      name: "khách.csv",
      mimetype: "text/csv",
      size: bytes.length,
      mode: "hosted",
    });
    const answer = await fetchFile(file.url_private_download, slack.botToken);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
    expect((await client.files.info({ file: file.id })).file).toMatchObject({
      id: file.id,
      name: "khách.csv",
    });
  });

  it("is answered with a login page to a download without a token or with a wrong one", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const [event] = await eventsOf(() => lan.dropsFiles("bot", [{ name: "a.csv", bytes }]));
    for (const token of [undefined, "xoxb-wrong", slack.appToken]) {
      const answer = await fetchFile(event.files[0].url_private_download, token);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toContain("text/html");
      expect(await answer.text()).toContain("Sign in");
    }
  });

  it("in a channel is sent to the app only with a mention", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    const { name } = slack.workspace.bot;
    const events = await eventsOf(async () => {
      await slack.person(lan).dropsFiles(channel, [{ name: "a.csv", bytes }], "xem giúp");
      await slack.person(lan).dropsFiles(channel, [{ name: "b.csv", bytes }], `@${name} nhập`);
    });
    expect(events).toMatchObject([{ type: "app_mention", files: [{ name: "b.csv" }] }]);
  });

  it("is not readable for an app that is not in the channel", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "lobby", members: [lan], botIsMember: false });
    const { message } = await slack.person(lan).dropsFiles(channel, [{ name: "a.csv", bytes }]);
    const { id } = message.download("a.csv");
    expect(await codeOf(client.files.info({ file: id }))).toBe("file_not_found");
  });

  it("has another service's address when that stores it, and only an id in a shared channel", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const [event] = await eventsOf(() =>
      lan.dropsFiles("bot", [
        { name: "sheet", externalUrl: "https://docs.example.com/1" },
        { name: "c.csv", bytes, isReserved: true },
      ]),
    );
    const [external, reserved] = event.files;
    expect(external).toMatchObject({ mode: "external", url_private: "https://docs.example.com/1" });
    expect(external.url_private_download).toBeUndefined();
    expect(reserved).toMatchObject({ file_access: "check_file_info" });
    expect(reserved.name).toBeUndefined();
    expect((await client.files.info({ file: reserved.id })).file?.name).toBe("c.csv");
  });

  it("cannot be downloaded after it was deleted", async () => {
    const lan = slack.person(slack.addUser({ name: "lan" }));
    const [event] = await eventsOf(() => lan.dropsFiles("bot", [{ name: "a.csv", bytes }]));
    const { id, url_private_download: address } = event.files[0];
    slack.deleteFile(id);
    expect(await codeOf(client.files.info({ file: id }))).toBe("file_deleted");
    expect((await fetchFile(address, slack.botToken)).status).toBe(404);
  });
});

describe("an upload", () => {
  async function uploaded(name = "loi.csv", content = "abcd"): Promise<string> {
    // The client's types name it `alt_text`, which Slack does not know.
    const announced = { filename: name, length: content.length, alt_txt: "37 dòng" };
    const { file_id = "", upload_url = "" } = await client.files.getUploadURLExternal(announced);
    await fetch(upload_url, { method: "POST", body: content });
    return file_id;
  }

  it("is shown under its name in the channel, and can be read there", async () => {
    const lan = slack.addUser({ name: "lan" });
    const channel = slack.addChannel({ name: "support", members: [lan] });
    await client.files.completeUploadExternal({ files: [{ id: await uploaded() }], channel_id: channel.id });
    const [message] = slack.person(lan).sees(channel);
    expect(message?.files).toEqual(["loi.csv"]);
    expect(message?.download("loi.csv")).toMatchObject({ bytes: Buffer.from("abcd"), altText: "37 dòng" });
  });

  it("cannot be shared with a user id, in a channel that the app is not in, or twice", async () => {
    const lan = slack.addUser({ name: "lan" });
    const lobby = slack.addChannel({ name: "lobby", members: [lan], botIsMember: false });
    const id = await uploaded();
    const complete = (channel_id: string) =>
      codeOf(client.files.completeUploadExternal({ files: [{ id }], channel_id }));
    expect(await complete(lan.id)).toBe("channel_not_found");
    expect(await complete(lobby.id)).toBe("not_in_channel");
    expect(await complete(slack.dm(lan.id).id)).toBe("ok");
    expect(await complete(slack.dm(lan.id).id)).toBe("file_not_found");
  });
});
