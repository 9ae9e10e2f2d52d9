import { expect, it } from "vitest";
import { renderCard as renderOnSlack } from "../../src/platforms/slack/render.ts";
import { testApp } from "../support/test-app.ts";

it("a ticket made of somebody's message has no character that its question does not show", async () => {
  const { lan, antcrm } = await testApp();
  const source = {
    id: "slack:C1:1",
    text: "máy in \u202eỏng\u202c h\u200b\u{e0041}\u{e0042}\u3164\u115f\u061cỏng\u0007\r\ngọi lại 👨‍👩‍👧",
    author: "Kẻ\u202e Lạ\nSLA: VIP",
    at: new Date(0),
  };
  await lan.replyingTo(source).commands("ticket", "0900000001");
  const question = JSON.stringify(renderOnSlack(lan.sees()).blocks);
  await lan.clicks("Tạo phiếu");
  const sent = antcrm.requests.find(({ method }) => method === "POST");
  const { title, summary } = { title: "", summary: "", ...(sent?.body as object) };
  expect(title).toBe("máy in ỏng hỏng");
  expect(question).toContain(`*Tiêu đề*\\n${title}`);
  expect(summary).toMatch(/^<p>máy in ỏng hỏng ?<br>gọi lại 👨‍👩‍👧<br>— Kẻ Lạ SLA: VIP<br>/u);
});

it("an imported name has no character that the preview does not show", async () => {
  const { quan, antcrm } = await testApp();
  const name = "Lê\u202e Ả\u200bn\u{e0041}\u3164\u061c";
  const bytes = `Tên,Điện thoại\n${name},0911222333\nLê Tí,0911222334\n`;
  await quan.drops({ name: "khach.csv", bytes }, "nhập khách hàng");
  expect(await quan.clicks("Nhập 2 dòng")).toContain("Đã nhập: 2");
  expect(antcrm.world.customersByPhone("0911222333").map((one) => one.name)).toEqual(["Lê Ản"]);
});
