import { readFileSync } from "node:fs";
import type { SearchIndex } from "../../src/search/search-index.ts";

/** A text that an agent may type to find a customer. */
export interface Search {
  query: string;
  /** The customer who is meant. */
  number: number;
  kind: string;
  /** How many of the million customers have what the text says. */
  apart: number;
}

/** A list of choices has five customers. */
const SHOWN = 5;

/** The texts were written for invented customers, in several parts, each without sight of the program at that time. */
export function readSearches(): Search[] {
  return JSON.parse(readFileSync(new URL("searches.json", import.meta.url), "utf8"));
}

/** True if the customer who is meant is among the first that the index finds for a text. */
export async function finds(index: SearchIndex, text: string, { number }: Search): Promise<boolean> {
  const { hits } = await index.search(text);
  return hits.slice(0, SHOWN).some(({ reference }) => reference === `customer:${number}`);
}
