import type { RichBlock } from "@grammyjs/types";

export interface RichButton {
  text: string;
  callback_data?: string;
  url?: string;
}

export interface RichContent {
  /** The visible text: each block on its own line, the cells of a table row separated by tabs. */
  text: string;
  buttons: RichButton[][];
  /** The blocks of the message; for html and markdown one paragraph with the text. */
  blocks: RichBlock[];
}
