import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AttachedFile, Call } from "../../../src/bot/call.ts";
import type { FileError } from "../../../src/bot/files.ts";
import { file, image, type ReadyCard } from "../../../src/cards/card.ts";
import { openSlackFixture, ready, say } from "./fixture.ts";

const REPORT = {
  name: "loi-nhap-khach.csv",
  mime: "text/csv",
  bytes: Buffer.from("Tên;Lỗi\nAn;thiếu SĐT\n"),
};
const CHART = { name: "danh-gia.png", mime: "image/png", bytes: Buffer.from("PNG"), alt: "14 ngày: 4,2 sao" };
const TABLE = Buffer.from("Tên;SĐT\nAn;0900000001\n");

const report = (rest: Partial<ReadyCard> = {}) =>
  ready("Đã nhập 963 dòng", { blocks: [file(REPORT) as ReadyCard["blocks"][number]], ...rest });
const chart = (rest: Partial<ReadyCard> = {}) =>
  ready("Đánh giá", { blocks: [image(CHART) as ReadyCard["blocks"][number]], ...rest });

type SlackFixture = Awaited<ReturnType<typeof openSlackFixture>>;
type Lan = SlackFixture["lan"];
const dm = ({ slack, lan }: SlackFixture) => slack.dm(lan.user.id);
const said = (lan: Lan, channel: Parameters<Lan["sees"]>[0]) =>
  lan.sees(channel).filter(({ fromApp }) => fromApp);
const hasFile = ({ files }: { files: string[] }) => files.length > 0;

