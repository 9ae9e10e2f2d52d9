import { describe, expect, it } from "vitest";
import { type TestApp, testApp } from "../../support/test-app.ts";

function customer({ antcrm }: TestApp, id: string) {
  const found = antcrm.world.customersById("customerId", id)[0];
  if (!found) throw new Error("the sandbox's customers have changed");
  return found;
}

const puts = ({ antcrm }: TestApp) => antcrm.requests.filter(({ method }) => method === "PUT");

describe("editing a customer", () => {
  it("shows before and after, and sends only the differences", async () => {
    const one = await testApp();
    const { lan } = one;

    expect(
      await lan.types("sửa khách 0867 123 456 trạng thái: Đã gọi, nhãn: VIP, Đại lý"),
    ).toMatchInlineSnapshot(`
      "Sửa khách Trần Thị Bình?
      Nhãn: VIP, Đã liên hệ → VIP, Đại lý
      Trạng thái: Khách hàng thân thiết → Đã gọi
      Sau khi lưu, nhãn sẽ đúng như bên phải mũi tên.
      [1] Lưu  [2] Sửa lại  [3] Huỷ"
    `);
    expect(puts(one)).toHaveLength(0);
    expect(await lan.clicks("Lưu")).toMatch(
      /^Đã sửa khách Trần Thị Bình\nNhãn: VIP, Đại lý\nTrạng thái: Đã gọi\n\[1\] Xem {2}\[2\] Sửa tiếp\n/,
    );
    expect(customer(one, "476")).toMatchObject({ stage: "Đã gọi", tags: ["VIP", "Đại lý"] });
    expect(puts(one).map(({ body }) => Object.keys(body as object))).toEqual([
      ["customerId", "stage", "tags"],
    ]);
  });

  it("understands the same in English, and without accents", async () => {
    const { lan } = await testApp({ language: "en" });
    expect(await lan.types("edit customer 476 stage: Called, note: likes mornings")).toContain(
      "Note: (empty) → likes mornings",
    );
    expect(await lan.types("sua khach 476 trang thai: Da goi")).toContain(
      "Stage: Khách hàng thân thiết → Da goi",
    );
  });

  it("opens the form with the record's values, and keeps unchanged ones", async () => {
    const one = await testApp();
    const { lan } = one;
    await lan.types("0867 123 456");
    await lan.clicks("Sửa");
    const values = Object.fromEntries(lan.form().fields.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      name: "Trần Thị Bình",
      phones: "0867 123 456",
      emails: "binh.tran@example.com",
      addresses: "12 Cộng Hòa, Phường 12, Quận Tân Bình, Thành phố Hồ Chí Minh",
      birthday: "1988-07-02",
      tags: "VIP, Đã liên hệ",
      owner: "minh.cskh@example.com",
    });

    const filled = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? ""]));
    const asked = await lan.sends({ ...filled, phones: "0867 123 456, 0912 345 678" });
    expect(asked).toMatch(
      /^Sửa khách Trần Thị Bình\?\nĐiện thoại: 0867 123 456 → 0867 123 456, 0912 345 678\n/,
    );
    await lan.clicks("Lưu");
    expect(customer(one, "476").phones.map(({ value }) => value)).toEqual(["0867123456", "0912345678"]);
    expect(puts(one).map(({ body }) => Object.keys(body as object))).toEqual([["customerId", "phones"]]);
  });

  it("reports when nothing would change", async () => {
    const one = await testApp();
    expect(await one.lan.types("sửa khách 476 trạng thái: Khách hàng thân thiết")).toMatch(
      /^Không có gì để sửa/,
    );
    expect(puts(one)).toHaveLength(0);
  });

  it("clears a field by a dash, and keeps custom fields that were not named", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    antcrm.world.editCustomer(customer(one, "476"), {
      bgInfo: "Hay gọi buổi chiều",
      cusFields: [
        { name: "Size", value: "L" },
        { name: "Kênh", value: "Zalo" },
      ],
    });

    const asked = await lan.types("sửa khách 476\nghi chú: -\ntrường riêng: Size: XL");
    expect(asked).toContain("Ghi chú: Hay gọi buổi chiều → (trống)");
    expect(asked).toContain("Trường riêng: Size: L; Kênh: Zalo → Size: XL; Kênh: Zalo");
    await lan.clicks("Lưu");
    expect(customer(one, "476")).toMatchObject({
      bgInfo: "",
      cusFields: [
        { name: "Size", value: "XL" },
        { name: "Kênh", value: "Zalo" },
      ],
    });
  });

  it("keeps an unreadable number beside the changed one, and reports it", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    const phones = [
      { type: "Work", value: "0867123456" },
      { type: "Work", value: "máy lẻ 12" },
    ];
    antcrm.world.editCustomer(customer(one, "476"), { phones });

    const asked = await lan.types("sửa khách 476 điện thoại: 0912 345 678");
    expect(asked).toContain("Giữ nguyên như trong AntCRM vì bot không đọc được: máy lẻ 12");
    await lan.clicks("Lưu");
    expect(customer(one, "476").phones.map(({ value }) => value)).toEqual(["0912345678", "máy lẻ 12"]);
  });

  it("shows the record again and asks again when somebody has changed it meanwhile", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    await lan.types("sửa khách 476 trạng thái: Đã gọi");
    antcrm.world.editCustomer(customer(one, "476"), { stage: "Ngừng mua" });

    const again = await lan.clicks("Lưu");
    expect(again).toContain("Có người vừa sửa sau khi bot hỏi bạn");
    expect(again).toContain("Trạng thái: Ngừng mua → Đã gọi");
    expect(puts(one)).toHaveLength(0);
    await lan.clicks("Lưu");
    expect(customer(one, "476").stage).toBe("Đã gọi");
  });

  it("writes only the form values that the person changed, not the record's older values", async () => {
    const { lan, antcrm } = await testApp();
    await lan.types("sửa khách 0867 123 456");
    const form = lan.form();
    const [binh] = antcrm.world.customersById("customerId", "476");
    if (!binh) throw new Error("Bình is not in the sandbox");
    antcrm.world.editCustomer(binh, {
      name: "Trần Thị Bình Minh",
      phones: [{ type: "Work", value: "0911222333" }, ...binh.phones],
    });

    expect(await lan.sends({ note: "Gọi buổi chiều" }, form)).toMatch(
      /^Sửa khách Trần Thị Bình Minh\?\nGhi chú: \(trống\) → Gọi buổi chiều\n\[1\] Lưu/,
    );
    await lan.clicks("Lưu");
    expect(binh).toMatchObject({ name: "Trần Thị Bình Minh", bgInfo: "Gọi buổi chiều" });
    expect(binh.phones).toHaveLength(2);
  });

  it("lets a birthday in the future stand that AntCRM holds already", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    antcrm.world.editCustomer(customer(one, "476"), { dateOfBirth: "March 15, 2030" });
    await lan.types("sửa khách 476");
    expect(await lan.sends({ note: "Gọi buổi chiều" })).toMatch(
      /^Sửa khách Trần Thị Bình\?\nGhi chú: \(trống\) → Gọi buổi chiều\n\[1\] Lưu/,
    );
  });

  it("never writes one customer's values to another who is named in the form instead", async () => {
    const { lan } = await testApp();
    await lan.types("sửa khách 0867 123 456");
    expect(await lan.sends({ customer: "0900 000 001", note: "VIP" })).toMatch(
      /^Sửa khách Nguyễn Văn An\?\nGhi chú: \(trống\) → VIP\n\[1\] Lưu/,
    );
    await lan.types("sửa khách 0867 123 456");
    expect(await lan.sends({ customer: "0900 000 001" })).toContain("Tên: Nguyễn Văn An");
    expect(await lan.sends({})).toMatch(/^Không có gì để sửa/);
  });

  it("asks which customer when several match, and reports when none does", async () => {
    const { lan } = await testApp();
    expect(await lan.types("sửa khách 0912 345 678 trạng thái: Mới")).toMatch(/^Không tìm thấy khách/);
    expect(await lan.types("sửa khách")).toContain("Khách hàng?");
  });

  it("reports that a record was deleted between the question and the answer", async () => {
    const one = await testApp();
    await one.lan.types("sửa khách 476 trạng thái: Đã gọi");
    one.antcrm.world.removeCustomer(customer(one, "476"));
    expect(await one.lan.clicks("Lưu")).toMatch(/^Không tìm thấy/);
  });

  it("shows which fields AntCRM did not store although it reported success", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    await lan.types("sửa khách 476 trạng thái: Đã gọi");
    const edit = antcrm.world.editCustomer.bind(antcrm.world);
    antcrm.world.editCustomer = (found) => edit(found, {});
    expect(await lan.clicks("Lưu")).toMatch(/^Chưa nhận đủ thay đổi\n.*Trạng thái\./);
  });

  it("is done when the record has the new values, although the answer was lost", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    await one.lan.types("sửa khách 476 trạng thái: Đã gọi");
    one.antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path: "/contacts", times: 1 });

    expect(await one.lan.clicks("Lưu")).toMatch(/^Đã sửa khách Trần Thị Bình/);
    expect(puts(one)).toHaveLength(1);
  });

  it("is unclear when the record is unchanged, and is not sent again", async () => {
    const one = await testApp();
    await one.lan.types("sửa khách 476 trạng thái: Đã gọi");
    one.antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/contacts", times: 1 });

    expect(await one.lan.clicks("Lưu")).toMatch(/^AntCRM chưa trả lời rõ/);
    expect(puts(one)).toHaveLength(1);
  });
});

