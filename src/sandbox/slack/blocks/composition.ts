import * as z from "zod";
import { BLOCK, CONFIRM, ELEMENT } from "../limits.ts";

/** The composition objects of all blocks. Objects are strict, because Slack refuses unknown keys. */

export const plainText = (maxChars: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(maxChars),
    emoji: z.boolean().optional(),
  });

export const mrkdwn = (maxChars: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(maxChars),
    verbatim: z.boolean().optional(),
  });

export const textObject = (maxChars: number) =>
  z.discriminatedUnion("type", [plainText(maxChars), mrkdwn(maxChars)]);

export const blockId = z.string().min(1).max(BLOCK.idChars).optional();
export const actionId = z.string().min(1).max(BLOCK.idChars).optional();
export const colorScheme = z.enum(["primary", "danger"]).optional();
export const url = z
  .string()
  .max(BLOCK.urlChars)
  .refine((address) => URL.canParse(address), "must be a valid URL");
const slackFile = z.union([z.strictObject({ id: z.string() }), z.strictObject({ url: z.string() })]);

/** An image has either an address or a file of this workspace, never both (@slack/types 3.2). */
export const imageSource = { image_url: url.optional(), slack_file: slackFile.optional() };

export function hasOneSource(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

export const confirmDialog = z
  .strictObject({
    title: plainText(CONFIRM.titleChars).optional(),
    text: textObject(CONFIRM.textChars),
    confirm: plainText(CONFIRM.buttonChars).optional(),
    deny: plainText(CONFIRM.buttonChars).optional(),
    style: colorScheme,
  })
  .optional();

export const placeholder = plainText(ELEMENT.placeholderChars).optional();

const optionRest = {
  value: z.string().max(ELEMENT.optionChars),
  description: plainText(ELEMENT.optionChars).optional(),
};

/** The text of a menu's option is plain. */
export const menuOption = z.strictObject({ text: plainText(ELEMENT.optionChars), ...optionRest });
/** The text of radio buttons and checkboxes may be mrkdwn. */
export const choiceOption = z.strictObject({ text: textObject(ELEMENT.optionChars), ...optionRest });
/** Only an option of an overflow menu may have a link (@slack/types 3.2). */
export const overflowOption = z.strictObject({
  text: plainText(ELEMENT.optionChars),
  ...optionRest,
  url: url.optional(),
});

export const optionGroup = z.strictObject({
  label: plainText(ELEMENT.optionChars),
  options: z.array(menuOption).min(1).max(ELEMENT.selectOptions),
});

export type TextObject = z.output<ReturnType<typeof textObject>>;
export type ConfirmDialog = NonNullable<z.output<typeof confirmDialog>>;
