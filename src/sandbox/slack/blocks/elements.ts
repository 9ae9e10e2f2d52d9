import * as z from "zod";
import { BLOCK, ELEMENT } from "../limits.ts";
import {
  actionId,
  choiceOption,
  colorScheme,
  confirmDialog,
  hasOneSource,
  imageSource,
  menuOption,
  optionGroup,
  overflowOption,
  placeholder,
  plainText,
  url,
} from "./composition.ts";
import { richText } from "./rich-text.ts";

/** Block elements, most of which are interactive, with the shapes of @slack/types 3.2. */

const focus_on_load = z.boolean().optional();
const clickable = { action_id: actionId, confirm: confirmDialog };
const choosable = { ...clickable, focus_on_load, placeholder };
const typed = {
  action_id: actionId,
  focus_on_load,
  placeholder,
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(["on_enter_pressed", "on_character_entered"]))
        .min(1)
        .optional(),
    })
    .optional(),
};
const max_selected_items = z.int().min(1).optional();
const accessibility_label = z.string().max(ELEMENT.buttonChars).optional();
const value = z.string().max(ELEMENT.buttonValueChars);

export const button = z.strictObject({
  type: z.literal("button"),
  ...clickable,
  text: plainText(ELEMENT.buttonChars),
  value: value.optional(),
  url: url.optional(),
  style: colorScheme,
  accessibility_label,
});

export const image = z
  .strictObject({
    type: z.literal("image"),
    alt_text: z.string().min(1).max(BLOCK.altTextChars),
    ...imageSource,
  })
  .refine(hasOneSource, "must have exactly one of image_url and slack_file");

const staticOptions = {
  options: z.array(menuOption).min(1).max(ELEMENT.selectOptions).optional(),
  option_groups: z.array(optionGroup).min(1).max(ELEMENT.selectOptions).optional(),
};
const hasOneList = (select: { options?: unknown; option_groups?: unknown }) =>
  (select.options === undefined) !== (select.option_groups === undefined);
const ONE_LIST = "must have exactly one of options and option_groups";

