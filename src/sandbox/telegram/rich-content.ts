import type { RichBlock } from "@grammyjs/types";

export interface RichButton {
  text: string;
  callback_data?: string;
  url?: string;
}

export interface RichContent {
  /** What can be read, blocks on lines of their own, the cells of a table row with tabs between. */
  text: string;
  buttons: RichButton[][];
  /** As the message reports them; for html and markdown the text as one paragraph stands for them. */
  blocks: RichBlock[];
}
