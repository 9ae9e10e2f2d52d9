import type { Scenario } from "./scenario.ts";

/** A customer of the sandbox. */
const BINH = { name: "Trần Thị Bình", phone: "0867 123 456", customerId: 476 };

export const incomingCall: Scenario = {
  title: "Chuông reo",
  where: "Telegram · tin nhắn riêng với bot",
  story: "Số lạ gọi đến. Lan dán số vào chat: chưa kịp “a lô” đã biết ai đang gọi.",
  english: "An unknown number is calling. Lan pastes it and sees who it is before she answers.",
  async run({ lan, transcript, checks, onTelegram }) {
    transcript.says("Lan", BINH.phone);
    const chat = lan.telegram.user.id;
    const card = await onTelegram(lan, chat, () => lan.telegram.says(chat, BINH.phone), {
      audience: "chat riêng · private chat",
      // With a slow CRM the card is completed by an edit: the complete card is the answer.
      fits: (text) => text.includes("Đơn hàng mới nhất") && text.includes("Biến động điểm"),
    });
    transcript.line();
    checks.contains(
      { vi: "đúng khách, đúng số", en: "the right customer, the right number" },
      card.text,
      BINH.name,
      BINH.phone,
    );
    checks.contains(
      { vi: "điểm, hạng, đơn hàng có đủ trong một tin", en: "points, rank and deals are on the card" },
      card.text,
      "340",
      "Gold",
      "#3502",
    );
    // The card may offer other buttons too.
    checks.contains(
      { vi: "bốn việc thường làm, mỗi việc một nút", en: "a button for each of the four usual actions" },
      card.message.buttons
        .flat()
        .map(({ label }) => `[${label}]`)
        .join(" "),
      "[Tạo phiếu]",
      "[Đổi quà]",
      "[Điểm]",
      "[Đơn hàng]",
    );
  },
};

const COMPLAINT = `Khách ${BINH.phone} báo máy in kẹt giấy, cần gấp`;

export const ticketFromMessage: Scenario = {
  title: "Một tin nhắn thành một phiếu",
  where: "Telegram · nhóm CSKH",
  story:
    "Minh báo trong nhóm. Lan trả lời tin ấy bằng /ticket; bot thì thầm, cả nhóm không thấy dữ liệu khách.",
  english: "Minh reports in the group, Lan replies with /ticket. Only Lan sees the bot's answers.",
  async run({ lan, minh, group, changes, transcript, checks, onTelegram }) {
    transcript.says("Minh", COMPLAINT);
    const complaint = await minh.telegram.says(group.id, COMPLAINT);
    transcript.says("Lan", "/ticket gấp", `Minh: ${COMPLAINT}`);
    const question = await onTelegram(
      lan,
      group.id,
      () => lan.telegram.says(group.id, "/ticket gấp", { replyTo: complaint }),
      { fits: (text) => text.includes("Tạo phiếu này?") },
    );
    transcript.does("Lan", "bấm [ Tạo phiếu ]");
    const receipt = await onTelegram(
      lan,
      group.id,
      () => lan.telegram.clicks(question.message, "Tạo phiếu"),
      {
        fits: (text) => text.includes("Đã tạo phiếu"),
      },
    );
    transcript.line();
    checks.contains(
      {
        vi: "bot hỏi lại trước khi ghi: khách và tiêu đề",
        en: "the bot asks first, with customer and title",
      },
      question.text,
      BINH.name,
      `Tiêu đề: ${COMPLAINT}`,
    );
    const tickets = changes.newTickets();
    checks.equal(
      {
        vi: "CRM có đúng một phiếu mới, đúng tiêu đề, đúng khách",
        en: "exactly one new ticket, with the right title and customer",
      },
      tickets.map(({ title, priority, contact }) => [title, priority, contact.name]),
      [[COMPLAINT, "Urgent", BINH.name]],
    );
    checks.contains(
      { vi: "số phiếu trên biên nhận là số trong CRM", en: "the receipt shows the CRM's number" },
      receipt.text,
      `#${tickets[0]?.TicketId}`,
    );
    checks.equal(
      { vi: "Minh không thấy câu trả lời nào của bot", en: "Minh sees none of the bot's answers" },
      minh.telegram.sees(group.id).filter(({ isFromBot }) => isFromBot).length,
      0,
    );
  },
};
