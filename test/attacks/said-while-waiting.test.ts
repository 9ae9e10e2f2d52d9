import { expect, it } from "vitest";
import { testApp } from "../support/test-app.ts";

it.each(["chờ em tí, tên là Lê Thị Hoa", "dạ đợi em coi, tên Lê Thị Hoa", "chờ em xíu, à Lê Thị Hoa"])(
  "“%s” says more than to wait, and is shown again",
  async (said) => {
    const { quan } = await testApp();
    await quan.types("thêm khách mới");
    expect(await quan.types(said)).toContain(`“${said}”`);
  },
);
