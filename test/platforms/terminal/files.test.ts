import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Call } from "../../../src/bot/call.ts";
import type { FileError } from "../../../src/bot/files.ts";
import { file, image, type ReadyCard } from "../../../src/cards/card.ts";
import type { Bot } from "../../../src/platforms/platform.ts";
import { createTerminal } from "../../../src/platforms/terminal/app.ts";
import { localFiles } from "../../../src/platforms/terminal/files.ts";

const seat = { person: "terminal:lan", name: "Lan" };
const bytes = Buffer.from("Tên;Lỗi\nAn;thiếu SĐT\n");

/** Creates a terminal in an empty folder, and a bot that answers everything with this card. */
async function sitDown(...blocks: ReturnType<typeof file>[]) {
  const folder = await mkdtemp(join(tmpdir(), "terminal-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const calls: Call[] = [];
  const bot: Bot = {
    async *answer(call) {
      calls.push(call);
      yield {
        title: "Đã nhập",
        tone: "plain",
        audience: "private",
        blocks: blocks as ReadyCard["blocks"],
        locale: "vi",
      };
    },
    checkForm: async () => null,
    menu: () => [],
  };
  const output = new PassThrough();
  const terminal = createTerminal(bot, seat, output, folder);
  return {
    folder,
    calls,
    bodies: () => calls.map(({ body }) => body),
    async asks(line: string, options = { yes: false, json: false }) {
      await terminal.once(line, options);
      return String(output.read() ?? "");
    },
    async says(...lines: string[]) {
      await terminal.talk(Readable.from([`${lines.join("\n")}\n`]));
      output.end();
      return text(output);
    },
  };
}

const report = (name: string) => file({ name, mime: "text/csv", bytes });

describe("a file at the end of a line", () => {
  it.each([
    ["import customers khach.csv", "import customers", "khach.csv"],
    ['nhập khách hàng "khách mới.xlsx"', "nhập khách hàng", "khách mới.xlsx"],
    ["import '/srv/a b.TSV' ", "import", "/srv/a b.TSV"],
    ["khach.csv", "", "khach.csv"],
  ])("is dropped: %s", async (line, words, path) => {
    const at = await sitDown();
    await at.asks(line);
    const name = path.split("/").at(-1);
    const dropped = { id: resolve(path), name, sizeBytes: null, mime: null };
    expect(at.bodies()).toEqual([{ kind: "file", file: dropped, text: words }]);
  });

  it("is dropped in a conversation too", async () => {
    const at = await sitDown();
    await at.says("import customers khach.csv", "khach.csv là gì");
    expect(at.bodies().map(({ kind }) => kind)).toEqual(["file", "text"]);
  });

  it("is read as it is; one that is not there is said to be gone", async () => {
    const { folder } = await sitDown();
    const path = join(folder, "khách.csv");
    await writeFile(path, bytes);
    const at = (id: string) => ({ id, name: "khách.csv", sizeBytes: null, mime: null });
    const parts: Uint8Array[] = [];
    for await (const part of await localFiles.open(at(path))) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(bytes);
    const missing = localFiles.open(at(`${path}.gone`)).catch((error: FileError) => error.trouble);
    expect(await missing).toBe("gone");
  });
});

describe("a file of the bot's", () => {
  it("is written into the folder, over nothing, and its path is told", async () => {
    const at = await sitDown(
      report("lỗi.csv"),
      image({ name: "b.png", mime: "image/png", bytes, alt: "4,2" }),
    );
    expect(await at.asks("nhập")).toBe(
      `Đã nhập\n📎 lỗi.csv\n📎 b.png: 4,2\n${join(at.folder, "lỗi.csv")}\n${join(at.folder, "b.png")}\n`,
    );
    await writeFile(join(at.folder, "lỗi.csv"), "mine");
    expect(await at.asks("nhập")).toContain(join(at.folder, "lỗi (2).csv"));
    expect(await readFile(join(at.folder, "lỗi.csv"), "utf8")).toBe("mine");
    expect(await readFile(join(at.folder, "lỗi (2).csv"))).toEqual(bytes);
  });

  it.each(["../../evil.csv", "/etc/evil.csv", "..", ".bashrc", "a\u001b[2J.csv", ""])(
    "named %j stays in the folder and hides nothing",
    async (name) => {
      const at = await sitDown(report(name));
      await at.asks("nhập");
      const [written = ""] = await readdir(at.folder);
      expect(written).toMatch(/^[^.\p{Cc}]/u);
      expect(await readFile(join(at.folder, written))).toEqual(bytes);
    },
  );

  it("that cannot be written costs nobody the answer", async () => {
    const at = await sitDown(report("a.csv"));
    await rm(at.folder, { recursive: true });
    expect(await at.asks("nhập")).toBe("Đã nhập\n📎 a.csv\n! a.csv: ENOENT\n");
    await mkdir(at.folder);
  });

  it("is a path to a script, not its bytes", async () => {
    const at = await sitDown(report("a.csv"));
    const card = JSON.parse(await at.asks("nhập", { yes: false, json: true }));
    expect(card).toMatchObject({
      blocks: [{ kind: "file", file: { name: "a.csv", mime: "text/csv" } }],
      files: [join(at.folder, "a.csv")],
    });
    expect(card.blocks[0].file.bytes).toBeUndefined();
  });
});
