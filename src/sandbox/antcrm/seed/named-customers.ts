import { ratingContact } from "../groups/ratings.ts";
import { ticketContact } from "../groups/tickets.ts";
import type { Customer } from "../records.ts";
import { DAY_MS } from "../times.ts";
import type { World } from "../world.ts";
import { addNamedCustomersWork, type DaysAgo } from "./named-customers-work.ts";

/**
 * Adds the few named customers of tests, demo and README. They are the same in every world. Nguyễn Văn An has points to
 * spend, Trần Thị Bình a history with the shop.
 */
export function addNamedCustomers(world: World): void {
  const start = world.now();
  const daysAgo = (days: number) => start - days * DAY_MS;

  addGifts(world);
  world.addCode({ code: "TIVInpmx8b98pfg", score: 100 });
  world.addCode({ code: "TIVIq7d2k4m1xzr", score: 50 });
  for (const name of ["Mới", "Đang tư vấn", "Đã báo giá", "Chốt đơn"]) {
    world.stages.set(name, world.objectId(daysAgo(400)));
  }
  addAn(world, daysAgo);
  addBinh(world, daysAgo);
  addOtherCustomers(world, daysAgo);
  addNamedCustomersWork(world, daysAgo);
}

function addGifts(world: World): void {
  world.addGift({ code: "DAUMAY01", name: "Tàu hoả đồ chơi", score: 10 });
  world.addGift({ code: "BINHNUOC01", name: "Bình nước giữ nhiệt", score: 20 });
  world.addGift({ code: "VOUCHER50", name: "Phiếu mua hàng 50.000đ", score: 50 });
  world.addGift({ code: "NOICOM01", name: "Nồi cơm điện mini", score: 150 });
}

/** Adds An: 300 points earned, 180 spent, so 120 left, and Silver. */
function addAn(world: World, daysAgo: DaysAgo): void {
  const an = world.addCustomer({
    name: "Nguyễn Văn An",
    customerId: 475,
    phones: ["0900000001"],
    emails: ["an@example.com"],
    gender: 0,
    dateOfBirth: "March 15, 1990",
    addresses: [home("319", "Nguyễn Kiệm", "Phường 3", "Quận Gò Vấp")],
    industry: "Bất động sản",
    stage: "Khách hàng mới",
    tags: ["Đã liên hệ", "Thân thiết"],
    sourceContact: "Quảng cáo",
    responsibleStaff: "lan.cskh@example.com",
    scoreAvailable: 120,
    scoreRank: 300,
    createdAt: daysAgo(320),
    updatedAt: daysAgo(12),
  });
  for (const [days, serialNumber] of [
    [300, "a1k9x2m4p7q"],
    [210, "b3z8c5v1n6h"],
    [95, "c7t2y4w9r1e"],
  ] as const) {
    earn(world, an, { score: 100, serialNumber, createdAt: daysAgo(days) });
  }
  spend(world, an, "NOICOM01", daysAgo(180));
  spend(world, an, "BINHNUOC01", daysAgo(60));
  spend(world, an, "DAUMAY01", daysAgo(12));
  world.addDeal({
    name: "Đơn hàng nồi chiên",
    customer: an._id,
    number: 3501,
    value: 1_890_000,
    status: "WON",
    receiverName: an.name,
    receiverPhone: "0900000001",
    createdAt: daysAgo(40),
  });
}

/** Adds Bình: deals in both shapes, tickets open and closed, good and bad ratings. */
function addBinh(world: World, daysAgo: DaysAgo): void {
  const binh = world.addCustomer({
    name: "Trần Thị Bình",
    customerId: 476,
    phones: ["0867123456"],
    emails: ["binh.tran@example.com"],
    gender: 1,
    dateOfBirth: "July 2, 1988",
    addresses: [home("12", "Cộng Hòa", "Phường 12", "Quận Tân Bình")],
    industry: "Bán lẻ",
    stage: "Khách hàng thân thiết",
    tags: ["VIP", "Đã liên hệ"],
    sourceContact: "Facebook",
    responsibleStaff: "minh.cskh@example.com",
    scoreAvailable: 340,
    scoreRank: 1200,
    createdAt: daysAgo(400),
    updatedAt: daysAgo(1),
  });
  earn(world, binh, { score: 400, serialNumber: "d5f8g2h6j3k", createdAt: daysAgo(200) });
  spend(world, binh, "VOUCHER50", daysAgo(100));
  spend(world, binh, "DAUMAY01", daysAgo(30));
  addBinhsDeals(world, binh, daysAgo);
  addBinhsTickets(world, binh, daysAgo);
}

