/**
 * Slack's limits, as this simulator enforces them. The bot has its own table on purpose, so that a wrong number in one
 * of the two is noticed. Sources: src/platforms/slack/LIMITS.md; "@slack/types" means its doc comments, version 3.2.
 * Lengths are UTF-16 code units.
 */
export const MESSAGE = {
  blocks: 50,
  textChars: 40_000, // chat.postMessage `text`
  allBlocksChars: 13_200, // all blocks of one message together fail near this number: src/platforms/slack/LIMITS.md#messages
  tables: 1,
} as const;

export const VIEW = {
  blocks: 100, // modal and Home
  titleChars: 24, // title, submit, close
  privateMetadataChars: 3_000,
  callbackIdChars: 255, // @slack/types
  stacked: 3,
} as const;

export const BLOCK = {
  idChars: 255, // block_id and action_id
  textChars: 3_000, // section text; @slack/types any text object
  fields: 10,
  fieldChars: 2_000,
  headerChars: 150,
  contextElements: 10,
  contextActionsElements: 5, // @slack/types
  actionsElements: 25,
  labelChars: 2_000, // @slack/types input label and hint
  altTextChars: 2_000, // @slack/types
  urlChars: 3_000, // @slack/types
  markdownChars: 12_000,
  tableRows: 100,
  tableColumns: 20,
  pageRows: 100, // @slack/types page_size of data_table
  cardTitleChars: 150, // @slack/types title and subtitle, container too
  cardBodyChars: 200, // @slack/types
  carouselCards: 10, // @slack/types
  containerBlocks: 10, // @slack/types
  videoTitleChars: 199, // @slack/types "less than 200"
  videoAuthorChars: 49, // @slack/types "less than 50"
} as const;

export const ELEMENT = {
  buttonChars: 75, // text and accessibility label
  buttonValueChars: 2_000,
  placeholderChars: 150, // @slack/types
  optionChars: 75, // @slack/types text, value and description of an option
  selectOptions: 100,
  minQueryChars: 3, // @slack/types the default of min_query_length
  overflowOptions: 5,
  choices: 10, // radio buttons and checkboxes
  inputChars: 3_000, // @slack/types the largest min_length / max_length of plain_text_input
  inputFiles: 10, // @slack/types
} as const;

export const CONFIRM = {
  titleChars: 100,
  textChars: 300,
  buttonChars: 30,
} as const;

export const TIME_LIMITS = {
  ackMs: 3_000, // commands, actions, shortcuts, view submissions, options; Events API too
  triggerMs: 3_000,
  responseUrlMs: 30 * 60_000,
  responseUrlUses: 5,
  socketConnections: 10,
} as const;
