/** The tables of one index. Its hashes have a purpose of their own, so that one index tells nothing about another. */
export interface IndexTables {
  records: "search_index" | "product_index";
  /** SQLite only. Postgres keeps the terms in the records. */
  terms: "search_terms" | "product_terms";
  words: "search_words" | "product_words";
  /** The purpose of the keyed hashes: another purpose gives other hashes. */
  purpose: "search" | "product";
}

export const CUSTOMER_INDEX: IndexTables = {
  records: "search_index",
  terms: "search_terms",
  words: "search_words",
  purpose: "search",
};

export const PRODUCT_INDEX: IndexTables = {
  records: "product_index",
  terms: "product_terms",
  words: "product_words",
  purpose: "product",
};
