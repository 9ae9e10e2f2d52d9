import * as z from "zod";
import { BLOCK, MESSAGE, VIEW } from "../limits.ts";
import { type Block, messageBlock, viewBlock } from "./blocks.ts";
import { plainText } from "./composition.ts";
import { controlsOf, flatten } from "./interactive.ts";

/** Either the value in the shape that Slack accepts, or Slack's error. */
export type Checked<T> = { ok: true; value: T } | { ok: false; error: string; messages: string[] };

const messageBlocks = z.array(messageBlock).max(MESSAGE.blocks);
const viewBlocks = z.array(viewBlock).min(1).max(VIEW.blocks);

const common = {
  blocks: viewBlocks,
  private_metadata: z.string().max(VIEW.privateMetadataChars).optional(),
  callback_id: z.string().max(VIEW.callbackIdChars).optional(),
  external_id: z.string().max(BLOCK.idChars).optional(),
};

const viewShape = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("modal"),
    title: plainText(VIEW.titleChars),
    submit: plainText(VIEW.titleChars).optional(),
    close: plainText(VIEW.titleChars).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    ...common,
  }),
  z.strictObject({ type: z.literal("home"), ...common }),
]);

export type ViewArgs = z.output<typeof viewShape>;

/**
 * Checks the blocks of a message: shapes, counts, lengths, unique ids, and their total size.
 * @returns on refusal `invalid_blocks` (or `msg_blocks_too_long`, `only_one_table_allowed`) and messages such as
 *   "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
 */
export function checkMessageBlocks(blocks: unknown): Checked<Block[]> {
  const parsed = messageBlocks.safeParse(blocks, { reportInput: true });
  if (!parsed.success) return refused("invalid_blocks", toMessages(parsed.error, "/blocks"));
  const doubles = duplicateIds(parsed.data, "/blocks");
  if (doubles.length > 0) return refused("invalid_blocks", doubles);

  const tables = flatten(parsed.data).filter((block) => block.type === "table").length;
  if (tables > MESSAGE.tables) return refused("invalid_blocks", ["[ERROR] only_one_table_allowed"]);
  const chars = charsIn(parsed.data);
  if (chars > MESSAGE.allBlocksChars) {
    return refused("msg_blocks_too_long", [`[ERROR] all blocks together have ${chars} characters`]);
  }
  return { ok: true, value: parsed.data };
}

/** Checks a modal or a Home tab. @returns on refusal `invalid_arguments` with pointers under `/view` */
export function checkView(view: unknown): Checked<ViewArgs> {
  const parsed = viewShape.safeParse(view, { reportInput: true });
  if (!parsed.success) return refused("invalid_arguments", toMessages(parsed.error, "/view"));
  const problems = [...duplicateIds(parsed.data.blocks, "/view/blocks"), ...viewRules(parsed.data)];
  return problems.length > 0 ? refused("invalid_arguments", problems) : { ok: true, value: parsed.data };
}

function viewRules(view: ViewArgs): string[] {
  const problems: string[] = [];
  const hasInput = view.blocks.some((block) => block.type === "input");
  if (hasInput && view.type === "modal" && !view.submit) {
    problems.push("[ERROR] missing required field: submit [json-pointer:/view]");
  }
  const focused = controlsOf(view.blocks).filter(
    ({ element }) => "focus_on_load" in element && element.focus_on_load,
  );
  if (focused.length > 1)
    problems.push("[ERROR] only one element can have focus_on_load [json-pointer:/view/blocks]");
  return problems;
}

/** block_id is unique in the message, action_id in its block (@slack/types 3.2). */
function duplicateIds(blocks: readonly Block[], pointer: string): string[] {
  const all = flatten(blocks);
  const leaves = all.filter((block) => block.type !== "container" && block.type !== "carousel");
  const blockIds = repeated(all.flatMap((block) => block.block_id ?? []));
  const actionIds = leaves.flatMap((block) =>
    repeated(controlsOf([block]).flatMap(({ element }) => element.action_id ?? [])),
  );
  return [
    ...blockIds.map((id) => `[ERROR] block_id "${id}" already exists [json-pointer:${pointer}]`),
    ...actionIds.map((id) => `[ERROR] action_id "${id}" already exists [json-pointer:${pointer}]`),
  ];
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}

/** Counts the readable characters: every text, title, label and caption, at any depth. */
function charsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + charsIn(item), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (isWording(key, item) ? item.length : charsIn(item)),
    0,
  );
}

function isWording(key: string, value: unknown): value is string {
  return typeof value === "string" && ["text", "title", "caption", "alt_text", "fallback"].includes(key);
}

function refused(error: string, messages: string[]): { ok: false; error: string; messages: string[] } {
  return { ok: false, error, messages };
}

/** Formats Zod's issues like Slack: the problem, and a JSON pointer to its place. */
function toMessages(error: z.ZodError, root: string): string[] {
  return error.issues.map((issue) => {
    const pointer = [root, ...issue.path.map(String)].join("/");
    return `[ERROR] ${explain(issue)} [json-pointer:${pointer}]`;
  });
}

function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "too_big":
      return issue.origin === "string"
        ? `must be less than ${Number(issue.maximum) + 1} characters`
        : `no more than ${issue.maximum} items allowed`;
    case "too_small":
      return issue.origin === "string"
        ? `must be more than ${Number(issue.minimum) - 1} characters`
        : `must have at least ${issue.minimum} items`;
    case "unrecognized_keys":
      return `unknown field: ${issue.keys.join(", ")}`;
    case "invalid_union":
      return `unsupported type: ${typeNamed(issue.input)}`;
    case "invalid_type":
      return issue.input === undefined ? "missing required field" : `must be ${issue.expected}`;
    default:
      return issue.message;
  }
}

function typeNamed(input: unknown): string {
  if (typeof input !== "object" || input === null || !("type" in input)) return String(input);
  return String(input.type);
}
