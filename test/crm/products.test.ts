import { describe, expect, it } from "vitest";
import { crmOnOddServer, crmOnSandbox, failureOf } from "./crm-at.ts";

const tivi = { name: "Tivi 43 inch", code: "TV43", productIdApiRing: "op-1", value: 7_990_000 };

describe("products", () => {
  it("are created, found by their code, changed and removed", async () => {
    const { crm } = await crmOnSandbox();

    expect(await crm.products.create(tivi)).toEqual({ code: "TV43" });
    expect(await crm.products.byCode("TV43")).toMatchObject({ ...tivi, objectId: expect.any(String) });

    await crm.products.update("op-1", { value: 6_990_000, canEdit: false });
    expect(await crm.products.byCode("TV43")).toMatchObject({ name: "Tivi 43 inch", value: 6_990_000 });

    await crm.products.remove("op-1");
    expect(await crm.products.byCode("TV43")).toBeNull();
  });

  it("are listed by their names, both kinds or one", async () => {
    const { antcrm, crm } = await crmOnSandbox({ size: "full" });

    const { products, complete } = await crm.products.list();
    const combos = (await crm.products.list({ type: "combo" })).products;
    const singles = (await crm.products.list({ type: "product" })).products;

    expect(complete).toBe(true);
    expect(products.map(({ name }) => name)).toEqual(
      products.map(({ name }) => name).sort((a, b) => a.localeCompare(b, "vi")),
    );
    expect(products).toHaveLength(antcrm.world.products.list.length);
    expect(combos.length).toBeGreaterThan(0);
    expect([...combos, ...singles].map(({ code }) => code).sort()).toEqual(
      products.map(({ code }) => code).sort(),
    );
  });

  it("are sent as the documents show: the price a text, the key in a deletion's body and query", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1, code: 9457 } }));

    await crm.products.create({ ...tivi, canEdit: true });
    await crm.products.update("op-1", { value: 0 });
    await crm.products.remove("op-1");

    expect(server.calls.map(({ method, path, body }) => [method, path, JSON.parse(body)])).toEqual([
      ["POST", "/products", { ...tivi, value: "7990000", canEdit: true }],
      ["PUT", "/products", { productIdApiRing: "op-1", value: "0" }],
      ["DELETE", "/products", { productIdApiRing: "op-1" }],
    ]);
    expect(server.calls[2]?.query.get("productIdApiRing")).toBe("op-1");
  });

  it("are read with prices as text or number, and codes as either", async () => {
    const { crm } = await crmOnOddServer(() => ({
      body: [
        { _id: "64d9f28b2b3ba308b322c710", name: "A", code: 3609, productIdApiRing: 1, value: "150000" },
        { name: "B", code: "B", value: 150000 },
        { name: "C", value: "150.000" },
        { code: "D", value: "liên hệ" },
        { value: "1" },
      ],
    }));

    const { products } = await crm.products.list();

    expect(
      products.map(({ name, code, productIdApiRing, value }) => [name, code, productIdApiRing, value]),
    ).toEqual([
      ["A", "3609", "1", 150_000],
      ["B", "B", null, 150_000],
      ["C", null, null, 150_000],
      ["D", "D", null, null],
    ]);
    expect(await crm.products.byCode("b")).toMatchObject({ name: "B" });
    expect(await crm.products.byCode("ignored filter")).toBeNull();
  });

  it("refuse what is no product before any call", async () => {
    const { crm, server } = await crmOnOddServer(() => ({ body: { success: 1 } }));

    for (const call of [
      crm.products.create({ ...tivi, name: "" }),
      crm.products.create({ ...tivi, code: " " }),
      crm.products.create({ ...tivi, productIdApiRing: "" }),
      crm.products.create({ ...tivi, value: -1 }),
      crm.products.update("op-1", {}),
      crm.products.update("", { name: "x" }),
      crm.products.remove(" "),
      crm.products.byCode(""),
    ]) {
      expect((await failureOf(call)).fault).toBe("invalid");
    }
    expect(server.calls).toEqual([]);
  });
});
