import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each([
  ["vi", "sửa khách 476 nhãn: Đại lý", "sửa khách 476 nhãn: VIP", "/contacts", "Khách này đã có một yêu cầu"],
  ["vi", "sửa phiếu 16001 ưu tiên: thấp", "đóng phiếu 16001", "/tickets", "Phiếu này đã có một yêu cầu"],
  [
    ...(["vi", "sửa đơn 3503 giai đoạn: Chốt đơn", "sửa đơn 3503 phí ship 30k", "/opportunities"] as const),
    "Đơn này đã có một yêu cầu",
  ],
  ["vi", "sửa giá TIVI01 6tr5", "sửa giá TIVI01 7tr", "/products", "Sản phẩm này đã có một yêu cầu"],
  ["en", "edit ticket 16001 priority: low", "close ticket 16001", "/tickets", "confirmed for this ticket at"],
] as const)(
  "names the record that has a write in progress: %s, %s",
  async (language, asked, then, path, record) => {
    const { quan, antcrm } = await testApp({ language, crm: { timeoutMs: 1_000 } });
    await quan.types(asked);
    antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path, times: 1 });
    const first = quan.clicks(language === "vi" ? "Lưu" : "Save");
    await expect.poll(() => antcrm.requests.some(({ method }) => method === "PUT")).toBe(true);

    expect(await quan.types(then)).toContain(record);
    await first;
  },
);
