import { describe, expect, it } from "vitest";
import { createFixture } from "./fixture.ts";

/** Returns the header of a PNG, the only part that is read. */
function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write("\x89PNG\r\n\x1a\n", "latin1");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe("a document", () => {
  it("from a person can be downloaded by the bot unchanged", async () => {
    const { api, lan, chat, raw } = await createFixture();
    const bytes = Buffer.from("name,phone\nAn,0867123456\r\n--not-a-boundary\r\n");
    await lan.sendsDocument(chat, { name: "khách.csv", bytes, type: "text/csv", caption: "/import" });
    const { message } = (await raw("getUpdates")).result[0];
    expect(message).toMatchObject({
      document: { file_name: "khách.csv", mime_type: "text/csv", file_size: bytes.length },
      caption: "/import",
      caption_entities: [{ type: "bot_command" }],
    });
    const link = await api.getFileLink(message.document.file_id);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(bytes);
  });

  it("of more than 20 MB cannot be downloaded", async () => {
    const { api, lan, chat } = await createFixture();
    const said = await lan.sendsDocument(chat, {
      name: "big.xlsx",
      bytes: Buffer.alloc(20 * 1024 * 1024 + 1),
    });
    await expect(api.getFile(said.document?.file_id ?? "")).rejects.toThrow(
      "400: Bad Request: file is too big",
    );
  });

  it("from the bot arrives under its name, and can be sent again by its file id", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const source = Buffer.from("\r\n--x\r\nnội dung");
    const sent = await api.sendDocument(chat, { source, filename: "báo cáo.txt" }, { caption: "Đây" });
    expect(lan.sees(chat).at(-1)).toMatchObject({
      text: "[báo cáo.txt] Đây",
      file: { name: "báo cáo.txt", bytes: source },
    });
    const link = await api.getFileLink(sent.document.file_id);
    expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(source);
    await api.sendDocument(chat, sent.document.file_id);
    expect(lan.sees(chat).at(-1)?.text).toBe("[báo cáo.txt]");
  });

  it("with a caption over 1,024 characters is refused", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const sent = api.sendDocument(chat, { source: Buffer.from("x") }, { caption: "x".repeat(1_025) });
    await expect(sent).rejects.toThrow("caption is too long");
  });

  it("of an album comes as a separate update, with the album's id", async () => {
    const { lan, chat, raw } = await createFixture();
    const bytes = Buffer.from("a;b");
    await lan.sendsDocument(chat, { name: "1.csv", bytes, caption: "nhập" }, { album: "77" });
    await lan.sendsDocument(chat, { name: "2.csv", bytes }, { album: "77" });
    const { result } = await raw("getUpdates");
    expect(result.map(({ message }: { message: object }) => message)).toMatchObject([
      { media_group_id: "77", document: { file_name: "1.csv" }, caption: "nhập" },
      { media_group_id: "77", document: { file_name: "2.csv" } },
    ]);
  });

  it("may have another part name, by attach://", async () => {
    const { telegram, lan, chat } = await createFixture();
    await lan.startsBot();
    const form = new FormData();
    form.set("chat_id", String(chat));
    form.set("document", "attach://report");
    form.set("report", new Blob(["x"]), "report.txt");
    const answer = await fetch(`${telegram.url}/bot${telegram.token}/sendDocument`, {
      method: "POST",
      body: form,
    });
    expect(answer.status).toBe(200);
    expect(lan.sees(chat).at(-1)?.text).toBe("[report.txt]");
  });
});

describe("a photo", () => {
  it("must be an image with allowed dimensions", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const sent = await api.sendPhoto(chat, { source: png(800, 600) });
    expect(sent.photo).toMatchObject([{ width: 800, height: 600 }]);
    await expect(api.sendPhoto(chat, { source: Buffer.from("text") })).rejects.toThrow(
      "IMAGE_PROCESS_FAILED",
    );
    await expect(api.sendPhoto(chat, { source: png(9_000, 1_001) })).rejects.toThrow(
      "PHOTO_INVALID_DIMENSIONS",
    );
    await expect(api.sendPhoto(chat, { source: png(2_100, 100) })).rejects.toThrow(
      "PHOTO_INVALID_DIMENSIONS",
    );
  });

  it("from a person comes without a name", async () => {
    const { lan, chat, raw } = await createFixture();
    await lan.sendsPhoto(chat, { bytes: png(8, 8), caption: "hỏng" });
    const { message } = (await raw("getUpdates")).result[0];
    expect(message).toMatchObject({ photo: [{ file_size: 64 }], caption: "hỏng" });
    expect(message.photo[0].file_name).toBeUndefined();
  });

  it("of over 10 MB is refused", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const source = Buffer.concat([png(8, 8), Buffer.alloc(10 * 1024 * 1024)]);
    await expect(api.sendPhoto(chat, { source })).rejects.toThrow("file is too big");
  });

  it("has a caption that can be edited", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    const { message_id } = await api.sendPhoto(chat, { source: png(8, 8) }, { caption: "cũ" });
    await api.editMessageCaption(chat, message_id, undefined, "mới");
    expect(lan.sees(chat).at(-1)?.text).toBe("[photo] mới");
    await expect(api.editMessageText(chat, message_id, undefined, "x")).rejects.toThrow(
      "there is no text in the message to edit",
    );
  });

  it("from a web address or with an unknown id is refused: the sandbox has no network", async () => {
    const { api, lan, chat } = await createFixture();
    await lan.startsBot();
    for (const photo of ["https://example.com/x.png", "AgACAgUAAx0"]) {
      await expect(api.sendPhoto(chat, photo)).rejects.toThrow("wrong file identifier/HTTP URL specified");
    }
  });
});
