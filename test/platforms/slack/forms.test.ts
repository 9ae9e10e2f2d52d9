import { expect, it } from "vitest";
import type { FormField } from "../../../src/cards/card.ts";
import { openOffice, ready, say, ticketForm } from "./office.ts";

const SLA: Partial<FormField> = {
  name: "sla",
  label: "SLA",
  kind: "choice",
  required: false,
  others: true,
  choices: ["Gold", "Standard"].map((value) => ({ label: value, value })),
};
const DUE: Partial<FormField> = { name: "due", label: "Hạn", kind: "date", required: false };

/** Lan asks for a ticket and has its form before her; what she sends is what the bot hears. */
async function withForm(...fields: Partial<FormField>[]) {
  const office = await openOffice("socket", (call) =>
    call.body.kind === "form"
      ? say(ready("Đã tạo phiếu"))
      : say(ready("Tạo phiếu", { blocks: [ticketForm([{}, ...fields])] })),
  );
  await office.lan.slashCommand("/crm", "tạo phiếu", office.support);
  const form = await office.lan.nextModal(({ title }) => title === "Tạo phiếu");
  const sends = async (values: Record<string, string | null>) => {
    await office.lan.submit(form, { "Tiêu đề": "Máy in hỏng", ...values });
    await office.lan.nextMessage(office.support, ({ read }) => read.includes("Đã tạo phiếu"));
    const body = office.calls.at(-1)?.body;
    return body?.kind === "form" ? body.values : {};
  };
  return { ...office, form, sends, [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
}

it("offers what was learned in a menu, and takes another value beside it", async () => {
  await using office = await withForm(SLA, { required: false });
  expect(office.form.read).toContain("SLA khác");

  expect(await office.sends({ SLA: "Gold" })).toMatchObject({ sla: "Gold" });
  expect(office.slack.violations).toEqual([]);
});

it("takes what is typed beside the menu for the value, whatever is chosen in it", async () => {
  await using office = await withForm({ ...SLA, value: "Gold" }, { required: false });

  expect(await office.sends({ "SLA khác": "Platinum" })).toMatchObject({ sla: "Platinum" });
});

it("has a value that was typed before in the menu, where another choice takes its place", async () => {
  await using office = await withForm({ ...SLA, value: "Platinum" }, { required: false });

  expect(await office.sends({ SLA: "Standard" })).toMatchObject({ sla: "Standard" });
});

it("needs neither of both by itself, where one of them is needed", async () => {
  await using office = await withForm({ ...SLA, required: true }, { required: false });

  expect(await office.sends({ "SLA khác": "Platinum" })).toMatchObject({ sla: "Platinum" });
});

it("picks a day from a calendar that shows the one there is, and takes it away again", async () => {
  await using office = await withForm(DUE, {
    ...DUE,
    name: "birthday",
    label: "Ngày sinh",
    value: "2000-03-15",
    choices: [],
  });

  expect(await office.sends({ Hạn: "2026-12-01", "Ngày sinh": null })).toMatchObject({
    due: "2026-12-01",
    birthday: "",
  });
  expect(office.slack.violations).toEqual([]);
});

it("sends a day back as it stood", async () => {
  await using office = await withForm(DUE, {
    ...DUE,
    name: "birthday",
    label: "Ngày sinh",
    value: "2000-03-15",
    choices: [],
  });

  expect(await office.sends({})).toMatchObject({ due: "", birthday: "2000-03-15" });
});
