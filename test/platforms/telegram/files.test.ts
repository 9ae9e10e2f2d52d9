import { describe, expect, it } from "vitest";
import type { AttachedFile, Call } from "../../../src/bot/call.ts";
import type { FileError } from "../../../src/bot/files.ts";
import { file, image, type ReadyCard } from "../../../src/cards/card.ts";
import { type FixtureOptions, openTelegramFixture, ready, type Script } from "./fixture.ts";

/** The header of a PNG of 400 by 300, the only part that is read. */
const PNG = Buffer.alloc(64);
PNG.write("\x89PNG\r\n\x1a\n", "latin1");
PNG.writeUInt32BE(400, 16);
PNG.writeUInt32BE(300, 20);

const REPORT = { name: "lỗi nhập.csv", mime: "text/csv", bytes: Buffer.from("Tên;Lỗi\nAn;thiếu SĐT\n") };
const CHART = { name: "danh-gia.png", mime: "image/png", bytes: PNG, alt: "14 ngày: 4,2 sao" };
const TABLE = Buffer.from("Tên;SĐT\nAn;0900000001\n");

type Block = ReadyCard["blocks"][number];
const report = () => ready("Đã nhập 963 dòng", file(REPORT) as Block);
const chart = () => ready("Đánh giá", image(CHART) as Block);
const shared = (card: ReadyCard): ReadyCard => ({ ...card, audience: "shared" });
const saying = (...cards: ReadyCard[]): Script =>
  async function* () {
    yield* cards;
  };

async function open(script: Script, options: Partial<FixtureOptions> & { admin?: boolean } = {}) {
  const { admin = false, ...rest } = options;
  const at = await openTelegramFixture({ script, ...rest });
  await at.platform.start();
  const members = [at.an.user, at.binh.user];
  return { ...at, chat: at.sandbox.addGroup({ title: "CSKH", members, botIsAdmin: admin }) };
}

const hasFile = (message: { file?: object }) => message.file !== undefined;

