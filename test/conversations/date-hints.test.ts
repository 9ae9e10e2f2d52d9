import { describe, expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

describe("a form shows how to type a day", () => {
  it.each([
    ["vi", "việc cả nhóm ngày 27/11", "Sửa lại", "Hạn từ", "Hạn từ? (ví dụ 31/12)"],
    ["en", "everybody's tasks 27/11", "Edit", "Due from", "Due from? (like 31/12)"],
  ] as const)("that may still come: %s", async (language, request, edit, field, question) => {
    const { lan, antcrm } = await testApp({ language });
    antcrm.fault({ kind: "500" });
    await lan.types(request);
    antcrm.clearFaults();
    await lan.clicks(edit);
    expect(await lan.clicks(field)).toContain(question);
    expect(await lan.types("31/12")).toContain("31/12/2026");
  });

  it.each([
    ["tomorrow", "26/11/2026"],
    ["mai", "26/11/2026"],
  ])("and takes “%s” as the day", async (day, shown) => {
    const { lan, antcrm } = await testApp({ language: "en" });
    antcrm.fault({ kind: "500" });
    await lan.types("everybody's tasks 27/11");
    antcrm.clearFaults();
    await lan.clicks("Edit");
    await lan.clicks("Due from");
    expect(await lan.types(day)).toContain(shown);
  });

  it.each(["để mai làm", "do it tomorrow"])("and is dropped by “%s”", async (text) => {
    const { lan, antcrm } = await testApp({ language: "en" });
    antcrm.fault({ kind: "500" });
    await lan.types("everybody's tasks 27/11");
    antcrm.clearFaults();
    await lan.clicks("Edit");
    await lan.clicks("Due from");
    expect(await lan.types(text)).toMatch(/^Cancelled/);
  });

  it.each([
    ["vi", "đổi ngày sinh của anh An", "Ngày sinh mới? (ví dụ 15/03/1990)"],
    ["en", "set birthday of An", "New birthday? (like 15/03/1990)"],
  ] as const)("that has been: %s", async (language, request, hint) => {
    const { lan } = await testApp({ language });
    expect(await lan.types(request)).toContain(hint);
  });
});