describe("a card with a file", () => {
  it("in a direct message is followed by the file, byte for byte", async () => {
    await using fixture = await openSlackFixture("http", () => say(report()));
    await fixture.lan.directMessage("nhập");
    const message = await fixture.lan.nextMessage(dm(fixture), hasFile);
    expect(message.download(REPORT.name).bytes).toEqual(REPORT.bytes);
    expect(said(fixture.lan, dm(fixture)).map(({ read }) => read)).toEqual([
      "Đã nhập 963 dòng\n📎 loi-nhap-khach.csv",
      "",
    ]);
    expect(fixture.slack.violations).toEqual([]);
  });

  it("that is private in a channel brings its file to the direct message, and says so", async () => {
    await using fixture = await openSlackFixture("http", () => say(report()));
    const { lan, minh, support } = fixture;
    await lan.mention(support, "nhập");
    expect(await lan.nextMessage(support, ({ fromApp }) => fromApp)).toMatchObject({
      ephemeral: true,
      read: "Đã nhập 963 dòng\n📎 loi-nhap-khach.csv\nTệp được gửi vào tin nhắn riêng với bot.",
    });
    expect((await lan.nextMessage(dm(fixture), hasFile)).download(REPORT.name).bytes).toEqual(REPORT.bytes);
    expect(minh.sees(support).some(hasFile)).toBe(false);
  });

  it("for everybody brings it into the thread, and a picture with its text alternative", async () => {
    await using fixture = await openSlackFixture("http", () => say(chart({ audience: "shared" })));
    const { lan, minh, support } = fixture;
    const question = await lan.post(support, "báo cáo hôm nay?");
    await lan.mention(support, "đánh giá", { thread_ts: question.ts });
    const message = await minh.nextMessage(support, hasFile);
    expect(message.threadTs).toBe(question.ts);
    expect(message.download(CHART.name)).toMatchObject({ bytes: CHART.bytes, altText: CHART.alt });
    expect(fixture.slack.violations).toEqual([]);
  });

  it("brings only the files of its last state", async () => {
    await using fixture = await openSlackFixture("http", () =>
      say(report({ title: "Đang nhập", tone: "waiting" }), report()),
    );
    await fixture.lan.directMessage("nhập");
    await fixture.lan.nextMessage(dm(fixture), hasFile);
    await fixture.platform.stop();
    expect(said(fixture.lan, dm(fixture)).filter(hasFile)).toHaveLength(1);
  });

  it("goes to the direct message where the bot is no member", async () => {
    await using fixture = await openSlackFixture("http", () => say(chart({ audience: "shared" })));
    const { lan, lobby } = fixture;
    await lan.slashCommand("/crm", "đánh giá", lobby);
    expect((await lan.nextMessage(dm(fixture), hasFile)).files).toEqual([CHART.name]);
  });

  it.each(["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])(
    "is still told when %s fails, with a line that says so",
    async (method) => {
      await using fixture = await openSlackFixture("http", () => say(report()));
      fixture.slack.fault({ method, kind: "status", status: 403, times: 9 });
      await fixture.lan.directMessage("nhập");
      const edited = await fixture.lan.nextMessage(dm(fixture), ({ edited }) => edited);
      expect(edited.read).toBe(
        "Đã nhập 963 dòng\n📎 loi-nhap-khach.csv\nChưa gửi được tệp: loi-nhap-khach.csv",
      );
    },
  );

  it("waits as long as Slack asks it to, and arrives", async () => {
    await using fixture = await openSlackFixture("http", () => say(report()));
    fixture.slack.fault({ method: "upload", kind: "rate_limited", retryAfterS: 0 });
    fixture.slack.fault({ method: "files.completeUploadExternal", kind: "rate_limited", retryAfterS: 0 });
    await fixture.lan.directMessage("nhập");
    expect((await fixture.lan.nextMessage(dm(fixture), hasFile)).files).toEqual([REPORT.name]);
  });

  it("is sent once more when nobody knows whether it arrived, and says so, and is counted", async () => {
    await using fixture = await openSlackFixture("http", () => say(report()));
    fixture.slack.fault({ method: "files.completeUploadExternal", kind: "cut", after: true });
    await fixture.lan.directMessage("nhập");
    await fixture.lan.nextMessage(dm(fixture), hasFile);
    const again = await fixture.lan.nextMessage(dm(fixture), hasFile);
    expect(again.read).toBe("Tin này có thể đã gửi trước đó.");
    expect(fixture.repeated()).toBe(1);
  });

  it("that nobody asked for comes with its file too: private ones to the person, shared ones to the place", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("x")));
    const { lan, support, platform } = fixture;
    const place = { platform: "slack", chat: support.id, shared: true } as const;
    const to = { person: `slack:${lan.user.id}`, place };
    await platform.tell(to, report());
    await platform.tell(to, chart({ audience: "shared" }));
    expect(said(lan, dm(fixture)).flatMap(({ files }) => files)).toEqual([REPORT.name]);
    expect(said(lan, support).flatMap(({ files }) => files)).toEqual([CHART.name]);
  });

  it("is delivered although its file is not: a notice is not said again for it", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("x")));
    const { lan, support, platform, slack } = fixture;
    slack.fault({ method: "upload", kind: "status", status: 403, times: 9 });
    const place = { platform: "slack", chat: support.id, shared: true } as const;
    await platform.tell({ person: `slack:${lan.user.id}`, place }, report());
    expect(said(lan, dm(fixture)).map(({ read }) => read)).toEqual([
      "Đã nhập 963 dòng\n📎 loi-nhap-khach.csv\nChưa gửi được tệp: loi-nhap-khach.csv",
    ]);
  });
});

