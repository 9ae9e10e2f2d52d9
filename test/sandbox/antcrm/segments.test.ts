import { describe, expect, it } from "vitest";
import { REFUSAL_SHAPES } from "../../../src/sandbox/antcrm/world.ts";
import { type Caller, callSandbox } from "./caller.ts";

const VIP = "65f8fb10c29b4e0a1d5e7a01";

const put = ({ send }: Caller, contacts: unknown, segmentId: unknown = VIP) =>
  send("POST", "/segments/set-contact", { contacts, segmentId });

const namesIn = ({ crm: { world } }: Caller) =>
  [...(world.segments.get(VIP)?.members ?? [])].map((id) => world.customersById("_id", id)[0]?.name);

describe("POST /segments/set-contact", () => {
  it("adds customers to the segment by phone, e-mail or the caller's code, and answers the text Ok", async () => {
    const caller = await callSandbox();
    caller.crm.world.addCustomer({ name: "Lê Mai", customerIdApiRing: "C-7" });
    const before = caller.crm.world.customers.length;
    const reply = await put(caller, [
      { name: "An", phones: [{ type: "Work", value: "+84900000001" }] },
      { name: "Bình", emails: [{ type: "Work", value: "binh.tran@example.com" }] },
      { name: "Mai", customerIdApiRing: "C-7" },
    ]);
    expect([reply.status, reply.text, reply.headers.get("content-type")]).toEqual([
      200,
      "Ok",
      "text/plain; charset=utf-8",
    ]);
    expect(namesIn(caller)).toEqual(["Nguyễn Văn An", "Trần Thị Bình", "Lê Mai"]);
    expect(caller.crm.world.customers).toHaveLength(before);
  });

  it("reads a list named `phone` like `phones`", async () => {
    const caller = await callSandbox();
    await put(caller, [{ name: "An", phone: [{ type: "Work", value: "0900000001" }] }]);
    expect(namesIn(caller)).toEqual(["Nguyễn Văn An"]);
  });

  it("creates unknown customers as leads, and contains nobody twice", async () => {
    const caller = await callSandbox();
    const stranger = { name: "Phạm Hà", phones: [{ value: "0911222333" }], tags: ["Mới"] };
    await put(caller, [stranger, stranger]);
    await put(caller, [stranger]);
    expect(namesIn(caller)).toEqual(["Phạm Hà"]);
    expect((await caller.get("/contacts", { phone: "0911222333" })).body).toMatchObject([
      { name: "Phạm Hà", contactType: "lead", tags: ["Mới"] },
    ]);
  });

  it.each([...REFUSAL_SHAPES])(
    "refuses an unknown segment in the shape %s, and creates nobody",
    async (shape) => {
      const caller = await callSandbox();
      caller.crm.world.refusalShape = shape;
      const before = caller.crm.world.customers.length;
      const reply = await put(caller, [{ name: "Phạm Hà" }], "65f8fb10c29b4e0a1d5e7aff");
      expect(reply.text).toContain("Không tìm thấy phân khúc");
      expect(reply.text).not.toBe("Ok");
      expect(caller.crm.world.customers).toHaveLength(before);
    },
  );

  it("accepts at most 100, and none when one has no name", async () => {
    const caller = await callSandbox();
    const person = (index: number) => ({ name: `Khách ${index}` });
    const hundred = Array.from({ length: 100 }, (_, index) => person(index));
    for (const contacts of [[...hundred, person(100)], [person(1), { phones: [] }], [], undefined]) {
      expect((await put(caller, contacts)).status).toBe(400);
    }
    expect((await put(caller, hundred, "")).status).toBe(400);
    expect(namesIn(caller)).toEqual([]);
    expect((await put(caller, hundred)).text).toBe("Ok");
    expect(namesIn(caller)).toHaveLength(100);
  });
});