const conversationFilter = z
  .strictObject({
    include: z
      .array(z.enum(["im", "mpim", "private", "public"]))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .optional();

const response_url_enabled = z.boolean().optional();
const min_query_length = z.int().min(0).optional();
const ids = z.array(z.string()).optional();

const selects = [
  z
    .strictObject({
      type: z.literal("static_select"),
      ...choosable,
      ...staticOptions,
      initial_option: menuOption.optional(),
    })
    .refine(hasOneList, ONE_LIST),
  z.strictObject({
    type: z.literal("external_select"),
    ...choosable,
    initial_option: menuOption.optional(),
    min_query_length,
  }),
  z.strictObject({ type: z.literal("users_select"), ...choosable, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal("conversations_select"),
    ...choosable,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    filter: conversationFilter,
    response_url_enabled,
  }),
  z.strictObject({
    type: z.literal("channels_select"),
    ...choosable,
    initial_channel: z.string().optional(),
    response_url_enabled,
  }),
] as const;

const multiSelects = [
  z
    .strictObject({
      type: z.literal("multi_static_select"),
      ...choosable,
      ...staticOptions,
      initial_options: z.array(menuOption).optional(),
      max_selected_items,
    })
    .refine(hasOneList, ONE_LIST),
  z.strictObject({
    type: z.literal("multi_external_select"),
    ...choosable,
    initial_options: z.array(menuOption).optional(),
    min_query_length,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal("multi_users_select"),
    ...choosable,
    initial_users: ids,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal("multi_conversations_select"),
    ...choosable,
    initial_conversations: ids,
    default_to_current_conversation: z.boolean().optional(),
    filter: conversationFilter,
    max_selected_items,
  }),
  z.strictObject({
    type: z.literal("multi_channels_select"),
    ...choosable,
    initial_channels: ids,
    max_selected_items,
  }),
] as const;

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be YYYY-MM-DD");
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:mm");

const pickers = [
  z.strictObject({ type: z.literal("datepicker"), ...choosable, initial_date: date.optional() }),
  z.strictObject({
    type: z.literal("timepicker"),
    ...choosable,
    initial_time: time.optional(),
    timezone: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("datetimepicker"),
    ...clickable,
    focus_on_load,
    initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  }),
  z.strictObject({
    type: z.literal("radio_buttons"),
    ...clickable,
    focus_on_load,
    options: z.array(choiceOption).min(1).max(ELEMENT.choices),
    initial_option: choiceOption.optional(),
  }),
  z.strictObject({
    type: z.literal("checkboxes"),
    ...clickable,
    focus_on_load,
    options: z.array(choiceOption).min(1).max(ELEMENT.choices),
    initial_options: z.array(choiceOption).min(1).optional(),
  }),
] as const;

const overflow = z.strictObject({
  type: z.literal("overflow"),
  ...clickable,
  options: z.array(overflowOption).min(1).max(ELEMENT.overflowOptions),
});

const workflowButton = z.strictObject({
  type: z.literal("workflow_button"),
  ...clickable,
  text: plainText(ELEMENT.buttonChars),
  workflow: z.looseObject({ trigger: z.looseObject({ url }) }),
  style: colorScheme,
  accessibility_label,
});

const richTextInput = z.strictObject({
  type: z.literal("rich_text_input"),
  ...typed,
  initial_value: richText.optional(),
  min_lines: z.int().min(1).max(100).optional(),
  max_lines: z.int().min(1).max(100).optional(),
});

const textInputs = [
  z.strictObject({
    type: z.literal("plain_text_input"),
    ...typed,
    initial_value: z.string().max(ELEMENT.inputChars).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(ELEMENT.inputChars).optional(),
    max_length: z.int().min(1).max(ELEMENT.inputChars).optional(),
  }),
  z.strictObject({ type: z.literal("email_text_input"), ...typed, initial_value: z.string().optional() }),
  z.strictObject({ type: z.literal("url_text_input"), ...typed, initial_value: z.string().optional() }),
  z.strictObject({
    type: z.literal("number_input"),
    ...typed,
    is_decimal_allowed: z.boolean(),
    initial_value: z.string().optional(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
] as const;

const fileInput = z.strictObject({
  type: z.literal("file_input"),
  action_id: actionId,
  filetypes: z.array(z.string()).optional(),
  max_files: z.int().min(1).max(ELEMENT.inputFiles).optional(),
});

const feedbackButton = z.strictObject({ text: plainText(ELEMENT.buttonChars), accessibility_label, value });

/** The two kinds of elements of a context_actions block. */
export const contextAction = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("feedback_buttons"),
    action_id: actionId,
    positive_button: feedbackButton,
    negative_button: feedbackButton,
  }),
  z.strictObject({
    type: z.literal("icon_button"),
    ...clickable,
    icon: z.string().min(1),
    text: plainText(ELEMENT.buttonChars),
    accessibility_label,
    value: value.optional(),
    visible_to_user_ids: ids,
  }),
]);

export const actionsElement = z.discriminatedUnion("type", [
  button,
  ...selects,
  ...multiSelects,
  ...pickers,
  overflow,
  workflowButton,
  richTextInput,
]);

export const accessory = z.discriminatedUnion("type", [
  button,
  image,
  ...selects,
  ...multiSelects,
  ...pickers,
  overflow,
  workflowButton,
]);

export const inputElement = z.discriminatedUnion("type", [
  ...selects,
  ...multiSelects,
  ...pickers,
  ...textInputs,
  richTextInput,
  fileInput,
]);

/** An element with an action_id, in any block. */
export type Interactive =
  | z.output<typeof actionsElement>
  | Exclude<z.output<typeof accessory>, { type: "image" }>
  | z.output<typeof inputElement>
  | z.output<typeof contextAction>;
