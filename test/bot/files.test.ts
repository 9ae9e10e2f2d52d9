import { describe, expect, it } from "vitest";
import { maskCard } from "../../src/access/masking.ts";
import type { AttachedFile } from "../../src/bot/call.ts";
import type { Context } from "../../src/bot/context.ts";
import { type FileError, looksLikeTable, withinLimit } from "../../src/bot/files.ts";
import { createSharing } from "../../src/bot/sharing.ts";
import { card, file, image } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { testApp } from "../support/test-app.ts";

const MB = 1024 * 1024;
const announced = (sizeBytes: number | null): AttachedFile => ({
  id: "F1",
  name: "khach.csv",
  sizeBytes,
  mime: "text/csv",
});

/** Yields a file of `count` megabytes, as it comes from the network. */
async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < count; sent += 1) yield new Uint8Array(MB);
}

async function sizeOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) size += chunk.byteLength;
  return size;
}

const trouble = (reading: Promise<unknown>) =>
  reading.then(
    () => "none",
    (error: FileError) => error.trouble,
  );

describe("a file a command opens", () => {
  const source = (count: number) => withinLimit({ open: async () => megabytes(count) });

  it("has 20 MB at most: by what was announced, before anything is fetched", async () => {
    let asked = 0;
    const files = withinLimit({
      async open() {
        asked += 1;
        return megabytes(1);
      },
    });
    expect(await trouble(files.open(announced(20 * MB + 1)))).toBe("too-big");
    expect(asked).toBe(0);
  });

  it("and by what comes, whatever was announced", async () => {
    expect(await sizeOf(await source(20).open(announced(1)))).toBe(20 * MB);
    expect(await trouble(source(21).open(announced(null)).then(sizeOf))).toBe("too-big");
  });

  it("is none when it breaks off, and tells nothing of where it came from", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(3);
      throw new Error("terminated: https://api.telegram.org/file/bot7000000001:AAtoken/x");
    }
    const files = withinLimit({ open: async () => broken() });
    const error = await files
      .open(announced(9))
      .then(sizeOf)
      .catch((thrown: FileError) => thrown);
    expect(error).toMatchObject({ fault: "invalid", trouble: "not-loaded", cause: undefined });
    expect(String(error)).not.toContain("AAtoken");
  });

  it("is not there where a platform has none", async () => {
    expect(await trouble(withinLimit(undefined).open(announced(1)))).toBe("gone");
  });
});

describe("a file dropped into a chat", () => {
  it.each([
    ["khach.csv", "application/vnd.ms-excel", true],
    ["KHACH.XLSX", null, true],
    ["khach.tsv", null, true],
    ["bang", "text/plain", true],
    ["", null, true],
    ["anh.png", "image/png", false],
    ["bao-cao.pdf", "application/pdf", false],
    ["cu.xls", "application/vnd.ms-excel", false],
    ["", "image/jpeg", false],
  ])("named %j of type %j is a table: %s", (name, mime, expected) => {
    expect(looksLikeTable({ id: "1", name, sizeBytes: null, mime })).toBe(expected);
  });

  it("that is no table is refused in one sentence, which says what can be read", async () => {
    const { quan, log } = await testApp();
    const said = await quan.drops({ name: "anh.png", bytes: "PNG", mime: "image/png" });
    expect(said).toBe(
      "Nội dung chưa đúng\nBot đọc được bảng CSV hoặc Excel (.xlsx): hãy lưu thành một trong hai dạng này rồi gửi lại.",
    );
    expect(await quan.speaking("en").drops({ name: "a.pdf", bytes: "%PDF" })).toContain(
      "CSV or Excel (.xlsx)",
    );
    expect(log.join()).not.toMatch(/"level":50/);
  });

  it("under words that ask for something else is that", async () => {
    const { lan } = await testApp();
    expect(await lan.drops({ name: "a.csv", bytes: "a;b" }, "0900000001")).toMatch(/^Nguyễn Văn An\n/);
  });
});

describe("a card with a file", () => {
  const report = file({ name: "0867 123 456.csv", mime: "text/csv", bytes: Buffer.from("0867123456") });
  const chart = image({
    name: "Nguyễn Văn An.png",
    mime: "image/png",
    bytes: Buffer.from("PNG"),
    alt: "Nguyễn Văn An: 5 sao",
  });

  it("is never offered to be shared: what is inside cannot be masked", () => {
    const sharing = createSharing(
      () => new Date(0),
      () => "id",
    );
    const ctx = {
      call: { place: { platform: "slack", chat: "C1", shared: true } },
      who: { role: "admin", locale: "vi" },
      auditEntry: { customer: null },
    } as Context;
    const about = (...blocks: Parameters<typeof card>[1][]) => ({
      ...card("Đã nhập", ...blocks),
      names: ["Nguyễn Văn An"],
    });
    expect(plainText(sharing.offer(about(), ctx))).toContain("Chia sẻ");
    for (const block of [report, chart])
      expect(plainText(sharing.offer(about(block), ctx))).not.toContain("Chia sẻ");
  });

  it("reads as the file's name and what is in it", () => {
    expect(plainText(card("Đã nhập", report, chart))).toBe(
      "Đã nhập\n📎 0867 123 456.csv\n📎 Nguyễn Văn An.png: Nguyễn Văn An: 5 sao",
    );
  });

  it("loses the file when it is masked, and its names are masked, those of pictures too", () => {
    const masked = maskCard({ ...card("Đã nhập", report, chart), names: ["Nguyễn Văn An"] });
    expect(plainText(masked)).toBe("Đã nhập\n📎 0867 *** 456.csv\n📎 An N..png: An N.: 5 sao");
    expect(masked.blocks.map(({ kind }) => kind)).toEqual(["context", "image"]);
  });
});
