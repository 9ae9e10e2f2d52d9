import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["476 lấy 1 tàu hoả chưa em", "476 lấy 1 tàu hoả chưa ạ", "khách 476 lấy 1 tàu hoả được không ạ"])(
  "“%s” asks, and redeems nothing",
  async (typed) => {
    const { quan } = await testApp();
    expect(await quan.types(typed)).not.toMatch(/^(?:Đổi quà|Quà nào)/);
  },
);