function addBinhsDeals(world: World, binh: Customer, daysAgo: DaysAgo): void {
  const receiver = { customer: binh._id, receiverName: binh.name, receiverPhone: "0867123456" };
  world.addDeal({
    ...receiver,
    name: "Máy in HP LaserJet",
    number: 3502,
    value: 4_520_000,
    status: "OPEN",
    shape: "full",
    stage: world.stages.get("Đã báo giá") ?? "",
    dealBy: ["minh.cskh@example.com"],
    createdAt: daysAgo(6),
  });
  world.addDeal({
    ...receiver,
    name: "Mực in chính hãng",
    number: 3503,
    value: 780_000,
    createdAt: daysAgo(25),
    products: [
      {
        name: "Hộp mực 12A",
        quantity: 2,
        typeDiscount: 0,
        discount: 0,
        value: 390_000,
        productIdApiRing: "MUC12A",
        code: "MUC12A",
        note: "",
      },
    ],
  });
}

function addBinhsTickets(world: World, binh: Customer, daysAgo: DaysAgo): void {
  const contact = ticketContact(binh);
  world.addTicket({
    title: "[Zalo] Máy in kẹt giấy",
    TicketId: 16001,
    summary: "<p>Máy in <b>kẹt giấy</b> liên tục từ sáng thứ Hai.</p><p>Khách cần gấp.</p>",
    status: "Assigned",
    priority: "High",
    assignedTo: "minh.cskh@example.com",
    contact,
    createdAt: daysAgo(2),
    updatedAt: daysAgo(1),
  });
  const closed = world.addTicket({
    title: "[Phone] Giao hàng trễ",
    TicketId: 16002,
    summary: "<p>Đơn hàng giao trễ 2 ngày so với hẹn</p>",
    status: "Closed",
    contact,
    createdAt: daysAgo(24),
    updatedAt: daysAgo(22),
  });
  const rater = ratingContact(binh);
  world.addRating({
    type: "ticket",
    source: "ZNS",
    rating_score: 2,
    comment: "Chờ lâu quá",
    contact: rater,
    subject: { _id: closed._id, TicketId: closed.TicketId, title: closed.title },
    createdAt: daysAgo(22),
  });
  world.addRating({
    type: "call",
    source: "CALL",
    rating_score: 5,
    comment: "Nhân viên nhiệt tình",
    contact: rater,
    createdAt: daysAgo(1),
  });
}

function addOtherCustomers(world: World, daysAgo: DaysAgo): void {
  world.addCustomer({
    name: "Lê Hoàng Dũng",
    contactType: "lead",
    leadId: 2964,
    phones: ["0162 345 6789"],
    stage: "Chưa liên hệ",
    tags: ["Chưa liên hệ"],
    sourceContact: "Website",
    createdAt: daysAgo(9),
  });
  world.addCustomer({
    name: "Công ty TNHH Hoa Sen Việt",
    customerId: 477,
    type: 1,
    phones: ["028 3822 1234"],
    emails: ["lienhe@hoasenviet.example"],
    industry: "Văn phòng phẩm",
    createdAt: daysAgo(150),
  });
}

function home(street: string, streetName: string, wards: string, state: string) {
  const country = { code: "VN", name: "Vietnam" };
  return { street, streetName, wards, state, city: "Thành phố Hồ Chí Minh", country };
}

function earn(
  world: World,
  customer: Customer,
  { score, serialNumber, createdAt }: { score: number; serialNumber: string; createdAt: number },
): void {
  const product = { code: "TIVI01", name: "Tivi 43 inch", id: world.objectId(createdAt) };
  const contact = world.pointContact(customer);
  world.addMovement({
    type: 1,
    score,
    status: 1,
    product,
    contact,
    code: `TIVI${serialNumber}`,
    serialNumber,
    createdAt,
  });
}

/** Adds a past redemption. The given balance already includes it. */
function spend(world: World, customer: Customer, code: string, createdAt: number): void {
  const gift = world.gifts.get(code);
  if (gift === undefined) throw new Error(`no gift ${code}`);
  world.addMovement({
    type: 2,
    score: gift.score,
    status: 1,
    gift,
    contact: world.pointContact(customer),
    createdAt,
  });
}
