/**
 * Find in texts, and what takes the place of what was found: `transcribe/document/finding.py` in
 * the browser. Positions are UTF-16 units here, code points there.
 */

import { messageOf } from "./errors.js";
import { InvalidPattern, SPACE, SPACED_WORD, UNSPACED, literal, translate } from "./patterns.js";

export { InvalidPattern };

/**
 * @typedef {object} FindQuery
 * @property {string} text the words, or the expression
 * @property {boolean} [isRegex]
 * @property {boolean} [wholeWords] hits begin and end where words do; scripts without spaces have no such places
 * @property {boolean} [matchCase]
 */

/**
 * @typedef {object} Replacement
 * @property {string} text of an expression, `$1`, `$<name>` and `$&` stand for groups and the whole hit
 * @property {boolean} [keepCase] "Word" stays capitalised and "WORD" in capitals
 */

/** @typedef {{from: number, to: number, groups: (string | undefined)[]}} Found */
/** @typedef {{from: number, to: number, text: string}} Part new text for a stretch */

const MAX_QUERY = 1_000;
const LEFT = `(?:(?<!${SPACED_WORD})|(?=[${UNSPACED}]))`;
const RIGHT = `(?:(?!${SPACED_WORD})|(?<=[${UNSPACED}]))`;
const TEMPLATE = /\$(?:(\$)|(&)|([1-9][0-9]?)|<([A-Za-z_][A-Za-z0-9_]*)>)|\\([nt\\])/gu;
/** @type {Record<string, string>} */
const ESCAPES = { n: "\n", t: "\t", "\\": "\\" };

/**
 * A query ready to be used on many texts.
 *
 * @param {FindQuery} query
 * @throws {InvalidPattern} the expression cannot be read; or there is nothing to look for
 */
export function createFinder(query) {
  const { text, isRegex = false, wholeWords = false, matchCase = false } = query;
  if (!text) throw new InvalidPattern(0, "say what to look for");
  if ([...text].length > MAX_QUERY) throw new InvalidPattern(MAX_QUERY, `at most ${MAX_QUERY} characters`);
  const { body, names } = isRegex ? translate(text, !matchCase) : { body: plain(text, !matchCase), names: [] };
  const pattern = compile(wholeWords ? `${LEFT}(?:${body})${RIGHT}` : body, matchCase ? "gu" : "giu");
  return {
    /**
     * All hits in order; none overlaps another, none is empty.
     * @param {string} searched
     * @returns {Found[]}
     */
    find(searched) {
      /** @type {Found[]} */
      const found = [];
      pattern.lastIndex = 0;
      for (let match = pattern.exec(searched); match; match = pattern.exec(searched)) {
        if (match[0]) found.push({ from: match.index, to: match.index + match[0].length, groups: match.slice(1) });
        else pattern.lastIndex += (searched.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
      }
      return found;
    },
    /**
     * What takes a hit's place.
     *
     * @param {string} searched
     * @param {Found} hit
     * @param {Replacement} replacement
     */
    spell(searched, hit, { text: template, keepCase: keeps = false }) {
      const whole = searched.slice(hit.from, hit.to);
      const spelled = isRegex ? expand(template, whole, hit.groups, names) : template;
      return keeps ? keepCase(whole, spelled) : spelled;
    },
  };
}

/** @typedef {ReturnType<typeof createFinder>} Finder */

/**
 * Put new text in the place of stretches, which are in order.
 *
 * @param {string} text
 * @param {readonly Part[]} parts
 */
export function replaceParts(text, parts) {
  let out = "";
  let at = 0;
  for (const part of parts) {
    out += text.slice(at, part.from) + part.text;
    at = part.to;
  }
  return out + text.slice(at);
}

/**
 * Give `fresh` the case of `old`: all capitals, or the same kind of first letter.
 *
 * @param {string} old
 * @param {string} fresh
 */
export function keepCase(old, fresh) {
  const letters = [...old].filter((character) => character.toLowerCase() !== character.toUpperCase());
  if (!letters.length || !fresh) return fresh;
  const isCapital = (/** @type {string} */ letter) => letter === letter.toUpperCase();
  if (letters.length > 1 && letters.every(isCapital)) return fresh.toUpperCase();
  const [first, ...rest] = fresh;
  return (isCapital(letters[0]) ? first.toUpperCase() : first.toLowerCase()) + rest.join("");
}

/**
 * @param {string} body
 * @param {string} flags
 */
function compile(body, flags) {
  try {
    return new RegExp(body, flags);
  } catch (error) {
    throw new InvalidPattern(0, messageOf(error));
  }
}

/**
 * @param {string} text
 * @param {boolean} folds
 */
function plain(text, folds) {
  const forms = [...new Set([text, text.normalize("NFC"), text.normalize("NFD")])].map((form) => [...form]);
  forms.sort((a, b) => b.length - a.length || compareCodePoints(a, b));
  return forms
    .map((form) => form.map((character) => (character === " " ? `[${SPACE}]` : literal(character, folds))).join(""))
    .join("|");
}

/**
 * @param {string[]} a
 * @param {string[]} b
 */
function compareCodePoints(a, b) {
  const at = a.findIndex((character, i) => character !== b[i]);
  return at < 0 ? 0 : /** @type {number} */ (a[at].codePointAt(0)) - /** @type {number} */ (b[at].codePointAt(0));
}

/**
 * @param {string} template
 * @param {string} whole
 * @param {readonly (string | undefined)[]} groups
 * @param {readonly (string | null)[]} names
 */
function expand(template, whole, groups, names) {
  return template.replace(TEMPLATE, (part, dollar, all, number, name, escape) => {
    if (dollar) return "$";
    if (all) return whole;
    if (escape) return ESCAPES[escape];
    if (name) return names.includes(name) ? (groups[names.indexOf(name)] ?? "") : part;
    if (Number(number) <= groups.length) return groups[Number(number) - 1] ?? "";
    const first = Number(number[0]);
    // $12 with two groups: the first and a "2"
    return number.length === 2 && first <= groups.length ? (groups[first - 1] ?? "") + number[1] : part;
  });
}
