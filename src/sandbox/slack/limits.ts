/**
 * Slack's numbers, as this simulator enforces them. They stand here a second time on purpose: the bot has its own table,
 * and a wrong number in one of the two must show. Sources: [rules] the project's platform rules, read on Slack's pages in
 * November 2026; [types] the doc comments of @slack/types 3.2; [docs] docs.slack.dev. Lengths are UTF-16 code units.
 */
export const MESSAGE = {
  blocks: 50, // [rules]
  textChars: 40_000, // [rules] chat.postMessage `text`
  allBlocksChars: 13_200, // [rules] all blocks of one message together fail near this number
  tables: 1, // [rules]
} as const;

export const VIEW = {
  blocks: 100, // [rules] modal and Home
  titleChars: 24, // [rules] title, submit, close
  privateMetadataChars: 3_000, // [rules]
  callbackIdChars: 255, // [types]
  stacked: 3, // [rules]
} as const;

export const BLOCK = {
  idChars: 255, // [rules] block_id and action_id
  textChars: 3_000, // [rules] section text; [types] any text object
  fields: 10, // [rules]
  fieldChars: 2_000, // [rules]
  headerChars: 150, // [rules]
  contextElements: 10, // [rules]
  contextActionsElements: 5, // [types]
  actionsElements: 25, // [rules]
  labelChars: 2_000, // [types] input label and hint
  altTextChars: 2_000, // [types]
  urlChars: 3_000, // [types]
  markdownChars: 12_000, // [rules]
  tableRows: 100, // [rules]
  tableColumns: 20, // [rules]
  pageRows: 100, // [types] page_size of data_table
  cardTitleChars: 150, // [types] title and subtitle, container too
  cardBodyChars: 200, // [types]
  carouselCards: 10, // [types]
  containerBlocks: 10, // [types]
  videoTitleChars: 199, // [types] "less than 200"
  videoAuthorChars: 49, // [types] "less than 50"
} as const;

export const ELEMENT = {
  buttonChars: 75, // [rules] text and accessibility label
  buttonValueChars: 2_000, // [rules]
  placeholderChars: 150, // [types]
  optionChars: 75, // [types] text, value and description of an option
  selectOptions: 100, // [rules]
  overflowOptions: 5, // [rules]
  choices: 10, // [rules] radio buttons and checkboxes
  inputChars: 3_000, // [types] the largest min_length / max_length of plain_text_input
  inputFiles: 10, // [types]
} as const;

export const CONFIRM = {
  titleChars: 100, // [rules]
  textChars: 300, // [rules]
  buttonChars: 30, // [rules]
} as const;

export const TIME_LIMITS = {
  ackMs: 3_000, // [rules] commands, actions, shortcuts, view submissions, options; Events API too
  triggerMs: 3_000, // [rules]
  responseUrlMs: 30 * 60_000, // [rules]
  responseUrlUses: 5, // [rules]
  socketConnections: 10, // [rules]
} as const;
