import { describe, expect, it } from "vitest";
import { asksToConfirm } from "../../support/confirmation.ts";
import { testApp } from "../../support/test-app.ts";

const DAY_MS = 86_400_000;

/** Customers with tags, ranks and colleagues; all are in the index. */
async function indexed() {
  const app = await testApp();
  const { world } = app.antcrm;
  const at = app.clock.now().getTime();
  world.addCustomer({
    name: "Lê Hồng Vân",
    phones: ["0911222333"],
    tags: ["Hay đổi trả"],
    scoreRank: 1_500,
    responsibleStaff: "minh.cskh@example.com",
    createdAt: at - 2 * DAY_MS,
  });
  world.addCustomer({
    name: "Phạm Văn Tú",
    phones: ["0911222444"],
    tags: ["Thân thiết", "VIP"],
    responsibleStaff: "lan.cskh@example.com",
    createdAt: at - 20 * DAY_MS,
  });
  await app.fillsIndex();
  return app;
}

const named = (text: string) =>
  text
    .match(/^• \p{L}+(?: \p{Lu}\p{L}+)*/gmu)
    ?.map((row) => row.slice(2))
    .toSorted();

describe("customers with a tag", () => {
  it.each([
    "khách có nhãn VIP",
    "khách nhãn VIP",
    "khach nhan VIP",
    "danh sách khách nhãn VIP nhé",
    "ai có nhãn VIP vậy",
    "tìm khách tag VIP",
    "customers tagged VIP",
  ])("are listed from the index: %s", async (text) => {
    const { lan } = await indexed();

    const shown = await lan.types(text);
    expect(shown).toMatch(/^Danh sách khách · nhãn VIP\n2 khách có nhãn này\n/);
    expect(named(shown)).toEqual(["Phạm Văn Tú", "Trần Thị Bình"]);
  });

  it.each(["khách nhãn Hay đổi trả", "khach co nhan hay doi tra"])(
    "are listed, and no form of a new tag opens: %s",
    async (text) => {
      const { lan } = await indexed();

      expect(named(await lan.types(text))).toEqual(["Lê Hồng Vân"]);
      expect(asksToConfirm(lan.sees())).toBe(false);
    },
  );

  it("are none, which is said with the tag", async () => {
    const { lan } = await indexed();

    expect(await lan.types("khách nhãn Mua sỉ")).toContain("Không có khách nào có nhãn “Mua sỉ”.");
  });

  it.each(["khách nhận hàng rồi", "khach nhan hang roi", "khách nhắn tin"])(
    "are not asked for by “%s”",
    async (text) => {
      const { lan } = await indexed();

      expect(await lan.types(text)).not.toMatch(/^Danh sách khách/);
    },
  );

  it.each(["khách nhãn VIP bỏ nhãn", "khách nhãn VIP gỡ nhãn", "khach nhan VIP bo nhan"])(
    "lose it only when the bot knows who: %s",
    async (text) => {
      const { lan } = await indexed();

      await lan.types("khách có nhãn VIP");
      expect(await lan.types(text)).toMatch(/^Sửa khách\nKhách hàng\?/);
      expect(await lan.types("0867 123 456")).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ");
    },
  );

  it.each(["nhãn VIP bỏ đi", "nhãn VIP bỏ nhãn", "khách 0867 123 456 nhãn VIP thì gỡ luôn"])(
    "lose it by words behind it: %s",
    async (text) => {
      const { lan } = await indexed();

      await lan.types("khách 0867 123 456");
      expect(await lan.types(text)).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ");
    },
  );

  it.each(["nhãn VIP đừng bỏ nhãn", "nhãn VIP không bỏ nhãn", "nhãn VIP bỏ nhãn chưa"])(
    "keep it after “%s”",
    async (text) => {
      const { lan } = await indexed();

      await lan.types("khách 0867 123 456");
      expect(await lan.types(text)).not.toMatch(/→|^Thêm nhãn|^Sửa khách/);
    },
  );

  it("get no tag that holds the removal of one", async () => {
    const { lan } = await indexed();

    const asked = await lan.types("khách 0867 123 456 gắn nhãn Sỉ bỏ nhãn VIP");
    expect(asked).toContain("Nhãn: VIP, Đã liên hệ → Đã liên hệ, Sỉ\n");
  });

  it("get a tag that ends like a removal", async () => {
    const { lan } = await indexed();

    expect(await lan.types("gắn nhãn Rời bỏ cho 0867 123 456")).toContain("→ VIP, Đã liên hệ, Rời bỏ");
  });

  it("are looked for among the customers of named days without an index", async () => {
    const { lan, antcrm } = await testApp();
    antcrm.world.addCustomer({ name: "Phạm Văn Tú", phones: ["0911222444"], tags: ["VIP"] });

    const shown = await lan.types("khách có nhãn VIP");
    expect(named(shown)).toEqual(["Phạm Văn Tú"]);
    expect(shown).toContain("bot chỉ lọc (nhãn VIP) trong số khách của những ngày này");
  });
});

describe("customers of a rank or of a colleague", () => {
  it.each([
    ["khách hạng Gold", "hạng Gold"],
    ["danh sách khách hạng Gold", "hạng Gold"],
    ["khach hang Gold", "hạng Gold"],
    ["khách hàng gold", "hạng gold"],
    ["khách do minh.cskh@example.com phụ trách", "do minh.cskh@example.com phụ trách"],
    ["khách của Minh phụ trách", "do Minh phụ trách"],
  ])("are picked out of those of some days, which is said: %s", async (text, filter) => {
    const { lan } = await indexed();

    const shown = await lan.types(text);
    expect(shown.split("\n")[0]).toContain(`Danh sách khách · ${filter} · tạo ngày `);
    expect(named(shown)).toEqual(["Lê Hồng Vân"]);
    expect(shown).toContain(`AntCRM chỉ lọc được khách theo ngày, nên bot chỉ lọc (${filter})`);
  });

  it("are picked out of more days by a button, and of named ones", async () => {
    const { lan } = await indexed();

    await lan.types("khách do Lan phụ trách");
    expect(named(await lan.clicks("30 ngày"))).toEqual(["Phạm Văn Tú"]);
    expect(named(await lan.types("khách do Lan phụ trách tháng này"))).toEqual(["Phạm Văn Tú"]);
  });

  it.each(["khách hàng Vân", "khach hang Van"])("are not asked for by “%s”", async (text) => {
    const { lan } = await indexed();

    expect(await lan.types(text)).toMatch(/^Lê Hồng Vân/);
  });

  it.each(["khach hang VIP", "khach hang Gold Coffee", "khach hang Gold con may diem"])(
    "are not asked for by “%s”, which may name somebody",
    async (text) => {
      const { lan } = await indexed();

      expect(await lan.types(text)).not.toMatch(/^Danh sách khách/);
    },
  );
});