describe("deleting a customer", () => {
  it("shows what is lost, and requires a manager", async () => {
    const one = await testApp();
    const { lan, quan, antcrm } = one;

    expect(await lan.types("xoá khách 0867 123 456")).toMatch(/^Bạn chưa có quyền/);
    expect(await quan.types("xoá khách 0867 123 456")).toMatchInlineSnapshot(`
      "Xoá khách Trần Thị Bình?
      Mã số: 476 · khách hàng cá nhân
      Điện thoại: 0867 123 456
      E-mail: binh.tran@example.com
      Điểm sẽ mất: 340
      Đơn hàng của khách: 2 (#3502 Máy in HP LaserJet, #3503 Mực in chính hãng)
      Hồ sơ, điểm và nhãn của khách sẽ mất trong AntCRM, bot không lấy lại được.
      [1] Xoá khách  [2] Sửa lại  [3] Huỷ"
    `);
    expect(await quan.clicks("Xoá khách")).toMatch(/^Đã xoá khách số 476/);
    expect(antcrm.world.customersById("customerId", "476")).toHaveLength(0);
    expect(await quan.types("xoa khach 476")).toMatch(/^Không tìm thấy khách/);
  });

  it("reports that somebody else deleted it first", async () => {
    const one = await testApp({ language: "en" });
    await one.quan.types("delete customer 476");
    one.antcrm.world.removeCustomer(customer(one, "476"));
    expect(await one.quan.clicks("Delete")).toMatch(/^Not found/);
  });

  it("asks again when the record now belongs to another person", async () => {
    const one = await testApp();
    await one.quan.types("xoá khách 476");
    one.antcrm.world.editCustomer(customer(one, "476"), { name: "Trần Văn Cường" });
    expect(await one.quan.clicks("Xoá khách")).toMatch(/Có người vừa sửa[\s\S]*|^Xoá khách Trần Văn Cường\?/);
    expect(one.antcrm.world.customersById("customerId", "476")).toHaveLength(1);
  });

  it("is done when the record is gone, although the answer was lost", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    await one.quan.types("xoá khách 476");
    one.antcrm.fault({ kind: "hang", commit: "after", method: "DELETE", path: "/contacts", times: 1 });
    expect(await one.quan.clicks("Xoá khách")).toMatch(/^Đã xoá khách số 476/);
  });

  it("is unclear while the record still exists, and is not sent again", async () => {
    const one = await testApp();
    await one.quan.types("xoá khách 476");
    one.antcrm.fault({ kind: "500", commit: "before", method: "DELETE", path: "/contacts", times: 1 });
    expect(await one.quan.clicks("Xoá khách")).toMatch(/^AntCRM chưa trả lời rõ/);
    expect(one.antcrm.requests.filter(({ method }) => method === "DELETE")).toHaveLength(1);
  });
});