/** Returns the file that a call to the bot contains. */
async function fileOf(fixture: SlackFixture, at = 0): Promise<AttachedFile> {
  const { body } = fixture.calls[at] as Call;
  if (body.kind !== "file") throw new Error(`not a file but ${body.kind}`);
  return body.file;
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

const trouble = (opening: Promise<unknown>) =>
  opening.then(
    () => "none",
    (error: FileError) => error.trouble,
  );

describe("a file dropped into Slack", () => {
  it("in a direct message is what the bot is asked, and can be read", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    await fixture.lan.dropsFiles("bot", [{ name: "khách.csv", bytes: TABLE }], "nhập khách hàng");
    await fixture.lan.nextMessage(dm(fixture));
    expect(fixture.calls[0]?.body).toMatchObject({
      kind: "file",
      file: { name: "khách.csv", sizeBytes: TABLE.length, mime: "text/csv" },
      text: "nhập khách hàng",
    });
    const chunks = await fixture.platform.files.open(await fileOf(fixture));
    expect(await read(chunks)).toEqual(TABLE);
  });

  it("in a channel is for the bot only where it is mentioned, and no words are needed", async () => {
    await using fixture = await openSlackFixture("socket", () => say(ready("Đã nhận")));
    const { lan, support, slack } = fixture;
    await lan.dropsFiles(support, [{ name: "a.csv", bytes: TABLE }], "cho mọi người");
    await lan.dropsFiles(support, [{ name: "b.csv", bytes: TABLE }], `@${slack.workspace.bot.name}`);
    await lan.nextMessage(support, ({ fromApp }) => fromApp);
    expect(fixture.calls.map(({ body }) => body)).toMatchObject([
      { kind: "file", file: { name: "b.csv" }, text: "" },
    ]);
  });

  it("among pictures is the one that is meant; of several tables the others are told", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    const drop = async (names: string[]) => {
      await fixture.lan.dropsFiles(
        "bot",
        names.map((name) => ({ name, bytes: TABLE })),
      );
      await fixture.lan.nextMessage(dm(fixture));
    };
    await drop(["anh.png", "a.csv"]);
    await drop(["a.csv", "b.xlsx", "c.png"]);
    await drop(["anh.png"]);
    expect(fixture.calls.map(({ body }) => body)).toMatchObject([
      { file: { name: "a.csv" } },
      { file: { name: "a.csv" }, others: 1 },
      { file: { name: "anh.png", mime: "image/png" } },
    ]);
    expect(fixture.calls[0]?.body).not.toHaveProperty("others");
  });

  it("whose name is not told is asked for by its id", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    await fixture.lan.dropsFiles("bot", [{ name: "khách.xlsx", bytes: TABLE, isReserved: true }]);
    await fixture.lan.nextMessage(dm(fixture));
    expect(await fileOf(fixture)).toMatchObject({ name: "khách.xlsx", sizeBytes: TABLE.length });
  });

  it("is read again from a stored event, and said to be gone when it was deleted meanwhile", async () => {
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    await fixture.lan.dropsFiles("bot", [{ name: "a.csv", bytes: TABLE }]);
    await fixture.lan.nextMessage(dm(fixture));
    await fixture.platform.replay([...fixture.inbox.payloads.values()].at(-1) ?? "");
    const again = await fileOf(fixture, 1);
    expect(await read(await fixture.platform.files.open(again))).toEqual(TABLE);
    fixture.slack.deleteFile(again.id);
    expect(await trouble(fixture.platform.files.open(again))).toBe("gone");
  });

  it("that another service keeps is refused, and its server gets nothing from us", async () => {
    const visits: string[] = [];
    const elsewhere = createServer((request, response) => {
      visits.push(request.url ?? "");
      response.end("x");
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void elsewhere.close());
    const externalUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/sheet`;
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    await fixture.lan.dropsFiles("bot", [{ name: "bảng.csv", externalUrl }]);
    await fixture.lan.nextMessage(dm(fixture));
    expect(await trouble(fixture.platform.files.open(await fileOf(fixture)))).toBe("elsewhere");
    expect(visits).toEqual([]);
  });

  it.each([
    ["rate_limited", { kind: "error", error: "ratelimited" }, "not-loaded"],
    ["missing scope", { kind: "error", error: "missing_scope" }, "gone"],
  ] as const)("that files.info does not tell of (%s) cannot be used", async (_, fault, expected) => {
    await using fixture = await openSlackFixture("http", () => say(ready("x")));
    fixture.slack.fault({ method: "files.info", ...fault });
    const file = { id: "F0", name: "a.csv", sizeBytes: 1, mime: null };
    expect(await trouble(fixture.platform.files.open(file))).toBe(expected);
  });

  it.each([
    ["a failure", { kind: "status", status: 500 }, "not-loaded"],
    ["no file", { kind: "status", status: 404 }, "gone"],
    ["a cut connection", { kind: "cut" }, "not-loaded"],
  ] as const)("whose download is answered by %s cannot be used", async (_, fault, expected) => {
    await using fixture = await openSlackFixture("http", () => say(ready("Đã nhận")));
    await fixture.lan.dropsFiles("bot", [{ name: "a.csv", bytes: TABLE }]);
    await fixture.lan.nextMessage(dm(fixture));
    fixture.slack.fault({ method: "download", ...fault });
    expect(await trouble(fixture.platform.files.open(await fileOf(fixture)))).toBe(expected);
  });
});
