import { compile } from "html-to-text";

/**
 * What is behind it is left out: the conversion holds up everything else while it runs. The 5,000 characters that people
 * may type are at most 30,000 as `plainToHtml` writes them.
 */
const LONGEST_HTML = 32_000;

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: 50 },
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    { selector: "img", format: "skip" },
    { selector: "script", format: "skip" },
    { selector: "style", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** `"<p>Máy in <b>hỏng</b></p>"` → `"Máy in hỏng"`: a ticket's summary is HTML [seed 3.4]. `…` ends what was cut. */
export function htmlToPlain(html: string): string {
  const read = html.slice(0, LONGEST_HTML);
  const plain = /[<&]/.test(read) ? convert(read).trim() : read.trim();
  return isReadWhole(html) ? plain : `${plain}…`;
}

/** Is it short enough for `htmlToPlain` to convert all of it? */
export function isReadWhole(html: string): boolean {
  return html.length <= LONGEST_HTML;
}

/** `"a < b\nc"` → `"<p>a &lt; b<br>c</p>"`: what was typed is text, and must arrive as such. */
export function plainToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
  return `<p>${escaped.replace(/\r\n|\r|\n/g, "<br>")}</p>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
