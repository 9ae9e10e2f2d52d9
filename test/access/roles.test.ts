import { expect, it } from "vitest";
import { reaches, roleOf } from "../../src/access/roles.ts";
import { testApp } from "../support/test-app.ts";

it("knows the configured admins, and gives everybody else the default role", () => {
  const book = { admins: ["slack:U0123"], defaultRoles: { telegram: "viewer" } } as const;
  expect(roleOf("slack:U0123", book)).toBe("admin");
  expect(roleOf("telegram:U0123", book)).toBe("viewer");
  expect(roleOf("slack:U0456", book)).toBe("none");
  expect(reaches("manager", "agent")).toBe(true);
  expect(reaches("viewer", "agent")).toBe(false);
});

it("shows no customer data to a person without a role, and who can grant one", async () => {
  const { hoa, antcrm, clock } = await testApp();

  for (const text of ["0900000001", "điểm 0900000001", "#16001", "đánh giá", "status"]) {
    expect(await hoa.types(text)).toBe(
      "Bạn chưa có quyền\nHãy nhờ quản trị viên của bot cấp quyền.\nID của bạn, để gửi quản trị viên: terminal:hoa",
    );
    // Within the hour they would get no second answer.
    clock.passes(3_600_000);
  }
  expect(antcrm.requests).toHaveLength(0);
});

it("lets a viewer read, but neither create nor redeem", async () => {
  const { minh, antcrm } = await testApp({ language: "en" });

  expect(await minh.types("0900000001")).toMatch(/^Nguyễn Văn An\n/);
  expect(JSON.stringify(minh.sees())).not.toMatch(/New ticket|Redeem gift/);
  expect(await minh.types("create ticket for 0900000001: printer broken")).toContain(
    "Ask an admin of this bot",
  );
  expect(await minh.types("redeem daumay01 for 0900000001")).toContain("You may not do this");
  expect(antcrm.requests.filter(({ method }) => method !== "GET")).toHaveLength(0);
});

it("checks the right again when a button is clicked, not only when it was shown", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("đổi quà daumay01 cho 0900000001");
  lan.becomes("viewer");

  expect(await lan.clicks("Đổi quà")).toMatch(/^Bạn chưa có quyền/);
  expect(antcrm.requests.filter(({ path }) => path === "/redeem")).toHaveLength(0);
  lan.becomes("agent");
  expect(await lan.clicks("Đổi quà")).toMatch(/^Đã đổi quà/);
});

it("checks the right again when a form is submitted", async () => {
  const { lan, antcrm } = await testApp();
  await lan.types("tạo phiếu cho 0867123456");
  lan.becomes("viewer");

  expect(await lan.sends({ title: "Máy in hỏng" })).toMatch(/^Bạn chưa có quyền/);
  expect(antcrm.requests.filter(({ method }) => method === "POST")).toHaveLength(0);
});
