import { describe, expect, it } from "vitest";
import { createRegistry, type RegistryPorts } from "../../src/commands/registry.ts";
import { createIntents } from "../../src/intents/intents.ts";

const intents = createIntents(createRegistry({ alerts: {} } as RegistryPorts).grammars);
const context = { now: new Date("2026-11-25T03:00:00Z"), timeZone: "Asia/Ho_Chi_Minh" };

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

describe.each([["a customer is registered", NEW_CUSTOMERS]])("understands when %s", (_, meanings) => {
  it.each(meanings)("%s", (text, command, args) => {
    expect(intents.understand(text, context)).toEqual({ kind: "command", command, args });
  });
});
