import { describe, expect, it } from "vitest";
import type { ReadyCard } from "../../../src/cards/card.ts";
import { plainText } from "../../../src/cards/plain-text.ts";
import { testApp } from "../../support/test-app.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The app's clock starts on Wednesday, 25 November 2026, at 08:00 in Vietnam. */
const titles = (notified: readonly { card: ReadyCard }[]) => notified.map(({ card }) => card.title);

describe("scheduling a digest", () => {
  it.each([
    [
      "digest add ratings campaigns daily 08:30 here",
      "đánh giá và chiến dịch",
      "mỗi ngày lúc 08:30",
      "25/11/2026 08:30",
    ],
    ["báo cáo đánh giá mỗi ngày 8h30", "đánh giá", "mỗi ngày lúc 08:30", "25/11/2026 08:30"],
    [
      "gửi báo cáo chiến dịch thứ hai hằng tuần 9h",
      "chiến dịch",
      "thứ hai hằng tuần lúc 09:00",
      "30/11/2026 09:00",
    ],
    [
      "báo cáo chiến dịch và phiếu ngày làm việc 18h",
      "chiến dịch và phiếu",
      "ngày làm việc lúc 18:00",
      "25/11/2026 18:00",
    ],
    [
      "đặt báo cáo phiếu, điểm và quà ngày 1 hằng tháng 8 giờ",
      "phiếu và điểm và quà",
      "ngày 1 hằng tháng lúc 08:00",
      "01/12/2026 08:00",
    ],
    ["digest add tickets weekdays 18:00", "phiếu", "ngày làm việc lúc 18:00", "25/11/2026 18:00"],
    ["digest add loyalty monthly 1 08:00", "điểm và quà", "ngày 1 hằng tháng lúc 08:00", "01/12/2026 08:00"],
    [
      "gửi báo cáo chiến dịch 8 giờ sáng thứ hai hàng tuần",
      "chiến dịch",
      "thứ hai hằng tuần lúc 08:00",
      "30/11/2026 08:00",
    ],
    ["báo cáo phiếu mỗi tháng ngày 1 lúc 8h", "phiếu", "ngày 1 hằng tháng lúc 08:00", "01/12/2026 08:00"],
    ["digest add ratings 0 9 * * 1-5", "đánh giá", "theo lịch cron 0 9 * * 1-5", "25/11/2026 09:00"],
  ])("understands %s", async (said, about, when, first) => {
    const { quan } = await testApp();
    expect(await quan.in("nhom").types(said)).toMatch(
      new RegExp(
        `Đã đặt báo cáo số 1\\nNội dung: ${about}\\nLịch gửi: ${when.replaceAll("*", "\\*")}\\nLần đầu: ${first}`,
      ),
    );
  });

  it.each([
    ["mỗi ngày 8h30", "của ngày hôm trước"],
    ["mỗi ngày 18h", "của hôm đó đến lúc gửi"],
    ["thứ hai hằng tuần 9h", "kể từ bản trước"],
    ["ngày 1 hằng tháng 8h", "kể từ bản trước"],
  ])("says which days it is about: %s", async (when, days) => {
    const { quan } = await testApp();
    expect(await quan.in("nhom").types(`đặt báo cáo phiếu ${when}`)).toContain(`Mỗi bản là số liệu ${days}.`);
  });

  it("prompts for what is missing, one value after the other", async () => {
    const { quan } = await testApp();
    expect(await quan.types("digest add")).toMatch(/Nội dung\?/);
    expect(await quan.types("đánh giá, phiếu")).toMatch(/Lịch gửi\?/);
    expect(await quan.types("mỗi phút")).toMatch(/! Nhập lịch/);
    expect(await quan.types("8h30")).toMatch(/Nơi gửi\?|Đã đặt báo cáo/);
  });

  it("does not take a campaign's report for a digest", async () => {
    const { quan } = await testApp({ antcrm: { size: "full" } });
    expect(await quan.types("báo cáo chiến dịch máy lọc nước tháng 11")).toMatch(/máy lọc nước tháng 11/i);
  });

  it("does not schedule the same digest twice in a chat, and resumes a paused one", async () => {
    const { quan, mai } = await testApp();
    const inGroup = quan.in("nhom");
    await inGroup.types("digest add ratings campaigns daily 08:30 here");
    await inGroup.types("tạm dừng báo cáo 1");
    expect(await inGroup.types("báo cáo chiến dịch, đánh giá mỗi ngày 8h30")).toContain(
      "Đã có sẵn báo cáo số 1 như vậy",
    );
    expect(await inGroup.types("digest status")).toMatch(/^(?!.*tạm dừng ·).*1 báo cáo định kỳ/s);
    expect(await quan.in("khac").types("digest add ratings campaigns daily 08:30")).toContain("số 2");
    await quan.types("digest add loyalty weekly fri 17:00");
    // Another manager may remove a digest in a private chat, but does not see whose it is.
    const list = await mai.types("digest list");
    expect(list).toMatch(/#3 Điểm và quà · thứ sáu hằng tuần lúc 17:00 {2}tin nhắn riêng \(terminal\)/);
    expect(list).not.toContain("quan");
  });

  it.each(["daily 25:00", "monthly 32 08:00", "61 8 * * *", "*/5 * * * *", "weekly 09:00"])(
    "keeps the rest when there is no such time as %s, and asks for another",
    async (wrong) => {
      const { quan } = await testApp();
      const asked = await quan.in("nhom").types(`digest add ratings ${wrong} here`);
      expect(asked).toMatch(
        /chưa dùng tới[^\n]*“[^\n]+”[\s\S]*Nội dung: đánh giá[\s\S]*Nơi gửi: ở đây[\s\S]*Lịch gửi\?/,
      );
      expect(await quan.in("nhom").types("thứ hai hằng tuần 9h")).toContain("Đã đặt báo cáo số 1");
    },
  );

  it("requires a manager", async () => {
    const { lan } = await testApp();
    expect(await lan.types("digest add ratings daily 08:30 here")).toMatch(/Bạn chưa có quyền/);
    expect(await lan.types("digest list")).toMatch(/Bạn chưa có quyền/);
  });
});

describe("a digest that is due", () => {
  it("is not sent to a private chat whose owner lost the role, but is still sent to a group", async () => {
    const { quan, clock, sendsDigests } = await testApp({ antcrm: { size: "full" } });
    await quan.types("digest add ratings daily 08:30 here");
    await quan.in("nhom").types("digest add ratings daily 08:30 here");
    clock.passes(30 * MINUTE);
    expect((await sendsDigests("agent")).map(({ place }) => place.chat)).toEqual(["nhom"]);
    expect(await quan.types("digest list")).toContain("người đặt không còn quyền xem báo cáo");
    clock.passes(24 * 60 * MINUTE);
    expect(await sendsDigests()).toHaveLength(2);
  });

  it("is sent into its chat once, about the day before", async () => {
    const { quan, clock, sendsDigests } = await testApp({ antcrm: { size: "full" } });
    await quan.in("nhom").types("digest add ratings daily 08:30 here");

    expect(await sendsDigests()).toEqual([]);
    clock.passes(30 * MINUTE);
    const [sent, ...more] = await sendsDigests();
    expect(more).toEqual([]);
    expect(sent?.place).toEqual({ platform: "terminal", chat: "nhom", shared: true });
    expect(sent?.card.audience).toBe("shared");
    expect(sent?.card.title).toMatch(/24\/11\/2026/);
    expect(await sendsDigests()).toEqual([]);
    clock.passes(24 * HOUR);
    expect(titles(await sendsDigests())).toEqual([expect.stringMatching(/25\/11\/2026/)]);
  });

  it("uses the language in which it was requested, each kind in its own message", async () => {
    const { quan, clock, sendsDigests } = await testApp({ antcrm: { size: "full" } });
    const asked = await quan.types("báo cáo đánh giá, điểm và quà mỗi ngày 8h30 ở đây bằng tiếng Anh");
    expect(asked).not.toContain("chưa dùng tới");
    clock.passes(HOUR);
    const sent = await sendsDigests();
    expect(sent).toHaveLength(2);
    expect(sent.map(({ card }) => card.locale)).toEqual(["en", "en"]);
  });

  it("is skipped when there were no events, if that was chosen, and the list shows it", async () => {
    const { quan, clock, sendsDigests } = await testApp();
    await quan.types("digest add loyalty daily 08:30 here skip empty");
    await quan.types("digest add loyalty daily 08:30 here");
    clock.passes(HOUR);
    expect(await sendsDigests()).toHaveLength(1);
    const list = await quan.types("digest status");
    expect(list).toMatch(
      /#1 Điểm và quà · mỗi ngày lúc 08:30.*không gửi 25\/11\/2026 08:30: không có gì trong kỳ/,
    );
    expect(list).toMatch(
      /#2 Điểm và quà · mỗi ngày lúc 08:30.*đã gửi 25\/11\/2026 09:00.*lần tới 26\/11\/2026 08:30/,
    );
  });

  it("waits for AntCRM, and says that it is late", async () => {
    const { quan, clock, antcrm, sendsDigests } = await testApp({ antcrm: { size: "full" } });
    await quan.types("digest add ratings daily 08:30 here");
    clock.passes(30 * MINUTE);
    antcrm.fault({ kind: "503", times: 1_000 });
    expect(await sendsDigests()).toEqual([]);
    expect(await quan.types("digest status")).toMatch(
      /đang chờ gửi, hạn 25\/11\/2026 08:30: không đọc được AntCRM/,
    );
    antcrm.clearFaults();
    clock.passes(HOUR);
    const [sent] = await sendsDigests();
    expect(sent && plainText(sent.card)).toMatch(/Gửi trễ: lẽ ra lúc 25\/11\/2026 08:30\./);
  });

  it("is dropped after six hours, or the time that the team has set", async () => {
    const { quan, clock, sendsDigests } = await testApp();
    await quan.types("digest add ratings daily 08:30 here");
    clock.passes(7 * HOUR);
    expect(await sendsDigests()).toEqual([]);
    expect(await quan.types("digest status")).toMatch(/không gửi 25\/11\/2026 08:30: bot ngừng quá lâu/);
    await quan.confirms("settings set digests.catchup 24");
    clock.passes(24 * HOUR);
    expect(await sendsDigests()).toHaveLength(1);
    const late = /đã gửi 26\/11\/2026 15:00 · trước đó không gửi 25\/11\/2026 08:30: bot ngừng quá lâu/;
    expect(await quan.types("digest status")).toMatch(late);
    clock.passes(24 * HOUR);
    await sendsDigests();
    expect(await quan.types("trạng thái báo cáo 1")).toMatch(
      /đã gửi 27\/11[^\n]*lần tới 28\/11\/2026 08:30\nđã gửi 26\/11[^\n]*\nkhông gửi 25\/11\/2026 08:30: bot ngừng quá lâu/,
    );
    // Without catch-up, a digest that is due now is still sent.
    await quan.confirms("settings set digests.catchup 0");
    clock.passes(17.5 * HOUR + MINUTE);
    expect(await sendsDigests()).toHaveLength(1);
    clock.passes(24 * HOUR + 10 * MINUTE);
    expect(await sendsDigests()).toEqual([]);
  });
});

describe("a scheduled digest", () => {
  it("is paused, resumed without the missed ones, and removed", async () => {
    const { quan, clock, sendsDigests } = await testApp();
    await quan.types("digest add ratings daily 08:30 here");
    expect(await quan.types("tạm dừng báo cáo 1")).toMatch(/Đã tạm dừng báo cáo số 1/);
    clock.passes(HOUR);
    expect(await sendsDigests()).toEqual([]);
    expect(await quan.types("digest list")).toMatch(/đang tạm dừng/);
    expect(await quan.clicks("Gửi tiếp")).toMatch(/sẽ gửi tiếp[\s\S]*Lần tới: 26\/11\/2026 08:30/);
    expect(await sendsDigests()).toEqual([]);
    expect(await quan.confirms("digest remove 1")).toMatch(/Đã gỡ báo cáo số 1/);
    clock.passes(24 * HOUR);
    expect(await sendsDigests()).toEqual([]);
    expect(await quan.types("digest list")).toMatch(/Chưa đặt báo cáo định kỳ nào/);
    expect(await quan.types("digest pause 1")).toMatch(/^Không tìm thấy số 1\n/);
  });

  it("is sent at once by its number, in its own chat", async () => {
    const { quan, sendsDigests } = await testApp({ antcrm: { size: "full" } });
    await quan.in("nhom").types("digest add ratings daily 08:30 here");
    expect(await quan.types("digest now 1")).toMatch(/Đang gửi báo cáo số 1/);
    const [sent, ...more] = await sendsDigests();
    expect(more).toEqual([]);
    expect(sent?.place.chat).toBe("nhom");
    // Its last due time was yesterday, so it is about the day before that.
    expect(sent?.card.title).toMatch(/23\/11\/2026/);
  });

  it("is shown at once by its subject", async () => {
    const { quan } = await testApp({ antcrm: { size: "full" } });
    expect(await quan.types("digest now ratings")).toMatch(/24\/11\/2026/);
    expect(await quan.types("digest now")).toMatch(/Báo cáo về nội dung nào\?/);
    expect(await quan.clicks("điểm và quà")).toMatch(/24\/11\/2026/);
  });

  it("survives a restart", async () => {
    const { quan, clock, restarts, sendsDigests } = await testApp();
    await quan.types("digest add ratings daily 08:30 here");
    await restarts();
    clock.passes(HOUR);
    expect(await sendsDigests()).toHaveLength(1);
    await restarts();
    expect(await sendsDigests()).toEqual([]);
  });
});
