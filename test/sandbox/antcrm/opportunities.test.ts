import { describe, expect, it } from "vitest";
import { callSandbox } from "./caller.ts";

describe("/opportunities", () => {
  it("lists a customer's deals by id and by phone, newest first, in both shapes", async () => {
    const { get } = await callSandbox();
    const byId = (await get("/opportunities", { customerId: "476" })).body;
    expect(byId.map((deal: { number: number }) => deal.number)).toEqual([3502, 3503]);
    expect((await get("/opportunities", { phones: "+84867123456" })).body).toEqual(byId);

    const [full, short] = byId;
    expect(full).toMatchObject({
      status: "OPEN",
      package: [],
      dealBy: { users: [{ email: "minh.cskh@example.com" }] },
    });
    expect(full.stage).toMatch(/^[0-9a-f]{24}$/);
    expect(full).not.toHaveProperty("groupPackage");
    expect(short).toMatchObject({
      stage: "",
      groupPackage: [{ name: "Hộp mực 12A", quantity: 2 }],
      value: 780_000,
    });
    expect(short).not.toHaveProperty("package");
    expect(short).not.toHaveProperty("_id");
  });

  it("finds one deal by its number, and none by an unknown customer's id", async () => {
    const { get } = await callSandbox();
    expect((await get("/opportunities", { number: "3501" })).body).toMatchObject([{ number: 3501 }]);
    expect((await get("/opportunities", { number: "3501", customerId: "476" })).body).toEqual([]);
    expect((await get("/opportunities", { customerId: "999999" })).body).toEqual([]);
    expect((await get("/opportunities", { phones: "không" })).body).toEqual([]);
  });

  it("creates a deal, links it to the named customer, and computes a missing value", async () => {
    const { get, send } = await callSandbox();
    const groupPackage = [{ name: "Quạt", quantity: 2, value: 100_000, typeDiscount: 1, discount: 10 }];
    const body = { name: "Đơn mới", receiverName: "An", dealWith: { customerId: "475" }, groupPackage };
    const created = (await send("POST", "/opportunities", body)).body;
    expect(created).toEqual({ success: 1, number: expect.any(Number) });
    const [newest] = (await get("/opportunities", { customerId: "475" })).body;
    expect(newest).toMatchObject({ number: created.number, value: 180_000 });

    const stranger = { name: "Đơn lạ", receiverName: "Lạ", receiverPhone: "0911 000 222" };
    await send("POST", "/opportunities", stranger);
    expect((await get("/opportunities", { phones: "0911000222" })).body).toMatchObject([{ name: "Đơn lạ" }]);
    expect((await send("POST", "/opportunities", { name: "Thiếu" })).status).toBe(400);
  });

  it("takes a line's price from the catalogue when neither line nor deal has one", async () => {
    const { crm, send } = await callSandbox();
    const groupPackage = [
      { name: "Hộp mực 12A", quantity: 2 },
      { name: "Khác", code: "BAOHANH", typeDiscount: 0, discount: 50_000 },
      { name: "Không bán ở đây", quantity: 3 },
    ];
    const body = { name: "Đơn", receiverName: "An", opportunityIdApiRing: "DH-1", groupPackage };
    const { number } = (await send("POST", "/opportunities", body)).body;
    const deal = () => crm.world.deals.find((one) => one.number === number);
    expect(deal()).toMatchObject({ value: 1_430_000, opportunityIdApiRing: "DH-1" });
    await send("PUT", "/opportunities", { number, value: 1, opportunityIdApiRing: "DH-2" });
    expect(deal()).toMatchObject({ value: 1, opportunityIdApiRing: "DH-1" });
  });

  it("edits and deletes only by number, and turns a stage's name into its ObjectId", async () => {
    const { crm, get, send } = await callSandbox();
    const edit = { number: "3502", stage: "Chốt đơn", value: 4_000_000 };
    expect((await send("PUT", "/opportunities", edit)).body).toEqual({ success: 1, number: 3502 });
    const [deal] = (await get("/opportunities", { number: "3502" })).body;
    expect(deal).toMatchObject({ stage: crm.world.stages.get("Chốt đơn"), value: 4_000_000 });
    expect((await send("PUT", "/opportunities", { stage: "Chốt đơn" })).status).toBe(400);
    expect((await send("DELETE", "/opportunities?number=3502")).body).toEqual({ success: 1 });
    expect((await get("/opportunities", { customerId: "476" })).body).toMatchObject([{ number: 3503 }]);
  });

  it("creates and edits a package completely or not at all", async () => {
    const { crm, send } = await callSandbox();
    const item = { name: "Đơn", receiverName: "An" };
    const { body } = await send("POST", "/opportunities/package", [item, item]);
    expect(body).toEqual({ success: 1, number: [expect.any(Number), expect.any(Number)] });
    const count = crm.world.deals.length;
    expect((await send("POST", "/opportunities/package", [item, { name: "Đơn" }])).status).toBe(400);
    expect(crm.world.deals).toHaveLength(count);
    const edits = [{ number: "3502", name: "Khác" }, { number: "1" }];
    expect((await send("PUT", "/opportunities/package", edits)).status).toBe(400);
    expect(crm.world.deals.some(({ name }) => name === "Khác")).toBe(false);
    const good = await send("PUT", "/opportunities/package", edits.slice(0, 1));
    expect(good.body).toEqual({ success: 1, number: [3502] });

    crm.world.packagesArePartial = true;
    const partly = await send("PUT", "/opportunities/package", [{ number: "1" }, { number: "3503" }]);
    expect(partly.body).toEqual({ success: 1, number: [3503] });
  });
});
