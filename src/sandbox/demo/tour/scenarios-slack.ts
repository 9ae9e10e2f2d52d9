import type { SeenMessage, SeenView } from "../../slack/person/client-view.ts";
import { firstLine } from "../drawing.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioContext } from "./scenario-context.ts";

const AN = { name: "Nguyễn Văn An", phone: "0900 000 001", customerId: 475 };
const GIFT = "DAUMAY01";
const REDEEM = `đổi quà ${GIFT} cho ${AN.phone}`;
const WHERE = "Slack · kênh #cskh";

export const redeemOnce: Scenario = {
  title: "Đổi quà, bấm hai lần",
  where: WHERE,
  story: "Anh An muốn đổi quà. Mạng chậm, Lan sốt ruột bấm nút hai lần liền.",
  english: "An wants his gift. Lan is in a hurry and clicks the button twice. The points are spent once.",
  async run(context) {
    const { lan, channel, slack, changes, transcript, checks, onSlack } = context;
    transcript.says("Lan", `/crm ${REDEEM}`);
    const question = await onSlack(lan, channel.id, () => lan.slack.slashCommand("/crm", REDEEM, channel), {
      fits: (text) => text.includes(`Đổi quà ${GIFT} cho`),
    });
    const before = changes.pointsOf(AN.customerId);

    transcript.does("Lan", "bấm [ Đổi quà ] [ Đổi quà ] (hai lần)");
    const click = () => lan.slack.click(question.message, "Đổi quà");
    const receipt = await onSlack(lan, channel.id, () => Promise.all([click(), click()]), {
      fits: (text) => text.includes("Đã đổi quà"),
    });
    const again = await lan.slack.nextMessage(channel, ({ read }) => read.includes("Đã đổi quà"));
    const direct = slack.dm(lan.slack.user.id);
    await lan.slack.nextMessage(direct, ({ read }) => read.includes("Đã đổi quà"));
    transcript.line();
    checks.contains(
      {
        vi: "bot hỏi trước, nói rõ giá và không hoàn lại",
        en: "the bot asks first, with the price, and says that it is final",
      },
      question.text,
      AN.name,
      "10 điểm",
      "Không thể hoàn lại",
    );
    checks.contains(
      { vi: "biên nhận nói điểm còn lại", en: "the receipt shows the remaining points" },
      receipt.text,
      "110",
    );
    checks.equal(
      {
        vi: "lần bấm thứ hai nhận lại chính biên nhận ấy",
        en: "the second click gets the same receipt",
      },
      referenceIn(again.read),
      referenceIn(receipt.message.read),
    );
    checks.equal(
      { vi: "câu hỏi nhường chỗ cho đúng một biên nhận", en: "exactly one receipt replaces the question" },
      lan.slack.sees(channel).map(({ read }) => firstLine(read)),
      ["✅ Đã đổi quà"],
    );
    checks.equal(
      { vi: "CRM nhận đúng một lệnh đổi quà", en: "the CRM got exactly one request" },
      [changes.writes("/redeem"), changes.redemptions()],
      [1, [`${GIFT} → ${AN.customerId}`]],
    );
    checks.equal(
      { vi: "điểm trong CRM: 120 còn 110", en: "the balance in the CRM went from 120 to 110" },
      [before, changes.pointsOf(AN.customerId)],
      [120, 110],
    );
    checks.equal(
      {
        vi: "biên nhận cũng nằm trong tin nhắn riêng, một lần",
        en: "the receipt is also in the direct messages, once",
      },
      lan.slack.sees(direct).filter(({ read }) => read.includes("Đã đổi quà")).length,
      1,
    );
  },
};

/** Returns the reference of the operation: `"Mã 6SCH6TCU"`. */
function referenceIn(text: string): string | undefined {
  return /^Mã \w+$/m.exec(text)?.[0];
}

export const pointsLeft: Scenario = {
  title: "Còn bao nhiêu điểm?",
  where: WHERE,
  story: "“Vậy tôi còn mấy điểm hả em?” Lan hỏi bot, không dấu cũng được.",
  english: "“How many points do I have left?” Lan asks the bot, without accents, and the bot understands.",
  async run({ lan, channel, transcript, checks, onSlack }) {
    const text = `diem ${AN.phone}`;
    transcript.says("Lan", `/crm ${text}`);
    const answer = await onSlack(lan, channel.id, () => lan.slack.slashCommand("/crm", text, channel), {
      fits: (text) => text.includes("Điểm ·"),
    });
    transcript.line();
    checks.contains(
      {
        vi: "còn 110 điểm, lần đổi quà nằm đầu lịch sử",
        en: "110 points left, with the redemption first in the history",
      },
      answer.text,
      AN.name,
      "110",
      `(${GIFT})`,
    );
  },
};

