import { expect, it } from "vitest";
import { testApp } from "../../support/test-app.ts";

const CODE = "TIVInpmx8b98pfg";
const credits = ({ antcrm }: Pick<Awaited<ReturnType<typeof testApp>>, "antcrm">) =>
  antcrm.world.points.filter(({ type, status, code }) => type === 1 && status === 1 && code === CODE).length;

it("credits a customer with the points of a code, after a confirmation, and shows how many", async () => {
  const app = await testApp();
  const { lan } = app;

  expect(await lan.types(`tich diem ${CODE} cho 0900 000 001`)).toMatch(
    /^Tích điểm mã TIVInpmx8b98pfg cho Nguyễn Văn An\?/,
  );
  expect(credits(app)).toBe(0);
  const receipt = await lan.clicks("Tích điểm");

  expect(receipt).toMatch(/^Đã tích điểm\n/);
  expect(receipt).toContain("Được cộng: +100");
  expect(receipt).toContain("Điểm hiện có: 220");
  expect(credits(app)).toBe(1);
});

it("accepts the code as it is printed, whatever word is before it", async () => {
  const { lan } = await testApp();

  expect(await lan.types(`tích điểm cho 0900 000 001 mã ${CODE}`)).toContain(`Mã tích điểm: ${CODE}`);
});

it("asks for the code when it was not named, and does not show the points instead", async () => {
  const { lan } = await testApp();

  expect(await lan.types("tích điểm cho 0900000001")).toContain("Mã tích điểm?");
  expect(await lan.types(CODE)).toMatch(/^Tích điểm mã TIVInpmx8b98pfg cho Nguyễn Văn An\?/);
});

it("credits once when the button is clicked five times at the same moment", async () => {
  const app = await testApp();
  const { lan } = app;
  await lan.types(`tích điểm ${CODE} cho 0900000001`);
  const question = lan.sees();

  await Promise.all(Array.from({ length: 5 }, () => lan.clicks("Tích điểm", question)));

  expect(app.antcrm.requests.filter(({ path }) => path === "/accumulate")).toHaveLength(1);
  expect(credits(app)).toBe(1);
});

it.each([{ kind: "cut", commit: "after" }, { kind: "500", commit: "after" }, { kind: "truncated" }] as const)(
  "finds the credited points although no clear answer came: $kind",
  async (fault) => {
    const app = await testApp();
    const { lan, antcrm } = app;
    await lan.types(`tích điểm ${CODE} cho 0900000001`);
    antcrm.fault({ ...fault, method: "POST", path: "/accumulate", times: 1 });

    expect(await lan.clicks("Tích điểm")).toMatch(/^Đã tích điểm\n/);
    expect(credits(app)).toBe(1);
  },
);

it.each([
  [
    "json-400",
    /^AntCRM từ chối\nYêu cầu: .*\n> Mã tích điểm đã được sử dụng\n> — AntCRM\nChưa có gì thay đổi\./,
  ],
  [
    "failed-row",
    /^AntCRM từ chối\nYêu cầu: .*\nMã TIVInpmx8b98pfg có thể sai hoặc đã dùng rồi.*\nChưa có gì thay đổi\./,
  ],
] as const)(
  "shows AntCRM's refusal of a code that was used before, or what to check if it gives no reason: %s",
  async (shape, answer) => {
    const { lan, antcrm } = await testApp();
    antcrm.world.refusalShape = shape;
    await lan.types(`tích điểm ${CODE} cho 0900000001`);
    await lan.clicks("Tích điểm");
    await lan.types(`tích điểm ${CODE} cho 0900000001`);

    expect(await lan.clicks("Tích điểm")).toMatch(answer);
  },
);
