import { type Card, card, text } from "../../cards/card.ts";
import { defineMessages, type Locale } from "../../i18n/messages.ts";

/** What people ask for without a call in AntCRM's API, and what they can do instead: src/crm/API.md#not-available */
const beyondApiMessages = defineMessages({
  en: {
    title: "AntCRM's API does not allow this",
    assign:
      "Tickets cannot be assigned through it: assign them in AntCRM itself. Here you can change a ticket's status or priority: “edit ticket 17464 priority: high”.",
    comment:
      "Tickets cannot be commented on through it: comment in AntCRM itself. Here you can change what a ticket says: “edit ticket 17464”.",
    convert:
      "A lead cannot be converted into a customer through it: convert it in AntCRM itself. Here you can create the customer anew: “create customer”.",
    points:
      "Points cannot be added or taken off by hand through it: they come with a code on what was bought (“earn points CODE for 0867 123 456”) and go with a gift (“redeem CODE for 0867 123 456”).",
    clear:
      "A birthday, a sex and who is in charge cannot be emptied through it: empty them in AntCRM itself. Here they can be given another value: “edit customer 0867 123 456 in charge: lan@shop.vn”.",
  },
  vi: {
    title: "API của AntCRM không cho làm việc này",
    assign:
      "Không giao phiếu qua API được: hãy giao ngay trong AntCRM. Ở đây bạn có thể đổi trạng thái hoặc độ ưu tiên của phiếu: “sửa phiếu 17464 ưu tiên: cao”.",
    comment:
      "Không bình luận phiếu qua API được: hãy bình luận ngay trong AntCRM. Ở đây bạn có thể sửa nội dung phiếu: “sửa phiếu 17464”.",
    convert:
      "Không chuyển lead thành khách hàng qua API được: hãy chuyển ngay trong AntCRM. Ở đây bạn có thể tạo khách hàng mới: “tạo khách”.",
    points:
      "Không cộng hay trừ điểm bằng tay qua API được: điểm chỉ tăng bằng mã trên hàng đã mua (“tích điểm MÃ cho 0867 123 456”) và giảm khi đổi quà (“đổi quà MÃ cho 0867 123 456”).",
    clear:
      "Không xoá trống ngày sinh, giới tính và người phụ trách qua API được: hãy xoá ngay trong AntCRM. Ở đây bạn có thể đổi sang giá trị khác: “sửa khách 0867 123 456 phụ trách: lan@shop.vn”.",
  },
});

const DEEDS = ["assign", "comment", "convert", "points", "clear"] as const;

/** @param request `"assign"` a ticket, `"comment"` on one, `"convert"` a lead, `"points"` by hand, `"clear"` a field; null for anything else */
export function beyondApi(effect: string, locale: Locale): Card | null {
  const known = DEEDS.find((one) => one === effect);
  return known === undefined
    ? null
    : card(beyondApiMessages[locale].title, text(beyondApiMessages[locale][known]));
}
