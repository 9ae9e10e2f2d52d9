import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["500", "unreadable"] as const)(
  "one record that AntCRM fails to return (%s), requested four times by one person, blocks AntCRM for nobody else",
  async (kind) => {
    const { minh, lan, antcrm } = await testApp();
    antcrm.fault({ kind, mentions: "17464" });
    for (let times = 0; times < 4; times += 1) await minh.types("xem phiếu 17464");
    expect(await lan.types("0900 000 001")).toContain("Nguyễn Văn An");
  },
);