describe("a card with a file", () => {
  it("is followed by the file, byte for byte, and a picture by its caption", async () => {
    const { an, sandbox } = await open(
      saying(ready("Báo cáo", file(REPORT) as Block, image(CHART) as Block)),
    );
    await an.says(an.user, "báo cáo");
    const document = await an.nextMessage(an.user, hasFile);
    expect(document).toMatchObject({ file: { name: "lỗi nhập.csv", bytes: REPORT.bytes } });
    const photo = await an.nextMessage(an.user, hasFile);
    expect(photo).toMatchObject({ text: "[photo] 14 ngày: 4,2 sao", file: { bytes: PNG } });
    expect(an.sees(an.user).filter(({ isFromBot }) => isFromBot)[0]?.text).toBe("Báo cáo\n\n📎 lỗi nhập.csv");
    expect(sandbox.violations).toEqual([]);
  });

  it("is an ephemeral message with its file and its picture in a group: nobody else sees either", async () => {
    const { an, binh, chat, sandbox } = await open(
      saying(ready("Báo cáo", file(REPORT) as Block, image(CHART) as Block)),
      { admin: true },
    );
    await an.says(chat, "/import");
    for (const _ of ["the report", "the chart"])
      expect((await an.nextMessage(chat, hasFile)).isPrivate).toBe(true);
    expect(binh.sees(chat).filter(({ isFromBot }) => isFromBot)).toEqual([]);
    expect(sandbox.violations).toEqual([]);
  });

  it.each([
    ["an old server", { telegram: { botApi: "7.1" as const } }],
    ["a group where it may not speak first", {}],
  ])("comes to the person's own chat on %s, and the group hears that it did", async (_, options) => {
    const { an, binh, chat } = await open(saying(report()), options);
    await an.startsBot();
    await an.nextMessage(an.user, hasFile);
    await an.says(chat, "/import");
    expect((await an.nextMessage(an.user, hasFile)).file?.bytes).toEqual(REPORT.bytes);
    expect(binh.sees(chat).some(hasFile)).toBe(false);
    const hints = binh.sees(chat).filter(({ text }) => text.includes("Đã trả lời riêng cho An"));
    expect(hints).toHaveLength(1);
  });

  it("for everybody in a group answers the message that asked, in its topic, and rings nobody", async () => {
    const picture = image({ ...CHART, alt: "@binh_le 4,2" }) as Block;
    const { an, binh, sandbox } = await open(saying(shared(ready("Đánh giá", picture))));
    const chat = sandbox.addGroup({ title: "Báo cáo", members: [an.user, binh.user], topics: true });
    const topic = sandbox.addTopic(chat);
    const asked = await an.says(chat, "/ratings", { topic });
    const photo = await binh.nextMessage(chat, hasFile);
    expect(photo).toMatchObject({ topic, replyTo: asked.message_id, isPrivate: false });
    expect(photo.message.caption_entities ?? []).toEqual([]);
  });

  it("has a caption that Telegram takes, however long its text is", async () => {
    const { an, sandbox } = await open(
      saying(ready("Đánh giá", image({ ...CHART, alt: "é👍".repeat(900) }) as Block)),
    );
    await an.says(an.user, "đánh giá");
    const photo = await an.nextMessage(an.user, hasFile);
    expect(photo.text.length).toBeGreaterThan(1_000);
    expect(photo.text).toMatch(/…$/);
    expect(sandbox.violations).toEqual([]);
  });

  it("is not led astray by a name that would end its header", async () => {
    const name = 'a"\r\nContent-Type: text/html\r\n\r\n/../<b>.csv';
    const { an, sandbox } = await open(saying(ready("x", file({ ...REPORT, name }) as Block)));
    await an.says(an.user, "nhập");
    const document = await an.nextMessage(an.user, hasFile);
    expect(document.file?.bytes).toEqual(REPORT.bytes);
    expect(document.file?.name).toMatch(/^a_ .*\.csv$/);
    expect(sandbox.violations).toEqual([]);
  });

  it("is still told when Telegram refuses the file, with a line that says so", async () => {
    const broken = { ...CHART, bytes: Buffer.from("no picture") };
    const { an } = await open(saying(ready("Đánh giá", image(broken) as Block)));
    await an.says(an.user, "đánh giá");
    const edited = await an.nextMessage(an.user, ({ isEdited }) => isEdited);
    expect(edited.text).toBe("Đánh giá\n\nChưa gửi được tệp: danh-gia.png");
  });

  it("is sent once more when nobody knows whether it arrived, and says so, and is counted", async () => {
    const { an, sandbox, inbox, repeated } = await open(saying(report()));
    sandbox.fault({ method: "sendDocument", kind: "cut", when: "after" });
    await an.says(an.user, "nhập");
    await inbox.hasFinished(1);
    const files = an.sees(an.user).filter(hasFile);
    expect(files.map(({ text }) => text)).toEqual([
      "[lỗi nhập.csv]",
      "[lỗi nhập.csv] Có thể đã gửi trước đó.",
    ]);
    expect(repeated()).toBe(1);
  });

  it("waits as long as Telegram asks it to, and arrives", async () => {
    const { an, sandbox } = await open(saying(report()));
    sandbox.fault({ method: "sendDocument", kind: "429", retryAfter: 0.05 });
    await an.says(an.user, "nhập");
    expect((await an.nextMessage(an.user, hasFile)).file?.bytes).toEqual(REPORT.bytes);
  });

  it("that nobody asked for comes with its file too, and is delivered although the file is not", async () => {
    const { an, chat, platform, sandbox } = await open(saying(ready("x")));
    await an.startsBot();
    await an.nextMessage(an.user);
    const place = { platform: "telegram", chat: String(chat.id), shared: true } as const;
    const to = { person: `telegram:${an.user.id}`, place };
    await platform.tell(to, report());
    await platform.tell(to, shared(chart()));
    expect(an.sees(an.user).filter(hasFile)).toHaveLength(1);
    expect(an.sees(chat).filter(hasFile)).toHaveLength(1);
    sandbox.fault({ method: "sendDocument", kind: "403 blocked" });
    await platform.tell(to, report());
    expect(an.sees(an.user).at(-1)?.text).toBe(
      "Đã nhập 963 dòng\n\n📎 lỗi nhập.csv\n\nChưa gửi được tệp: lỗi nhập.csv",
    );
  });
});

