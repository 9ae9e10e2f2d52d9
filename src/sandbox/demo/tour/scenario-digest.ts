import type { Scenario } from "./scenario.ts";

const SCHEDULE = "đánh giá mỗi ngày 8h30";
/** The time of `SCHEDULE`. */
const DUE_MS = 8.5 * 3_600_000;
const DIGEST = /Đánh giá · \d/;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

export const morningDigest: Scenario = {
  title: "Báo cáo sáng",
  where: "Telegram · nhóm CSKH",
  story: "Lan đặt báo cáo cho cả nhóm, rồi xem thử ngay: số liệu hôm qua, kèm biểu đồ, khách được che bớt.",
  english:
    "Lan schedules a digest for the group and has it sent at once: yesterday's figures, a chart, customers masked.",
  async run({ lan, minh, group, changes, transcript, checks, onTelegram }) {
    const says = (text: string) => {
      transcript.says("Lan", text);
      return () => lan.telegram.says(group.id, text);
    };
    const receipt = await onTelegram(lan, group.id, says(`/digest ${SCHEDULE}`), {
      fits: (text) => text.includes("Đã đặt báo cáo"),
    });
    const digest = await onTelegram(lan, group.id, says("/digestnow 1"), {
      fits: (text) => DIGEST.test(text),
    });
    const chart = await minh.telegram.nextMessage(group.id, ({ file }) => file !== undefined);
    transcript.does("AntCRM", `gửi kèm ${chart.file?.name}`);
    transcript.line();
    checks.contains(
      { vi: "báo cáo đã đặt, nói rõ giờ gửi", en: "the digest is scheduled, and the receipt shows its time" },
      receipt.text,
      "mỗi ngày lúc 08:30",
    );
    const seen = minh.telegram.sees(group.id).filter(({ text }) => DIGEST.test(text));
    checks.equal(
      { vi: "cả nhóm nhận báo cáo, đúng một lần", en: "the group gets the digest exactly once" },
      seen.length,
      1,
    );
    const { count, average } = changes.ratingsBefore(DUE_MS);
    checks.contains(
      { vi: "số lượt và điểm trung bình đúng với CRM", en: "count and average match the CRM" },
      digest.text,
      `${count}`,
      average.toFixed(2).replace(".", ","),
    );
    checks.equal(
      { vi: "kèm một biểu đồ PNG", en: "a PNG chart is attached" },
      chart.file?.bytes.subarray(0, PNG.length).equals(PNG),
      true,
    );
    checks.equal(
      { vi: "không số điện thoại hay e-mail nào hiện đủ", en: "no full phone number or e-mail is shown" },
      /\d{3}[ .]?\d{3}[ .]?\d{3,4}|[\w.]+@[\w.]+/.exec(digest.text + chart.text)?.[0],
      undefined,
    );
  },
};