const REQUEST = "Khách an@example.com nhắn: nồi chiên giao thiếu nắp, nhờ shop gửi bù";

export const ticketByShortcut: Scenario = {
  title: "Ba chấm, “Tạo phiếu”",
  where: WHERE,
  story: "Trên Slack không cần gõ gì: menu của tin nhắn có “Tạo phiếu”, biểu mẫu đã điền sẵn từ tin đó.",
  english: "On Slack the message menu has “Create ticket”: the message fills the form.",
  async run(context) {
    const { lan, minh, channel, changes, transcript, checks, onSlack } = context;
    const before = changes.newTickets().length;
    transcript.says("Minh", REQUEST);
    const message = await minh.slack.post(channel, REQUEST);
    transcript.does("Lan", "mở menu ⋮ của tin nhắn, chọn “Tạo phiếu”");
    const form = await filledForm(context, message);
    transcript.does("Lan", "chọn độ ưu tiên Cao, bấm [ Gửi ]");
    const receipt = await onSlack(lan, channel.id, () => lan.slack.submit(form, { "Độ ưu tiên": "Cao" }), {
      fits: (text) => text.includes("Đã tạo phiếu"),
    });
    transcript.line();
    checks.contains(
      {
        vi: "biểu mẫu điền sẵn: nội dung, người viết",
        en: "the form contains the text and its author",
      },
      form.read,
      REQUEST,
      "— Minh",
    );
    const tickets = changes.newTickets().slice(before);
    checks.equal(
      {
        vi: "CRM có thêm đúng một phiếu, khách đoán từ e-mail",
        en: "exactly one new ticket, with the customer found by e-mail",
      },
      tickets.map(({ title, priority, contact }) => [title, priority, contact.name]),
      [[REQUEST, "High", AN.name]],
    );
    checks.contains(
      { vi: "số phiếu trên biên nhận là số trong CRM", en: "the receipt shows the CRM's number" },
      receipt.text,
      `#${tickets[0]?.TicketId}`,
    );
  },
};

/**
 * Returns the form for this message. When nothing is missing, the modal asks for confirmation at once, and *Sửa lại*
 * opens the form.
 */
async function filledForm(context: ScenarioContext, message: SeenMessage): Promise<SeenView> {
  const { lan, transcript, onModal } = context;
  const modal = await onModal(lan, () => lan.slack.messageShortcut(message, "create_ticket"));
  if (modal.submit !== null) return modal;
  transcript.does("Lan", "bấm [ Sửa lại ]");
  return onModal(lan, () => lan.slack.click(modal, "Sửa lại"));
}

export const missingRole: Scenario = {
  title: "Chưa có quyền",
  where: WHERE,
  story: "Minh mới vào nghề: xem thì được, đổi quà thì chưa. Bot từ chối nhẹ nhàng và cho biết nên hỏi ai.",
  english: "Minh is new: he may look up, but not redeem. The bot refuses politely and says whom to ask.",
  async run({ lan, minh, channel, changes, transcript, checks, onSlack }) {
    const redemptions = changes.writes("/redeem");
    transcript.says("Minh", `/crm ${REDEEM}`);
    const refusal = await onSlack(minh, channel.id, () => minh.slack.slashCommand("/crm", REDEEM, channel));
    transcript.line();
    checks.contains(
      { vi: "từ chối, và nói nhờ ai", en: "the bot refuses, and says whom to ask" },
      refusal.text,
      "chưa có quyền",
      "quản trị viên",
    );
    checks.equal(
      { vi: "không lệnh nào đến CRM", en: "nothing was sent to the CRM" },
      [changes.writes("/redeem"), changes.pointsOf(AN.customerId)],
      [redemptions, 110],
    );
    checks.equal(
      { vi: "chỉ Minh thấy lời từ chối", en: "only Minh sees the refusal" },
      lan.slack.sees(channel).filter(({ read }) => read.includes("chưa có quyền")).length,
      0,
    );
  },
};
