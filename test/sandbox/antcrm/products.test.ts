import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

const KETTLE = { name: "Ấm siêu tốc", code: "AMSIEU99", productIdApiRing: "SP-9", value: "290000" };

describe("/products", () => {
  it("lists products and combos with their price as a text, without type and canEdit", async () => {
    const { get } = await callSandbox();
    const all = (await get("/products")).body;
    expect(all).toHaveLength(9);
    expect((await get("/products", { code: "MUC12A" })).body).toEqual([
      {
        _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        name: "Hộp mực 12A",
        code: "MUC12A",
        productIdApiRing: "MUC12A",
        value: "390000",
      },
    ]);
    expect((await get("/products", { code: "muc12a" })).body).toEqual([]);
  });

  it("filters products and combos by type, and returns both by default", async () => {
    const { get } = await callSandbox({ size: "full" });
    const walk = async (query: Record<string, string>) => {
      const codes: string[] = [];
      for (let page = 1; ; page += 1) {
        const { body } = await get("/products", { ...query, page: String(page), limit: "50" });
        codes.push(...body.map(({ code }: { code: string }) => code));
        expect(body.length).toBeLessThanOrEqual(20);
        if (body.length === 0) return codes;
      }
    };
    const [both, products, combos] = [
      await walk({}),
      await walk({ type: "product" }),
      await walk({ type: "combo" }),
    ];
    expect(new Set(both)).toEqual(new Set([...products, ...combos]));
    expect(both).toHaveLength(products.length + combos.length);
    expect(products.length).toBeGreaterThanOrEqual(120);
    expect(combos).toHaveLength(15);
    expect(await walk({ type: "gói" })).toEqual([]);
  });

  it("creates, edits and deletes by the caller's code", async () => {
    const { get, send } = await callSandbox();
    expect((await send("POST", "/products", KETTLE)).body).toMatchObject({ success: 1 });
    expect((await get("/products", { code: "AMSIEU99" })).body).toMatchObject([KETTLE]);

    const edit = { productIdApiRing: "SP-9", value: 310_000, canEdit: false };
    expect((await send("PUT", "/products", edit)).body).toMatchObject({ success: 1 });
    expect((await get("/products", { code: "AMSIEU99" })).body).toMatchObject([
      { ...KETTLE, value: "310000" },
    ]);
    expect((await send("DELETE", "/products?productIdApiRing=SP-9")).body).toEqual({ success: 1 });
    expect((await get("/products", { code: "AMSIEU99" })).body).toEqual([]);
    expect((await send("DELETE", "/products", { productIdApiRing: "SP-9" })).body).toEqual({
      success: 0,
      message: "Không tìm thấy sản phẩm",
    });
  });

  it("answers a code of digits as a number, and any other either as itself or as a number", async () => {
    const { send } = await callSandbox();
    const codeOf = async (code: string) =>
      (await send("POST", "/products", { ...KETTLE, code })).body.code as unknown;
    expect(await codeOf("3609")).toBe(3609);
    const answers = new Set<string>();
    for (let tries = 0; tries < 20; tries += 1) answers.add(typeof (await codeOf("AMSIEU99")));
    expect(answers).toEqual(new Set(["string", "number"]));
  });

  it("accepts the same product twice, because the documentation does not forbid it", async () => {
    const { get, send } = await callSandbox();
    await send("POST", "/products", KETTLE);
    await send("POST", "/products", KETTLE);
    expect((await get("/products", { code: "AMSIEU99" })).body).toHaveLength(2);
  });

  it("refuses a missing required field or a wrong type, and changes nothing", async () => {
    const { crm, send } = await callSandbox();
    const { name, code, productIdApiRing } = KETTLE;
    for (const body of [
      { code, productIdApiRing },
      { name, productIdApiRing },
      { name, code },
      { ...KETTLE, name: " " },
      { ...KETTLE, value: "rẻ" },
      { ...KETTLE, canEdit: "có" },
    ]) {
      expect((await send("POST", "/products", body)).status, JSON.stringify(body)).toBe(400);
    }
    expect((await send("PUT", "/products", { code: "MUC12A", value: "1" })).status).toBe(400);
    expect((await send("PUT", "/products", { productIdApiRing: "MUC12A", name: "" })).status).toBe(400);
    expect((await send("DELETE", "/products")).status).toBe(400);
    expect(crm.world.products.list).toHaveLength(9);
    expect(crm.world.products.byKey("MUC12A")?.name).toBe("Hộp mực 12A");
  });
});
