import type Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import type { ReadyCard } from "../../src/cards/card.ts";
import { plainText } from "../../src/cards/plain-text.ts";
import { binh, MINUTE } from "../features/alerts/alert-context.ts";
import { csv } from "../features/imports/import-file.ts";
import { type TestApp, testApp } from "../support/test-app.ts";

const ORDER = "đổi quà daumay01 cho 0900 000 001";
const REFUSED = "a stored row was changed outside the bot and is refused";

const run =
  (sql: string, ...values: unknown[]) =>
  (db: Database.Database) =>
    void db.prepare(sql).run(...values);

const redeemed = ({ antcrm }: TestApp) => antcrm.requests.filter(({ path }) => path === "/redeem").length;
const texts = (notified: readonly { card: ReadyCard }[]) => notified.map(({ card }) => plainText(card));
/** Returns the log entries of refused rows: level, table and row. */
const refusals = ({ log }: TestApp) =>
  log.map((line) => JSON.parse(line)).filter(({ msg }: { msg: string }) => msg === REFUSED);

describe("whoever can write the database", () => {
  it("makes nobody an admin by writing the role into their row", async () => {
    const app = await testApp();
    const { hoa, lan, quan } = app;
    await hoa.types("trợ giúp");
    await quan.confirms("cấp quyền terminal:hoa chỉ xem");
    await app.tampers(run("update people set role = 'admin' where person = 'terminal:hoa'"));

    expect(await hoa.types("cấp quyền terminal:lan quản trị viên")).toMatch(/^Bạn chưa có quyền/);
    expect(refusals(app)).toMatchObject([{ level: 50, table: "people" }]);
    expect(JSON.stringify(refusals(app))).not.toContain("hoa");
    // Nobody else is affected, and an admin repairs it by giving the role again.
    expect(await lan.types(ORDER)).toMatch(/^Đổi quà DAUMAY01/);
    await quan.confirms("cấp quyền terminal:hoa chỉ xem");
    expect(await hoa.types("0900 000 001")).toContain("Nguyễn Văn An");
  });

  it("makes nobody an admin by adding a row for them", async () => {
    const app = await testApp();
    await app.tampers(
      run("insert into people (person, role, changed_at) values ('terminal:lan', 'admin', 0)"),
    );
    // An agent by the default role: a person whose row was changed has no rights until an admin gives a role again.
    expect(await app.lan.types(ORDER)).toMatch(/^Bạn chưa có quyền/);
    expect(await app.quan.types("cấp quyền")).toMatch(/terminal:lan\)?\n?.*chưa có quyền/i);
  });

  it("gives nobody another person's rights by exchanging two signed rows", async () => {
    const app = await testApp();
    const { hoa, mai, quan } = app;
    await hoa.types("trợ giúp");
    await mai.confirms("cấp quyền telegram:77 quản trị viên");
    await quan.confirms("cấp quyền terminal:hoa chỉ xem");
    await app.tampers((db) => {
      const admin = db.prepare("select * from people where person = 'telegram:77'").get() as object;
      db.prepare(
        "update people set role = @role, email = @email, mac = @mac where person = 'terminal:hoa'",
      ).run(admin);
    });
    expect(await hoa.types("cấp quyền terminal:lan quản trị viên")).toMatch(/^Bạn chưa có quyền/);
  });

  it("links nobody to another address by moving it between rows or truncating the row's MAC", async () => {
    const app = await testApp();
    const { lan, quan } = app;
    await lan.types("trợ giúp");
    await quan.confirms("link terminal:lan lan@shop.vn");
    await app.tampers(run("update people set mac = null where person = 'terminal:lan'"));
    expect(await quan.types("link")).toContain("Chưa có ai được liên kết.");
    await quan.confirms("link terminal:lan lan@shop.vn");
    expect(await quan.types("link")).toContain("lan@shop.vn");
    // The address was linked again, without the default role.
    expect(await lan.types(ORDER)).toMatch(/^Bạn chưa có quyền/);
  });

  it("does not make other people unfindable by writing an invalid name", async () => {
    const app = await testApp();
    const { hoa, lan, quan } = app;
    await hoa.types("trợ giúp");
    await lan.types("trợ giúp");
    await app.tampers(run("update people set name = x'00' where person = 'terminal:hoa'"));
    expect(await quan.confirms("link terminal:lan lan@shop.vn")).toMatch(/^Đã liên kết/);
  });

  it("cannot click another person's button by writing their own name into its row", async () => {
    const app = await testApp();
    const { lan, minh } = app;
    await lan.types("thao tác");
    await lan.types(ORDER);
    const card = lan.sees();
    minh.becomes("agent");
    await app.tampers((db) => {
      db.prepare("update presses set person = ?").run(minh.id);
      db.prepare("update operations set person = ?").run(minh.id);
    });

    expect(await minh.clicks("Đổi quà", card)).toMatch(/^Đã hết hạn/);
    expect(redeemed(app)).toBe(0);
    expect(refusals(app)).toContainEqual(expect.objectContaining({ level: 50, table: "presses" }));
  });

  it("extends no button's expiry", async () => {
    const app = await testApp();
    await app.lan.types(ORDER);
    const card = app.lan.sees();
    await app.tampers(run("update presses set until = until + 9000000000"));
    expect(await app.lan.clicks("Sửa lại", card)).toMatch(/^Đã hết hạn/);
  });

  it("continues no form of another person by writing their own name into its row", async () => {
    const app = await testApp();
    const { lan, minh } = app;
    expect(await lan.types("đổi quà cho 0900 000 001")).toContain("Mã quà");
    minh.becomes("agent");
    await app.tampers(
      run("update drafts set person = replace(person, 'lan', 'minh'), place = replace(place, 'lan', 'minh')"),
    );
    expect(await minh.types("daumay01")).not.toContain("Nguyễn Văn An");
    // The form's owner starts again.
    expect(await lan.types(ORDER)).toMatch(/^Đổi quà DAUMAY01/);
  });

  it("sends nothing unconfirmed by writing the state into its row", async () => {
    const app = await testApp();
    const { lan } = app;
    await lan.types(ORDER);
    await app.tampers(run("update operations set state = 'confirmed', confirmed_by = person"));

    const notified = texts(await app.checksUnclearWrites());
    expect(notified).toEqual([expect.stringMatching(/^Dữ liệu này đã bị sửa ngoài bot/)]);
    expect(redeemed(app)).toBe(0);
    expect(await lan.types("thao tác")).toContain("không thành công");
    expect(await app.checksUnclearWrites()).toEqual([]);
  });

  it("sends nothing for another customer, or in another person's name", async () => {
    for (const change of ["customer = 'customer:476'", "person = 'terminal:minh'", "kind = 'ticket'"]) {
      const app = await testApp();
      const { lan } = app;
      await lan.types(ORDER);
      const question = lan.sees();
      await app.tampers(run(`update operations set ${change}`));
      expect(await lan.clicks("Đổi quà", question)).toMatch(/^Dữ liệu này đã bị sửa ngoài bot/);
      expect(redeemed(app)).toBe(0);
      // The customer's next write is not delayed by it.
      await lan.types(ORDER);
      expect(await lan.clicks("Đổi quà", lan.sees())).toMatch(/^Đã đổi quà/);
    }
  });

  it("gets a refusal in English, too, when a changed operation was not sent", async () => {
    const app = await testApp({ language: "en" });
    await app.lan.types("redeem daumay01 for 0900 000 001");
    const question = app.lan.sees();
    await app.tampers(run("update operations set customer = 'customer:476'"));
    expect(await app.lan.clicks("Redeem", question)).toMatch(/^This was changed outside the bot/);
  });

  it("imports no unconfirmed rows of a file", async () => {
    const app = await testApp();
    const { quan, antcrm } = app;
    await quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], [["Khách Lạ", "0867000001"]]) }, "nhập");
    await app.tampers(run("update imports set state = 'running', confirmed_at = begun_at"));
    await app.resumesImports("admin");
    await app.resumesImports("admin");
    expect(antcrm.requests.filter(({ method }) => method === "POST")).toEqual([]);
    expect(refusals(app)).toMatchObject([{ level: 50, table: "imports" }]);
  });

  it("cannot have an import confirmed by anybody but the person who requested it", async () => {
    const app = await testApp();
    const { quan, antcrm } = app;
    await quan.drops({ name: "khach.csv", bytes: csv(["Tên", "SĐT"], [["Khách Lạ", "0867000001"]]) }, "nhập");
    const question = quan.sees();
    await app.tampers(run("update imports set person = 'terminal:mai'"));
    expect(await quan.clicks("Nhập 1 dòng", question)).toMatch(/^Đã hết hạn/);
    expect(antcrm.requests.filter(({ method }) => method === "POST")).toEqual([]);
  });

  it("has no digest sent to their own chat, and the list shows the reason", async () => {
    const app = await testApp();
    const { quan, clock } = app;
    await quan.in("nhom").types("digest add tickets daily 08:30 here");
    await quan.in("nhom-khac").types("digest add ratings daily 08:30 here");
    await app.tampers(run("update subscriptions set chat = 'nhom-cua-toi' where number = 1"));
    clock.passes(40 * MINUTE);

    const sent = await app.sendsDigests();
    expect(sent.map(({ place }) => place.chat)).toEqual(["nhom-khac"]);
    expect(await quan.types("các báo cáo")).toContain("đã dừng: dữ liệu bị sửa ngoài bot");
    expect(await quan.confirms("gỡ báo cáo 1")).toMatch(/^Đã gỡ báo cáo số 1/);
    expect(await quan.types("các báo cáo")).not.toContain("bị sửa ngoài bot");
  });

  it("has no digest sent that was removed, or of a kind that was not scheduled", async () => {
    const app = await testApp();
    const { quan, antcrm, clock } = app;
    await quan.in("nhom").types("digest add ratings daily 08:30 here");
    await quan.confirms("gỡ báo cáo 1");
    await quan.in("nhom-khac").types("digest add tickets daily 08:30 here");
    await app.tampers((db) => {
      db.exec("update subscriptions set state = 'active'");
      db.exec(
        "create trigger other_kind after insert on runs begin update runs set kind = 'ratings' where id = new.id; end",
      );
    });
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ quá lâu", contact: binh });
    clock.passes(40 * MINUTE);
    expect(await app.sendsDigests()).toEqual([]);
  });

  it("is notified of nothing by an alert that was removed", async () => {
    const app = await testApp();
    const { quan, antcrm, clock } = app;
    await quan.in("nhom").types("alert ratings <= 2 here");
    await quan.confirms("gỡ cảnh báo 1");
    await app.tampers(run("update alert_rules set state = 'active'"));
    await app.checksAlerts();
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ quá lâu", contact: binh });
    expect(await app.checksAlerts()).toEqual([]);
    expect(await quan.types("danh sách cảnh báo")).toContain("bị sửa ngoài bot");
  });

  it("blocks no other digest by an unreadable schedule", async () => {
    const app = await testApp();
    await app.quan.in("nhom").types("digest add tickets daily 08:30 here");
    await app.quan.in("nhom-khac").types("digest add ratings daily 08:30 here");
    await app.tampers(
      run("update subscriptions set schedule = 'whenever', platform = 'fax' where number = 1"),
    );
    app.clock.passes(40 * MINUTE);
    expect((await app.sendsDigests()).map(({ place }) => place.chat)).toEqual(["nhom-khac"]);
  });

  it("is notified of no ticket and no rating by an alert that was moved to their chat", async () => {
    const app = await testApp();
    const { quan, antcrm, clock } = app;
    await quan.in("nhom").types("alert ratings <= 2 here");
    await quan.in("nhom-khac").types("alert ratings <= 2 here");
    await app.tampers(run("update alert_rules set chat = 'nhom-cua-toi' where number = 1"));
    clock.passes(MINUTE);
    antcrm.world.addRating({ rating_score: 1, comment: "Chờ quá lâu", contact: binh });

    const notified = await app.checksAlerts();
    expect(notified.map(({ place }) => place.chat)).toEqual(["nhom-khac"]);
    expect(await quan.types("cảnh báo")).toContain("đã dừng: dữ liệu bị sửa ngoài bot");
    expect(await quan.confirms("gỡ cảnh báo 1")).toContain("Cảnh báo số 1: đã gỡ");
    expect(await quan.types("cảnh báo")).not.toContain("bị sửa ngoài bot");
  });

  it("changes no setting of the team: a changed one counts as not set", async () => {
    const app = await testApp();
    const { quan } = app;
    await quan.confirms("settings set tickets.sla Standard");
    expect(await app.store().settings.get("team:tickets.sla")).toBe('"Standard"');
    await app.tampers(run(`update settings set value = '"Gold"' where key = 'team:tickets.sla'`));
    expect(await quan.types("settings export")).not.toContain("Gold");
    expect(await app.store().settings.get("team:tickets.sla")).toBeNull();
    expect(refusals(app)).toMatchObject([{ level: 50, table: "settings", row: "team:tickets.sla" }]);
  });

  it("cannot have its rows signed unnoticed at the next start by removing all signatures", async () => {
    const app = await testApp();
    const { hoa, quan } = app;
    await hoa.types("trợ giúp");
    await quan.confirms("cấp quyền terminal:hoa chỉ xem");
    const warnings = () => app.log.filter((line) => line.includes("signed for the first time"));
    await app.restarts();
    expect(warnings()).toEqual([]);

    await app.tampers((db) => {
      db.exec("update people set role = 'admin', mac = null where person = 'terminal:hoa'");
      for (const table of [
        "presses",
        "drafts",
        "operations",
        "imports",
        "subscriptions",
        "alert_rules",
        "settings",
        "conversations",
      ])
        db.exec(`update ${table} set mac = null`);
      db.exec("update people set mac = null; update seal_keys set signed = null");
    });
    expect(warnings()).toHaveLength(1);
    expect(JSON.parse(warnings()[0] ?? "{}")).toMatchObject({ level: 40 });
  });

  it("cannot have a row signed by removing the marker while other rows are signed", async () => {
    const app = await testApp();
    const { hoa, lan, quan } = app;
    await hoa.types("trợ giúp");
    await quan.confirms("cấp quyền terminal:hoa chỉ xem");
    await lan.types("trợ giúp");
    await app.tampers((db) => {
      db.exec("update people set role = 'admin', mac = null where person = 'terminal:hoa'");
      db.exec("update seal_keys set signed = null");
    });
    expect(await hoa.types("cấp quyền terminal:lan quản trị viên")).toMatch(/^Bạn chưa có quyền/);
    expect(app.log.join("\n")).toContain("the note that rows are signed was removed");
  });
});