describe("adding tags to a customer", () => {
  it("takes one sentence, and keeps the existing tags", async () => {
    const one = await testApp();
    const { lan } = one;
    expect(await lan.types("thêm nhãn Đại lý, vip cho 0867 123 456")).toContain(
      "Nhãn: VIP, Đã liên hệ → VIP, Đã liên hệ, Đại lý",
    );
    expect(await lan.clicks("Lưu")).toMatch(/^Đã sửa khách Trần Thị Bình\nNhãn: VIP, Đã liên hệ, Đại lý\n/);
    expect(customer(one, "476").tags).toEqual(["VIP", "Đã liên hệ", "Đại lý"]);
  });

  it("is understood without accents and in English, and reports tags that exist already", async () => {
    const { lan } = await testApp({ language: "en" });
    expect(await lan.types("gan nhan Dai ly cho khach 476")).toContain("VIP, Đã liên hệ, Dai ly");
    expect(await lan.types("tag customer 476: VIP")).toMatch(/^Nothing to change/);
  });

  it("is done when the record has the tags, although the answer was lost", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    await one.lan.types("thêm nhãn Đại lý cho 0867 123 456");
    one.antcrm.fault({ kind: "hang", commit: "after", method: "PUT", path: "/contacts", times: 1 });
    expect(await one.lan.clicks("Lưu")).toMatch(/^Đã sửa khách/);
  });

  it("is unclear when the record is unchanged, and is not sent again", async () => {
    const one = await testApp();
    await one.lan.types("thêm nhãn Đại lý cho 0867 123 456");
    one.antcrm.fault({ kind: "500", commit: "before", method: "PUT", path: "/contacts", times: 1 });
    expect(await one.lan.clicks("Lưu")).toMatch(/^AntCRM chưa trả lời rõ/);
    expect(puts(one)).toHaveLength(1);
  });
});
