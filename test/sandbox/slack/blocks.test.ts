import { describe, expect, it } from "vitest";
import { checkMessageBlocks, checkView } from "../../../src/sandbox/slack/blocks/check.ts";

const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: "button", text: plain("Go"), action_id: "go", ...more });
const actions = (...elements: object[]) => ({ type: "actions", elements });
const option = (label: string, value = label) => ({ text: plain(label), value });
const select = (options: object[]) => ({ type: "static_select", action_id: "pick", options });
const input = (element: object) => ({ type: "input", label: plain("Name"), element });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const cell = (text: string) => ({ type: "raw_text", text });

function errorsOf(blocks: unknown): string {
  const checked = checkMessageBlocks(blocks);
  return checked.ok ? "fine" : [checked.error, ...checked.messages].join("\n");
}

function viewErrorsOf(view: object): string {
  const checked = checkView({ type: "modal", title: plain("Title"), blocks: [section("x")], ...view });
  return checked.ok ? "fine" : checked.messages.join("\n");
}

describe("the blocks of a message", () => {
  it.each<[string, object]>([
    ["section with fields", { type: "section", fields: many(10, (n) => mrkdwn(`f${n}`)) }],
    ["section with a select", { ...section("x"), accessory: select([option("a")]) }],
    [
      "actions",
      actions(button(), button({ action_id: "b", style: "danger", value: "v", url: "https://a.vn" })),
    ],
    [
      "overflow",
      actions({ type: "overflow", action_id: "o", options: [{ ...option("a"), url: "https://a.vn" }] }),
    ],
    [
      "context",
      {
        type: "context",
        elements: [
          mrkdwn("a"),
          plain("b"),
          { type: "image", image_url: "https://a.vn/i.png", alt_text: "i" },
        ],
      },
    ],
    ["header", { type: "header", text: plain("Title") }],
    ["divider", { type: "divider" }],
    ["image", { type: "image", image_url: "https://a.vn/i.png", alt_text: "chart" }],
    ["image of the workspace", { type: "image", slack_file: { id: "F1" }, alt_text: "chart" }],
    ["markdown", { type: "markdown", text: "# Title" }],
    ["table", { type: "table", rows: [[cell("a"), cell("b")]], column_settings: [{ align: "right" }, null] }],
    [
      "data_table",
      {
        type: "data_table",
        caption: "Deals",
        rows: [[cell("a"), { type: "raw_number", value: 1, text: "1" }]],
      },
    ],
    ["card", { type: "card", title: mrkdwn("An"), body: mrkdwn("Silver"), actions: [button()] }],
    ["carousel", { type: "carousel", elements: [{ type: "card", title: mrkdwn("An") }] }],
    [
      "container",
      { type: "container", title: plain("More"), child_blocks: [section("x")], is_collapsible: true },
    ],
    [
      "plan",
      {
        type: "plan",
        title: "Import",
        tasks: [{ type: "task_card", task_id: "1", title: "Read", status: "complete" }],
      },
    ],
    [
      "context_actions",
      {
        type: "context_actions",
        elements: [
          {
            type: "feedback_buttons",
            action_id: "f",
            positive_button: { text: plain("+"), value: "1" },
            negative_button: { text: plain("-"), value: "0" },
          },
        ],
      },
    ],
    [
      "rich_text",
      {
        type: "rich_text",
        elements: [
          { type: "rich_text_section", elements: [{ type: "text", text: "a", style: { bold: true } }] },
        ],
      },
    ],
  ])("accepts a valid %s", (_name, block) => {
    expect(errorsOf([block])).toBe("fine");
  });

  it.each<[string, unknown, string]>([
    [
      "a block type nobody knows",
      [{ type: "sektion" }],
      "unsupported type: sektion [json-pointer:/blocks/0/type]",
    ],
    [
      "a key nobody knows",
      [{ ...section("x"), colour: "red" }],
      "unknown field: colour [json-pointer:/blocks/0]",
    ],
    [
      "a key of the wrong depth",
      [{ type: "section", text: "x" }],
      "must be object [json-pointer:/blocks/0/text]",
    ],
    ["a section of nothing", [{ type: "section" }], "must have text or fields"],
    ["an empty text", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    [
      "51 blocks",
      many(51, () => ({ type: "divider" })),
      "no more than 50 items allowed [json-pointer:/blocks]",
    ],
    ["3,001 characters in a section", [section("x".repeat(3_001))], "must be less than 3001 characters"],
    ["11 fields", [{ type: "section", fields: many(11, () => mrkdwn("x")) }], "no more than 10 items"],
    [
      "2,001 characters in a field",
      [{ type: "section", fields: [mrkdwn("x".repeat(2_001))] }],
      "must be less than 2001",
    ],
    ["a header in mrkdwn", [{ type: "header", text: mrkdwn("x") }], "/blocks/0/text/type"],
    [
      "151 characters in a header",
      [{ type: "header", text: plain("x".repeat(151)) }],
      "must be less than 151",
    ],
    [
      "11 context elements",
      [{ type: "context", elements: many(11, () => plain("x")) }],
      "no more than 10 items",
    ],
    ["26 buttons", [actions(...many(26, (n) => button({ action_id: `b${n}` })))], "no more than 25 items"],
    ["no buttons", [actions()], "must have at least 1 items"],
    ["76 characters on a button", [actions(button({ text: plain("x".repeat(76)) }))], "must be less than 76"],
    ["a button in mrkdwn", [actions(button({ text: mrkdwn("x") }))], "/blocks/0/elements/0/text/type"],
    [
      "2,001 characters in a value",
      [actions(button({ value: "x".repeat(2_001) }))],
      "must be less than 2001",
    ],
    [
      "3,001 characters in an address",
      [actions(button({ url: `https://${"x".repeat(3_000)}` }))],
      "must be less than 3001",
    ],
    ["an address that is none", [actions(button({ url: "a.vn" }))], "must be a valid URL"],
    ["a style of its own", [actions(button({ style: "warning" }))], "/blocks/0/elements/0/style"],
    [
      "256 characters in an action_id",
      [actions(button({ action_id: "x".repeat(256) }))],
      "must be less than 256",
    ],
    [
      "256 characters in a block_id",
      [{ ...section("x"), block_id: "x".repeat(256) }],
      "must be less than 256",
    ],
    [
      "one block_id twice",
      [
        { ...section("x"), block_id: "a" },
        { ...section("y"), block_id: "a" },
      ],
      'block_id "a" already exists',
    ],
    ["one action_id twice in a block", [actions(button(), button())], 'action_id "go" already exists'],
    ["101 options", [actions(select(many(101, (n) => option(`${n}`))))], "no more than 100 items"],
    [
      "options in two forms",
      [actions({ ...select([option("a")]), option_groups: [{ label: plain("g"), options: [option("a")] }] })],
      "exactly one of options and option_groups",
    ],
    [
      "6 overflow options",
      [actions({ type: "overflow", action_id: "o", options: many(6, (n) => option(`${n}`)) })],
      "no more than 5 items",
    ],
    [
      "11 radio buttons",
      [actions({ type: "radio_buttons", action_id: "r", options: many(11, (n) => option(`${n}`)) })],
      "no more than 10 items",
    ],
    [
      "a long confirm title",
      [actions(button({ confirm: { title: plain("x".repeat(101)), text: plain("y") } }))],
      "must be less than 101",
    ],
    [
      "a long confirm text",
      [actions(button({ confirm: { title: plain("t"), text: plain("x".repeat(301)) } }))],
      "must be less than 301",
    ],
    [
      "a long confirm button",
      [actions(button({ confirm: { text: plain("t"), confirm: plain("x".repeat(31)) } }))],
      "must be less than 31",
    ],
    [
      "an image without alt_text",
      [{ type: "image", image_url: "https://a.vn/i.png" }],
      "missing required field [json-pointer:/blocks/0/alt_text]",
    ],
    [
      "an image from two places",
      [{ type: "image", image_url: "https://a.vn", slack_file: { id: "F1" }, alt_text: "x" }],
      "exactly one of image_url and slack_file",
    ],
    ["101 table rows", [{ type: "table", rows: many(101, () => [cell("x")]) }], "no more than 100 items"],
    ["21 table columns", [{ type: "table", rows: [many(21, () => cell("x"))] }], "no more than 20 items"],
    ["an empty cell", [{ type: "table", rows: [[cell("")]] }], "must be more than 0 characters"],
    ["two tables", many(2, () => ({ type: "table", rows: [[cell("x")]] })), "only_one_table_allowed"],
    [
      "12,001 characters of markdown",
      [{ type: "markdown", text: "x".repeat(12_001) }],
      "must be less than 12001",
    ],
    [
      "13,201 characters in all",
      many(5, (n) => section("x".repeat(n === 4 ? 1_201 : 3_000))),
      "msg_blocks_too_long",
    ],
    ["a modal's alert", [{ type: "alert", text: plain("x") }], "unsupported type: alert"],
    ["no list at all", { type: "section" }, "must be array [json-pointer:/blocks]"],
  ])("refuses %s", (_name, blocks, complaint) => {
    expect(errorsOf(blocks)).toContain(complaint);
  });

  it("accepts texts of exactly the maximum length", () => {
    expect(errorsOf(many(50, () => ({ type: "divider" })))).toBe("fine");
    expect(errorsOf(many(5, (n) => section("x".repeat(n === 4 ? 1_200 : 3_000))))).toBe("fine");
    expect(errorsOf([actions(...many(25, (n) => button({ action_id: `b${n}` })))])).toBe("fine");
    expect(errorsOf([{ type: "header", text: plain("x".repeat(150)) }])).toBe("fine");
    expect(errorsOf([actions(select(many(100, (n) => option(`${n}`))))])).toBe("fine");
  });

  it("allows one action_id in two blocks", () => {
    expect(errorsOf([actions(button()), actions(button())])).toBe("fine");
  });
});

describe("the blocks of a modal", () => {
  const field = (more: object = {}) => input({ type: "plain_text_input", action_id: "a", ...more });

  it("accepts a form with a submit button", () => {
    expect(
      viewErrorsOf({ submit: plain("OK"), blocks: [field({ multiline: true, max_length: 3_000 })] }),
    ).toBe("fine");
    expect(viewErrorsOf({ blocks: [{ type: "alert", level: "warning", text: plain("careful") }] })).toBe(
      "fine",
    );
  });

  it.each<[string, object, string]>([
    [
      "25 characters of title",
      { title: plain("x".repeat(25)) },
      "less than 25 characters [json-pointer:/view/title/text]",
    ],
    ["25 characters of submit", { submit: plain("x".repeat(25)) }, "less than 25 characters"],
    ["25 characters of close", { close: plain("x".repeat(25)) }, "less than 25 characters"],
    [
      "3,001 characters of private_metadata",
      { private_metadata: "x".repeat(3_001) },
      "less than 3001 characters",
    ],
    ["101 blocks", { blocks: many(101, () => ({ type: "divider" })) }, "no more than 100 items"],
    ["no blocks", { blocks: [] }, "must have at least 1 items"],
    ["an input without submit", { blocks: [field()] }, "missing required field: submit"],
    ["a table", { blocks: [{ type: "table", rows: [[cell("x")]] }] }, "unsupported type: table"],
    ["a key nobody knows", { colour: "red" }, "unknown field: colour [json-pointer:/view]"],
    [
      "a wrong date",
      {
        submit: plain("OK"),
        blocks: [input({ type: "datepicker", action_id: "d", initial_date: "25/11/2026" })],
      },
      "must be YYYY-MM-DD",
    ],
    [
      "two focused fields",
      { submit: plain("OK"), blocks: [field({ focus_on_load: true }), field({ focus_on_load: true })] },
      "focus_on_load",
    ],
    [
      "a number field that does not say whether it takes decimals",
      { submit: plain("OK"), blocks: [input({ type: "number_input", action_id: "n" })] },
      "missing required field",
    ],
  ])("refuses %s", (_name, view, complaint) => {
    expect(viewErrorsOf(view)).toContain(complaint);
  });
});