function fileOf({ calls }: { calls: Call[] }, at = 0): AttachedFile {
  const body = calls[at]?.body;
  if (body?.kind !== "file") throw new Error(`not a file but ${body?.kind}`);
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

describe("a file dropped into Telegram", () => {
  it("is what the bot is asked, with the words under it, and can be read", async () => {
    const at = await open(saying(ready("Đã nhận")));
    const document = { name: "khách.csv", bytes: TABLE, type: "text/csv", caption: "/import customers" };
    await at.an.sendsDocument(at.an.user, document);
    await at.an.nextMessage(at.an.user);
    expect(at.calls[0]?.body).toMatchObject({
      kind: "file",
      file: { name: "khách.csv", sizeBytes: TABLE.length, mime: "text/csv" },
      text: "import customers",
    });
    expect(await read(await at.platform.files.open(fileOf(at)))).toEqual(TABLE);
  });

  it("in a group is for the bot where the words under it are", async () => {
    const at = await open(saying(shared(ready("Đã nhận"))), { admin: true });
    const { an, chat, sandbox } = at;
    const drop = (caption?: string) =>
      an.sendsDocument(chat, { name: "a.csv", bytes: TABLE, ...(caption ? { caption } : {}) });
    await drop();
    await drop("cho cả nhóm");
    await drop("/import@other_bot");
    await drop(`@${sandbox.bot.username} nhập khách`);
    await drop("/import");
    await at.inbox.hasFinished(2);
    expect(at.calls.map(({ body }) => body)).toMatchObject([{ text: "nhập khách" }, { text: "import" }]);
  });

  it("of an album is a call of its own", async () => {
    const at = await open(saying(ready("Đã nhận")));
    const { an } = at;
    for (const name of ["1.csv", "2.csv"])
      await an.sendsDocument(an.user, { name, bytes: TABLE }, { album: "77" });
    await at.inbox.hasFinished(2);
    expect(at.calls.map((_, index) => fileOf(at, index).name)).toEqual(["1.csv", "2.csv"]);
  });

  it("is a picture, and then the words under it are what was meant", async () => {
    const at = await open(saying(ready("Đã nhận")));
    await at.an.sendsPhoto(at.an.user, { bytes: PNG });
    await at.an.sendsPhoto(at.an.user, { bytes: PNG, caption: "/ticket 0900000001 máy in hỏng" });
    await at.inbox.hasFinished(2);
    expect(at.calls.map(({ body }) => body)).toMatchObject([
      { kind: "file", file: { mime: "image/jpeg" }, text: "" },
      { kind: "command", command: "ticket", text: "0900000001 máy in hỏng" },
    ]);
  });

  it("is read again from a stored event; one of over 20 MB, or unknown by now, is not", async () => {
    const at = await open(saying(ready("Đã nhận")));
    await at.an.sendsDocument(at.an.user, { name: "a.csv", bytes: TABLE });
    await at.an.sendsDocument(at.an.user, { name: "b.csv", bytes: Buffer.alloc(20 * 1024 * 1024 + 1) });
    await at.inbox.hasFinished(2);
    await at.platform.replay([...at.inbox.events.values()][0] ?? "");
    const { files } = at.platform;
    expect(await read(await files.open(fileOf(at, 2)))).toEqual(TABLE);
    expect(await trouble(files.open(fileOf(at, 1)))).toBe("too-big");
    expect(await trouble(files.open({ ...fileOf(at), id: "BQAC-unknown" }))).toBe("gone");
  });

  it("that cannot be fetched tells nobody the address, which holds the token", async () => {
    const at = await open(saying(ready("Đã nhận")));
    await at.an.sendsDocument(at.an.user, { name: "a.csv", bytes: TABLE });
    await at.inbox.hasFinished(1);
    const file = fileOf(at);
    await at.sandbox.stop();
    const error = await at.platform.files.open(file).then(
      () => null,
      (thrown: FileError) => thrown,
    );
    expect(error?.trouble).toBe("not-loaded");
    expect(JSON.stringify([error, error?.message, error?.stack, String(error?.cause)])).not.toContain(
      at.sandbox.token,
    );
  });
});
