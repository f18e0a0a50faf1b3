/**
 * Find in texts, and what takes the place of what was found: `transcribe/text/find_replace.py` in
 * the browser. Positions are UTF-16 units here, code points there. Words are compared as
 * `folding.js` says.
 */

import { messageOf } from "../base/errors.js";
import { clusterEdges, clusters, fold, locate } from "./folding.js";
import { EXTENDING, InvalidPattern, SPACED_WORD, translate } from "./regex-dialect.js";

export { InvalidPattern };

/**
 * @typedef {object} FindQuery
 * @property {string} text words or a regular expression
 * @property {boolean} [isRegex]
 * @property {boolean} [wholeWords] hits begin and end where words do; scripts without spaces have no such places
 * @property {boolean} [matchCase] upper and lower case differ, and so do letters with and without accents
 */

/**
 * @typedef {object} Replacement
 * @property {string} text for an expression, `$1`, `$<name>` and `$&` are groups and the whole hit
 * @property {boolean} [keepCase] keep the case of "Word" and "WORD"
 */

/** @typedef {{from: number, to: number, groups: (string | undefined)[]}} Found */
/** @typedef {{from: number, to: number, text: string}} Part new text for a range */

const MAX_QUERY = 1_000;
// Between two letters of one word is no edge. A hit that begins with a sign ("'n") begins anywhere, as in the search.
const LEFT = `(?:(?<!${SPACED_WORD})|(?!${SPACED_WORD}))`;
const RIGHT = `(?:(?!${SPACED_WORD})|(?<!${SPACED_WORD}))`;
const TEMPLATE = /\$(?:(\$)|(&)|([1-9][0-9]?)|<([A-Za-z_][A-Za-z0-9_]*)>)|\\([nt\\])/gu;
/** @type {Record<string, string>} */
const ESCAPES = { n: "\n", t: "\t", "\\": "\\" };

/**
 * Compile a query for many texts.
 *
 * @param {FindQuery} query
 * @throws {InvalidPattern} the expression is invalid, or the query is empty
 */
export function createFinder(query) {
  const { text, isRegex = false } = query;
  if (!text) throw new InvalidPattern(0, "say what to look for");
  if ([...text].length > MAX_QUERY) throw new InvalidPattern(MAX_QUERY, `at most ${MAX_QUERY} characters`);
  const { find, names } = isRegex ? findPattern(query) : { find: findText(query), names: [] };
  return {
    /**
     * All hits in order; none overlaps another, none is empty, none cuts a grapheme cluster. Only an
     * expression that names combining signs itself may find them alone.
     */
    find,
    /**
     * The replacement of a hit.
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
 * @param {FindQuery} query
 * @returns {(searched: string) => Found[]}
 */
function findText({ text, wholeWords = false, matchCase = false }) {
  const { how, needle } = needleOf(text, matchCase);
  const left = new RegExp(LEFT, "uy");
  const right = new RegExp(RIGHT, "uy");
  const stands = (/** @type {RegExp} */ edge, /** @type {string} */ folded, /** @type {number} */ place) => {
    edge.lastIndex = place;
    return edge.test(folded);
  };
  return (searched) => {
    /** @type {Found[]} */
    const found = [];
    if (!fold(searched, how).includes(needle)) return found; // most texts: their clusters are not asked for
    const folded = locate(searched, how);
    for (let from = folded.text.indexOf(needle); from >= 0; ) {
      const to = from + needle.length;
      const isHit =
        folded.isWhole(from, to) && (!wholeWords || (stands(left, folded.text, from) && stands(right, folded.text, to)));
      if (isHit) {
        const [start, end] = folded.span(from, to);
        found.push({ from: start, to: end, groups: [] });
      }
      from = folded.text.indexOf(needle, isHit ? to : from + 1);
    }
    return found;
  };
}

/**
 * What is looked for, as loosely as leaves anything of it.
 *
 * @param {string} text
 * @param {boolean} matchCase
 */
function needleOf(text, matchCase) {
  /** @type {import("./folding.js").Strictness[]} */
  const ways = matchCase ? ["exact", "bare"] : ["loose", "exact", "bare"];
  for (const how of ways) {
    const needle = fold(text, how);
    if (needle) return { how, needle };
  }
  throw new InvalidPattern(0, "say what to look for"); // `bare` leaves all
}

/**
 * @param {FindQuery} query
 * @returns {{find: (searched: string) => Found[], names: (string | null)[]}}
 */
function findPattern({ text, wholeWords = false, matchCase = false }) {
  const { body, names, namesSigns } = translate(text, !matchCase);
  const whole = namesSigns ? body : `(?:${body})(?!${EXTENDING})`;
  const pattern = compile(wholeWords ? `${LEFT}(?:${whole})${RIGHT}` : whole, matchCase ? "gu" : "giu");
  const findAsIs = (/** @type {string} */ searched) => {
    /** @type {Found[]} */
    const found = [];
    /** @type {Set<number> | null} */
    let edges = null;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(searched); match; match = pattern.exec(searched)) {
      const [from, to] = [match.index, match.index + match[0].length];
      if (!namesSigns) edges ??= clusterEdges(searched);
      if (to > from && (!edges || (edges.has(from) && edges.has(to)))) {
        found.push({ from, to, groups: match.slice(1) });
      } else pattern.lastIndex = from + ((searched.codePointAt(from) ?? 0) > 0xffff ? 2 : 1);
    }
    return found;
  };
  // Characters are composed (NFC), unless the expression names signs.
  const find = (/** @type {string} */ searched) => (namesSigns || searched.normalize("NFC") === searched ? findAsIs(searched) : findComposed(searched, findAsIs));
  return { find, names };
}

/**
 * @param {string} searched
 * @param {(composed: string) => Found[]} find
 * @returns {Found[]}
 */
function findComposed(searched, find) {
  let composed = "";
  let at = 0;
  const places = new Map([[0, 0]]);
  for (const cluster of clusters(searched)) {
    composed += cluster.normalize("NFC");
    at += cluster.length;
    places.set(composed.length, at);
  }
  return find(composed).flatMap(({ from, to, groups }) => {
    const [start, end] = [places.get(from), places.get(to)];
    return start === undefined || end === undefined ? [] : [{ from: start, to: end, groups }];
  });
}

/**
 * Replace ranges of a text; the ranges are in order.
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
 * Give `next` the case of `old`: all capitals, or the same case of the first letter.
 *
 * @param {string} old
 * @param {string} next
 */
export function keepCase(old, next) {
  const letters = [...old].filter((character) => character.toLowerCase() !== character.toUpperCase());
  if (!letters.length || !next) return next;
  const isCapital = (/** @type {string} */ letter) => letter === letter.toUpperCase();
  if (letters.length > 1 && letters.every(isCapital)) return next.toUpperCase();
  const [first, ...rest] = next;
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
