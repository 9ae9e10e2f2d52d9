import { describe, expect, it } from "vitest";
import { createRegistry, type RegistryPorts } from "../../src/commands/registry.ts";
import { createIntents } from "../../src/intents/intents.ts";

const intents = createIntents(createRegistry({ alerts: {} } as RegistryPorts).grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

const BINH = { phone: "+84867123456" };
const TI = { name: "Ngô Văn Tí", phones: "+84912345679" };

type Meaning = readonly [text: string, command: string, args: Record<string, string>];

/** A name that swallowed what was said beside it would be written into AntCRM. */
const NEW_CUSTOMERS: readonly Meaning[] = [
  ["thêm khách Ngô Văn Tí sdt 0912345679 email ti@shop.vn", "newcustomer", { ...TI, emails: "ti@shop.vn" }],
  [
    "tạo khách tên Ngô Văn Tí số điện thoại 0912345679 địa chỉ 12 Lê Lợi P12 Tân Bình",
    "newcustomer",
    { ...TI, addresses: "12 Lê Lợi P12 Tân Bình" },
  ],
  [
    "tạo khách hàng tên là Ngô Văn Tí, sđt là 0912345679, sinh ngày 2/3/1990",
    "newcustomer",
    { ...TI, birthday: "1990-03-02" },
  ],
  ["thêm khách Ngô Văn Tí, 0912345679, khách quen", "newcustomer", { ...TI, note: "khách quen" }],
];

/** A question about tickets is none. */
const TICKETS: readonly Meaning[] = [
  ["phiếu 0867123456", "tickets", BINH],
  ["phiếu của kh 0867123456", "tickets", BINH],
  ["có phiếu nào của 0867123456 chưa đóng ko", "tickets", { ...BINH, state: "open" }],
  ["phiếu cho 0867123456", "ticket", { customer: "+84867123456" }],
  ["phiếu của tôi", "tickets", { whose: "mine" }],
  ["phieu gap cua toi", "tickets", { whose: "mine", priority: "Urgent" }],
  ["ticket 17464 sao rồi", "show", { ticket: "17464" }],
  ["mở ticket 0867123456 máy in hỏng", "ticket", { customer: "+84867123456", title: "máy in hỏng" }],
];

describe.each([
  ["a customer is registered", NEW_CUSTOMERS],
  ["tickets are asked for", TICKETS],
])("understands when %s", (_, meanings) => {
  it.each(meanings)("%s", (text, command, args) => {
    expect(intents.understand(text, context)).toEqual({ kind: "command", command, args });
  });
});
