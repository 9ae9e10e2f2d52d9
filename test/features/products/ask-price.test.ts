import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

it("answers the price of a product by its name", async () => {
  const { lan } = await testApp();
  for (const text of ["tivi 43 inch giá bao nhiêu", "giá tivi 43 inch", "gia tivi 43 inch"]) {
    const shown = await lan.types(text);
    expect(shown, text).toContain("Tivi 43 inch");
    expect(shown, text).toMatch(/Giá: [\d.]+ ₫/);
  }
});

it("lists all products that are called so, with their prices", async () => {
  const { lan } = await testApp({ antcrm: { size: "full" } });
  const shown = await lan.types("giá tivi");
  expect(shown).toMatch(/^Có \d+ sản phẩm tên “tivi”\n• [^\n]*[Tt]ivi[^\n]* ₫/);
});

it("says that AntCRM does not tell the stock", async () => {
  const { lan } = await testApp();
  expect(await lan.types("còn hàng tivi 43 inch ko")).toContain("Tồn kho: xem trong AntCRM");
});
