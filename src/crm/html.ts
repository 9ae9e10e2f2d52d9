import { compile, type HtmlToTextOptions } from "html-to-text";

/**
 * A longer text is cut here, because the conversion blocks the process while it runs. The 5,000 characters that people
 * may type become at most 30,007 in `plainToHtml`.
 */
const LONGEST_HTML = 32_000;
/** Stands for what lies deeper than this, or behind the longest text. Unicode has no such character. */
const CUT = "\ufffe";
const OPTIONS: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxDepth: 50, ellipsis: CUT },
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    { selector: "img", format: "skip" },
    { selector: "script", format: "skip" },
    { selector: "style", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

let compiled: ReturnType<typeof compile> | undefined;

/** The options are compiled at the first text with a tag or an entity, because it takes 10 to 15 ms of a start. */
function convert(html: string): string {
  compiled ??= compile(OPTIONS);
  return compiled(html);
}

/** Returns the plain text, with `CUT` for each part that was not converted. */
function read(html: string): string {
  const begin = html.slice(0, LONGEST_HTML);
  const plain = /[<&]/.test(begin) ? convert(begin).trim() : begin.trim();
  return html.length > LONGEST_HTML ? `${plain}${CUT}` : plain;
}

/** Converts `"<p>Máy in <b>hỏng</b></p>"` to `"Máy in hỏng"`. `…` marks a cut. See src/crm/API.md#get-tickets */
export function htmlToPlain(html: string): string {
  return read(html).replaceAll(CUT, "…");
}

/** True if `htmlToPlain` converts the whole text. */
export function isReadWhole(html: string): boolean {
  return !read(html).includes(CUT);
}

/** A tag other than those of paragraphs and lines, or one with an attribute. */
const FORMATTING = /<(?!\/?(?:p|br|div)\s*\/?>)[a-z][^<>]*>/i;

/** True if plain text loses more than tags of paragraphs and lines: bold letters, a table, a picture. */
export function isFormatted(html: string): boolean {
  return FORMATTING.test(html);
}

/** Converts `"a < b\nc"` to `"<p>a &lt; b<br>c</p>"`, so that typed text stays text. */
export function plainToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
  return `<p>${escaped.replace(/\r\n|\r|\n/g, "<br>")}</p>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
