import { describe, expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const MAI = "tạo khách Phạm Thị Mai 0912 345 678, mai@example.com";

/** Returns the customers that are not among the sandbox's named ones. */
function created({ antcrm }: Awaited<ReturnType<typeof testApp>>) {
  return antcrm.world.customers.filter(({ customerIdApiRing }) => customerIdApiRing.length > 15);
}

it("creates a lead from one sentence, after showing what will be created", async () => {
  const one = await testApp();
  const { lan } = one;

  expect(await lan.types(MAI)).toMatchInlineSnapshot(`
    "Tạo khách này?
    Loại khách: khách tiềm năng
    Tên: Phạm Thị Mai
    Điện thoại: 0912 345 678
    E-mail: mai@example.com
    [1] Tạo khách  [2] Sửa lại  [3] Huỷ"
  `);
  expect(created(one)).toHaveLength(0);

  expect(await lan.clicks("Tạo khách")).toMatch(
    /^Đã tạo khách Phạm Thị Mai\nKhách tiềm năng · Mã số 5001\nĐiện thoại: 0912 345 678\nE-mail: mai@example.com\n/,
  );
  expect(created(one)).toMatchObject([
    { name: "Phạm Thị Mai", contactType: "lead", phones: [{ value: "0912345678" }] },
  ]);
  expect(await lan.clicks("Xem")).toMatch(/^Phạm Thị Mai\n/);
});

it("understands it without accents, and in English", async () => {
  const { lan } = await testApp();
  expect(await lan.types("them khach hang Le Van Tam 0912 345 678")).toMatch(
    /^Tạo khách này\?\nLoại khách: khách tiềm năng\nTên: Le Van Tam\n/,
  );

  const english = await testApp({ language: "en" });
  expect(await english.lan.types("create company Blue Sea Ltd 028 3822 9999")).toMatch(
    /^Create this customer\?\nKind: company\nName: Blue Sea Ltd\n/,
  );
  expect(await english.lan.clicks("Create")).toContain("Blue Sea Ltd created");
  expect(created(english)).toMatchObject([{ contactType: "customer", type: 1 }]);
});

it.each(["0912 345 678, nhà 12 Lê Lợi Q1, tag sỉ", "0912 345 678, dc 12 Lê Lợi Q1, tag sỉ"])(
  "takes an address behind a short word for it: %s",
  async (values) => {
    const { lan } = await testApp();
    const asked = await lan.types(`khách mới nè: a Phạm Văn Tám, ${values}`);
    expect(asked).toMatch(/Tên: Phạm Văn Tám\nĐiện thoại: 0912 345 678\n/);
    expect(asked).toContain("Nhãn: sỉ\nSố nhà: 12\nĐường: Lê Lợi");
  },
);

it("takes every field of AntCRM, and shows how it read the address", async () => {
  const one = await testApp();
  const { lan } = one;

  const asked = await lan.types(
    [
      "tạo khách Võ Hoài Nam, 0912 345 678 và 0987 654 321",
      "loại khách: khách hàng cá nhân",
      "địa chỉ: 12/3A Cộng Hòa, P.12, Q. Tân Bình, TP HCM",
      "ngày sinh: 15/3/1990",
      "giới tính: nam",
      "nhãn: VIP, Đại lý",
      "phụ trách: lan.cskh@example.com",
      "trạng thái: Đang tư vấn",
      "nguồn: Facebook",
      "ghi chú: Hay gọi buổi chiều",
      "trường riêng: Đơn vị vận chuyển: Giao nhanh; Size: L",
    ].join("\n"),
  );
  expect(asked).toMatchInlineSnapshot(`
    "Tạo khách này?
    Loại khách: khách hàng cá nhân
    Tên: Võ Hoài Nam
    Điện thoại: 0912 345 678, 0987 654 321
    Ngày sinh: 15/03/1990
    Giới tính: nam
    Nhãn: VIP, Đại lý
    Phụ trách: lan.cskh@example.com
    Trạng thái: Đang tư vấn
    Nguồn: Facebook
    Ghi chú: Hay gọi buổi chiều
    Trường riêng: Đơn vị vận chuyển: Giao nhanh; Size: L
    Số nhà: 12/3A
    Đường: Cộng Hòa
    Phường/xã: Phường 12
    Quận/huyện: Quận Tân Bình
    Tỉnh/thành: Thành phố Hồ Chí Minh
    Địa chỉ được tách như trên; bấm Sửa lại nếu có phần chưa đúng.
    [1] Tạo khách  [2] Sửa lại  [3] Huỷ"
  `);
  await lan.clicks("Tạo khách");
  expect(created(one)).toMatchObject([
    {
      contactType: "customer",
      type: 0,
      phones: [{ value: "0912345678" }, { value: "0987654321" }],
      dateOfBirth: "March 15, 1990",
      gender: 0,
      addresses: [
        {
          street: "12/3A",
          streetName: "Cộng Hòa",
          wards: "Phường 12",
          state: "Quận Tân Bình",
          city: "Thành phố Hồ Chí Minh",
        },
      ],
      tags: ["VIP", "Đại lý"],
      responsibleStaff: "lan.cskh@example.com",
      stage: "Đang tư vấn",
      sourceContact: "Facebook",
      bgInfo: "Hay gọi buổi chiều",
      cusFields: [
        { name: "Đơn vị vận chuyển", value: "Giao nhanh" },
        { name: "Size", value: "L" },
      ],
    },
  ]);
});

it("does not take a name for a gender", async () => {
  const { lan } = await testApp();
  const asked = await lan.types("tạo khách Võ Hoài Nam 0912 345 678");
  expect(asked).toContain("Tên: Võ Hoài Nam");
  expect(asked).not.toContain("Giới tính");
});

describe("somebody with the same phone or e-mail", () => {
  it("is shown first, and can be opened instead", async () => {
    const one = await testApp();
    const { lan } = one;

    expect(await lan.types("tạo khách Bình Trần 0867 123 456")).toMatch(
      /^Đã có trong AntCRM\nĐã có khách dùng số điện thoại hoặc e-mail này:\n• Trần Thị Bình/,
    );
    expect(await lan.clicks("Xem khách này")).toMatch(/^Trần Thị Bình\n/);
    expect(created(one)).toHaveLength(0);
  });

  it("does not block a person who has seen them", async () => {
    const one = await testApp();
    const { lan } = one;
    await lan.types("tạo khách Chồng chị Bình, binh.tran@example.com");

    expect(await lan.clicks("Vẫn tạo khách mới")).toMatch(/^Tạo khách này\?/);
    expect(await lan.clicks("Tạo khách")).toMatch(/^Đã tạo khách/);
    expect(created(one)).toHaveLength(1);
  });
});

it("a new customer is offered when a look-up found nobody, with the number filled in", async () => {
  const { lan, minh } = await testApp();

  expect(await lan.types("0912 345 678")).toContain("Tạo khách");
  expect(await lan.clicks("Tạo khách")).toContain("Tên?");
  expect(await lan.types("Phạm Thị Mai")).toMatch(
    /^Tạo khách này\?[\s\S]*Tên: Phạm Thị Mai\nĐiện thoại: 0912 345 678/,
  );
  expect(await minh.types("0912 345 679")).not.toContain("Tạo khách");
});

it("takes the phone and the e-mail from the message that was replied to", async () => {
  const { lan, store } = await testApp();
  const message = {
    id: "slack:C01:1700000000.000100",
    text: "Mình là Mai, gọi 0912 345 678 hoặc mai@example.com giúp nhé",
    author: "Minh",
    at: new Date("2026-11-25T07:55:00+07:00"),
  };
  await lan.replyingTo(message).commands("newcustomer", "Phạm Thị Mai");
  expect(await lan.clicks("Tạo khách")).toMatch(/Điện thoại: 0912 345 678\nE-mail: mai@example.com/);
  expect((await store().audit.recent(1))[0]).toMatchObject({
    command: "newcustomer",
    effect: "write",
    customer: "lead:5001",
    outcome: "done",
  });
});

it("asks for the custom fields again when they are not pairs", async () => {
  const { lan } = await testApp();
  expect(await lan.types("tạo khách Mai 0912 345 678\ntrường riêng: giao nhanh")).toContain("Trường riêng");
  expect(await lan.types("Vận chuyển: giao nhanh")).toContain("Trường riêng: Vận chuyển: giao nhanh");
});

describe("when the answer is lost", () => {
  it("is done once the customer is found by phone", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    const { lan, antcrm } = one;
    await lan.types(MAI);
    antcrm.fault({ kind: "hang", commit: "after", method: "POST", path: "/contacts", times: 1 });

    expect(await lan.clicks("Tạo khách")).toMatch(/^Đã tạo khách Phạm Thị Mai\nKhách tiềm năng · Mã số 5001/);
    expect(created(one)).toHaveLength(1);
  });

  it("is unclear when nothing was created, and never sent again automatically", async () => {
    const one = await testApp();
    const { lan, antcrm } = one;
    await lan.types(MAI);
    antcrm.fault({ kind: "500", commit: "before", method: "POST", path: "/contacts", times: 1 });

    expect(await lan.clicks("Tạo khách")).toMatch(/^AntCRM chưa trả lời rõ/);
    expect(created(one)).toHaveLength(0);
    expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is not searched for without a phone and an e-mail, and the question says so", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    const { lan, antcrm } = one;
    expect(await lan.types("tạo khách Phạm Thị Mai")).toContain("bot không tự kiểm tra được");
    antcrm.fault({ kind: "hang", commit: "after", method: "POST", path: "/contacts", times: 1 });

    expect(await lan.clicks("Tạo khách")).toMatch(/^AntCRM chưa trả lời rõ/);
  });

  it("is not mistaken for an existing customer of the same name", async () => {
    const one = await testApp({ crm: { timeoutMs: 300 } });
    const { lan, antcrm } = one;
    await lan.types("tạo khách Trần Thị Bình 0867 123 456");
    await lan.clicks("Vẫn tạo khách mới");
    antcrm.fault({ kind: "500", commit: "before", method: "POST", path: "/contacts", times: 1 });

    expect(await lan.clicks("Tạo khách")).toMatch(/^AntCRM chưa trả lời rõ/);
  });
});

it.each([
  ["add customer Ba Nguyen", "Ba Nguyen"],
  ["new customer Ba Nguyen 0911222333", "Ba Nguyen"],
  ["create customer Chi Pham", "Chi Pham"],
  ["new customer Tran Van Ba 0911222333", "Tran Van Ba"],
  ["tạo khách Ba Nguyễn 0911222333", "Ba Nguyễn"],
  ["tạo khách bà Nguyễn Thị Hoa", "Nguyễn Thị Hoa"],
  ["add customer chị Hoa", "Hoa"],
])("keeps a name that only looks like a form of address: %s", async (typed, name) => {
  const { lan } = await testApp();
  expect(await lan.types(typed)).toContain(`Tên: ${name}\n`);
});
