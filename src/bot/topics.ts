import { defineMessages, type Locale } from "../i18n/messages.ts";

/** What people look for when they ask for help. */
export const TOPICS = ["customers", "tickets", "points", "deals", "insight", "work", "team"] as const;

export type Topic = (typeof TOPICS)[number];

const names = defineMessages<Record<Topic, string>>({
  en: {
    customers: "Customers",
    tickets: "Tickets",
    points: "Points and gifts",
    deals: "Deals and products",
    insight: "Ratings and campaigns",
    work: "My work",
    team: "Bot and team",
  },
  vi: {
    customers: "Khách hàng",
    tickets: "Phiếu",
    points: "Điểm và quà",
    deals: "Giao dịch, sản phẩm",
    insight: "Đánh giá, chiến dịch",
    work: "Việc của tôi",
    team: "Bot và nhóm",
  },
});

export const topicName = (topic: Topic, locale: Locale): string => names[locale][topic];
