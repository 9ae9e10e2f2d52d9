import { expect, it } from "vitest";
import type { FormField } from "../../../src/cards/card.ts";
import { openSlackFixture, ready, say, ticketForm } from "./fixture.ts";

const SLA: Partial<FormField> = {
  name: "sla",
  label: "SLA",
  kind: "choice",
  required: false,
  others: true,
  choices: ["Gold", "Standard"].map((value) => ({ label: value, value })),
};
const DUE: Partial<FormField> = { name: "due", label: "Hạn", kind: "date", required: false };

/** Opens the ticket form for Lan. `sends` submits it, and returns the values that the bot receives. */
async function withForm(...fields: Partial<FormField>[]) {
  const fixture = await openSlackFixture("socket", (call) =>
    call.body.kind === "form"
      ? say(ready("Đã tạo phiếu"))
      : say(ready("Tạo phiếu", { blocks: [ticketForm([{}, ...fields])] })),
  );
  await fixture.lan.slashCommand("/crm", "tạo phiếu", fixture.support);
  const form = await fixture.lan.nextModal(({ title }) => title === "Tạo phiếu");
  const sends = async (values: Record<string, string | null>) => {
    await fixture.lan.submit(form, { "Tiêu đề": "Máy in hỏng", ...values });
    await fixture.lan.nextMessage(fixture.support, ({ read }) => read.includes("Đã tạo phiếu"));
    const body = fixture.calls.at(-1)?.body;
    return body?.kind === "form" ? body.values : {};
  };
  return { ...fixture, form, sends, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

it("offers what was learned in a menu, and takes another value beside it", async () => {
  await using fixture = await withForm(SLA, { required: false });
  expect(fixture.form.read).toContain("SLA khác");

  expect(await fixture.sends({ SLA: "Gold" })).toMatchObject({ sla: "Gold" });
  expect(fixture.slack.violations).toEqual([]);
});

it("takes what is typed beside the menu for the value, whatever is chosen in it", async () => {
  await using fixture = await withForm({ ...SLA, value: "Gold" }, { required: false });

  expect(await fixture.sends({ "SLA khác": "Platinum" })).toMatchObject({ sla: "Platinum" });
});

it("has a value that was typed before in the menu, where another choice takes its place", async () => {
  await using fixture = await withForm({ ...SLA, value: "Platinum" }, { required: false });

  expect(await fixture.sends({ SLA: "Standard" })).toMatchObject({ sla: "Standard" });
});

it("needs neither of both by itself, where one of them is needed", async () => {
  await using fixture = await withForm({ ...SLA, required: true }, { required: false });

  expect(await fixture.sends({ "SLA khác": "Platinum" })).toMatchObject({ sla: "Platinum" });
});

it("picks a day from a calendar that shows the one there is, and takes it away again", async () => {
  await using fixture = await withForm(DUE, {
    ...DUE,
    name: "birthday",
    label: "Ngày sinh",
    value: "2000-03-15",
    choices: [],
  });

  expect(await fixture.sends({ Hạn: "2026-12-01", "Ngày sinh": null })).toMatchObject({
    due: "2026-12-01",
    birthday: "",
  });
  expect(fixture.slack.violations).toEqual([]);
});

it("sends a day back as it stood", async () => {
  await using fixture = await withForm(DUE, {
    ...DUE,
    name: "birthday",
    label: "Ngày sinh",
    value: "2000-03-15",
    choices: [],
  });

  expect(await fixture.sends({})).toMatchObject({ due: "", birthday: "2000-03-15" });
});
