/**
 * Clean text before it is stored: `transcribe/document/sanitize.py` in the browser, kept equal by
 * `tests/data/disfluency_vectors.json`. Also cleans pasted text.
 */

// eslint-disable-next-line no-control-regex -- the pattern looks for control characters
const UNSTORABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]/g;
const OVERRIDES = /[\u202d\u202e]/g; // they reverse letters: "exe.gpj" reads as "jpg.exe"
const BIDI = /[\u202a-\u202e\u2066-\u2069]/;
const EMBEDS = "\u202a\u202b\u202d\u202e";
const ISOLATES = "\u2066\u2067\u2068";
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Remove control characters, direction overrides and unclosed direction marks.
 * @param {string} text
 */
export function cleanText(text) {
  const plain = text.replace(/\r\n?/g, "\n").replace(LONE, "\ufffd").replace(UNSTORABLE, "");
  return BIDI.test(plain) ? balanced(plain.replace(OVERRIDES, "")) : plain;
}

/** @param {string} text */
function balanced(text) {
  /** @type {Set<number>} */
  const dropped = new Set();
  /** @type {number[]} */
  const open = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (EMBEDS.includes(character) || ISOLATES.includes(character)) open.push(at);
    else if (character === "\u202c" || character === "\u2069") {
      const begins = character === "\u202c" ? EMBEDS : ISOLATES;
      if (open.length && begins.includes(text[open[open.length - 1]])) open.pop();
      else dropped.add(at);
    }
  }
  for (const at of open) dropped.add(at);
  return text.split("").filter((_, at) => !dropped.has(at)).join("");
}

/**
 * Convert a paste to lines of plain text: tabs become spaces, direction marks from foreign
 * markup and empty lines are removed.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function pastedLines(text) {
  return cleanText(text)
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .split(/[\n\u2028\u2029]+/)
    .map((line) => line.replace(/[\t ]+/g, " "))
    .filter((line, _, lines) => line.trim() || lines.length === 1);
}
