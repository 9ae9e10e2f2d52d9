import { compile } from "html-to-text";

const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: 200_000, maxDepth: 50 },
  selectors: [
    { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: false } },
    { selector: "img", format: "skip" },
    { selector: "script", format: "skip" },
    { selector: "style", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** `"<p>Máy in <b>hỏng</b></p>"` → `"Máy in hỏng"`: a ticket's summary is HTML [seed 3.4]. */
export function htmlToPlain(html: string): string {
  return /[<&]/.test(html) ? convert(html).trim() : html.trim();
}

/** `"a < b\nc"` → `"<p>a &lt; b<br>c</p>"`: what was typed is text, and must arrive as such. */
export function plainToHtml(text: string): string {
  const escaped = text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
  return `<p>${escaped.replace(/\r\n|\r|\n/g, "<br>")}</p>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
