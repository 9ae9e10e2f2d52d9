import * as z from "zod";
import { BLOCK } from "../limits.ts";
import { blockId, hasOneSource, imageSource, mrkdwn, plainText, textObject, url } from "./composition.ts";
import { accessory, actionsElement, button, contextAction, image, inputElement } from "./elements.ts";
import { richText } from "./rich-text.ts";

/** All blocks of Slack, with the shapes of @slack/types 3.2, and which surface accepts which. */

const block_id = blockId;

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id,
    text: textObject(BLOCK.textChars).optional(),
    fields: z.array(textObject(BLOCK.fieldChars)).min(1).max(BLOCK.fields).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, "must have text or fields");

const actions = z.strictObject({
  type: z.literal("actions"),
  block_id,
  elements: z.array(actionsElement).min(1).max(BLOCK.actionsElements),
});

const context = z.strictObject({
  type: z.literal("context"),
  block_id,
  elements: z
    .array(z.discriminatedUnion("type", [plainText(BLOCK.textChars), mrkdwn(BLOCK.textChars), image]))
    .min(1)
    .max(BLOCK.contextElements),
});

const divider = z.strictObject({ type: z.literal("divider"), block_id });
const header = z.strictObject({ type: z.literal("header"), block_id, text: plainText(BLOCK.headerChars) });

const imageBlock = z
  .strictObject({
    type: z.literal("image"),
    block_id,
    alt_text: z.string().min(1).max(BLOCK.altTextChars),
    title: plainText(BLOCK.labelChars).optional(),
    ...imageSource,
  })
  .refine(hasOneSource, "must have exactly one of image_url and slack_file");

const input = z.strictObject({
  type: z.literal("input"),
  block_id,
  label: plainText(BLOCK.labelChars),
  hint: plainText(BLOCK.labelChars).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const markdown = z.strictObject({
  type: z.literal("markdown"),
  block_id,
  text: z.string().min(1).max(BLOCK.markdownChars),
});

const cell = z.discriminatedUnion("type", [
  richText,
  z.strictObject({ type: z.literal("raw_text"), text: z.string().min(1) }),
  z.strictObject({ type: z.literal("raw_number"), value: z.number(), text: z.string().min(1) }),
]);
const rows = z.array(z.array(cell).min(1).max(BLOCK.tableColumns)).min(1).max(BLOCK.tableRows);

const table = z.strictObject({
  type: z.literal("table"),
  block_id,
  rows,
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(["left", "center", "right"]).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(BLOCK.tableColumns)
    .optional(),
});

const dataTable = z.strictObject({
  type: z.literal("data_table"),
  block_id,
  rows,
  caption: z.string().min(1),
  page_size: z.int().min(1).max(BLOCK.pageRows).optional(),
  row_header_column_index: z.int().min(0).optional(),
});

const card = z
  .strictObject({
    type: z.literal("card"),
    block_id,
    hero_image: image.optional(),
    icon: image.optional(),
    title: mrkdwn(BLOCK.cardTitleChars).optional(),
    subtitle: mrkdwn(BLOCK.cardTitleChars).optional(),
    body: mrkdwn(BLOCK.cardBodyChars).optional(),
    actions: z.array(button).min(1).optional(),
  })
  .refine(
    (it) => Boolean(it.hero_image || it.title || it.body || it.actions),
    "must have one of hero_image, title, actions, body",
  );

const carousel = z.strictObject({
  type: z.literal("carousel"),
  block_id,
  elements: z.array(card).min(1).max(BLOCK.carouselCards),
});

const alert = z.strictObject({
  type: z.literal("alert"),
  block_id,
  text: textObject(BLOCK.textChars),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
});

const contextActions = z.strictObject({
  type: z.literal("context_actions"),
  block_id,
  elements: z.array(contextAction).min(1).max(BLOCK.contextActionsElements),
});

const taskCard = z.strictObject({
  type: z.literal("task_card"),
  block_id,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal("url"), url: z.string(), text: z.string() })).optional(),
  status: z.enum(["pending", "in_progress", "complete", "error"]),
});

const plan = z.strictObject({
  type: z.literal("plan"),
  block_id,
  title: z.string().min(1),
  tasks: z.array(taskCard).optional(),
});

const video = z.strictObject({
  type: z.literal("video"),
  block_id,
  video_url: url,
  thumbnail_url: url,
  alt_text: z.string().min(1),
  title: plainText(BLOCK.videoTitleChars),
  title_url: url.optional(),
  author_name: z.string().max(BLOCK.videoAuthorChars).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: url.optional(),
  description: plainText(BLOCK.labelChars).optional(),
});

const anywhere = [section, actions, context, divider, header, imageBlock, input, richText, video] as const;

const container = z
  .strictObject({
    type: z.literal("container"),
    block_id,
    title: plainText(BLOCK.cardTitleChars).optional(),
    rich_text_title: richText.optional(),
    subtitle: textObject(BLOCK.cardTitleChars).optional(),
    child_blocks: z
      .array(z.discriminatedUnion("type", [...anywhere, table]))
      .min(1)
      .max(BLOCK.containerBlocks),
    width: z.enum(["narrow", "standard", "wide", "full"]).optional(),
    icon: image.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((it) => Boolean(it.title || it.rich_text_title), "must have title or rich_text_title")
  .refine((it) => !it.default_collapsed || it.is_collapsible, "default_collapsed needs is_collapsible");

/** `alert` is for modals only: src/platforms/slack/LIMITS.md#blocks. An app cannot send `file` (@slack/types 3.2). */
export const messageBlock = z.discriminatedUnion("type", [
  ...anywhere,
  markdown,
  table,
  dataTable,
  card,
  carousel,
  container,
  contextActions,
  taskCard,
  plan,
]);

/**
 * Markdown, tables, cards and plans are for messages only: src/platforms/slack/LIMITS.md#blocks. A `container` in a
 * view is not documented, so it is refused.
 */
export const viewBlock = z.discriminatedUnion("type", [...anywhere, alert]);

export type Card = z.output<typeof card>;
export type Block = z.output<typeof messageBlock> | z.output<typeof viewBlock>;
