/**
 * Verbatim text, and clean text without disfluencies: `transcribe/text/disfluencies.py` in the
 * browser, kept equal by
 * `tests/data/disfluency_vectors.json`. Positions are UTF-16 units here.
 */

import { isUnspaced } from "../document/scripts.js";

/**
 * Sounds without meaning only: "like" and "you know" are words; the user can add them.
 * @type {Record<string, string[]>}
 */
export const FILLERS = {
  en: ["um", "umm", "uh", "uhm", "uhh", "er", "erm", "ehm", "hmm", "mm", "mhm"],
  de: ["äh", "ähm", "öh", "öhm", "hm", "hmm", "mhm"],
  fr: ["euh", "heu", "hum", "mmh"],
  es: ["eh", "em", "ehm", "mm", "hum"],
  it: ["ehm", "eh", "uhm", "mmm"],
  nl: ["eh", "ehm", "uh", "uhm", "hm"],
  pt: ["hã", "hum", "hmm", "ahn", "eh"],
  sv: ["eh", "öh", "öhm", "äh", "hm", "mm"],
  ru: ["э", "ээ", "эм", "мм", "хм", "ммм"],
  pl: ["eee", "yyy", "mmm", "hm"],
  ja: ["えーと", "ええと", "えっと", "えー", "あのー", "うーん", "んー"],
  zh: ["嗯", "呃", "唔", "额", "呣"],
  ko: ["음", "음음", "어어"],
  ar: ["امم", "اه", "آه"],
  he: ["אה", "אמ", "אהה", "אממ"],
};
const MEANT_TWICE = new Set(["had", "that", "very", "really", "no", "yes", "bye", "so", "ha", "nous", "vous"]);
const ENDS = [...".!?…。！？؟"];
const CUT_OFF = [..."-–—"];
const CLOSING = /["'”’»)]+$/;

/** @typedef {{fillers?: readonly string[] | null, repeats?: boolean, falseStarts?: boolean}} CleanOptions */

/**
 * The positions of disfluencies in a text.
 *
 * @param {string} text
 * @param {string | null} language
 * @param {CleanOptions} [options]
 * @returns {{from: number, to: number}[]}
 */
export function disfluencies(text, language, options = {}) {
  const places = tokensOf(text);
  return droppedOf(places.map(({ from, to }) => text.slice(from, to)), fillersOf(language, options), options).map((at) => places[at]);
}

/**
 * A text without its disfluencies, with punctuation and capitals corrected.
 *
 * @param {string} text
 * @param {string | null} language
 * @param {CleanOptions} [options]
 */
export function clean(text, language, options = {}) {
  const places = tokensOf(text);
  const tokens = places.map(({ from, to }) => text.slice(from, to));
  const dropped = new Set(droppedOf(tokens, fillersOf(language, options), options));
  if (!dropped.size) return text;
  /** @type {string[]} */
  const kept = [];
  let out = "";
  /** @type {string[]} */
  const gaps = [];
  let wantsCapital = false;
  tokens.forEach((token, at) => {
    const atStart = !kept.length || ends(/** @type {string} */ (kept.at(-1)));
    const [first = "", ...rest] = token;
    if (dropped.has(at)) {
      wantsCapital ||= atStart && first !== first.toLowerCase();
      if (kept.length) kept[kept.length - 1] = markMoved(kept, token);
      return;
    }
    if (wantsCapital && atStart) token = first.toUpperCase() + rest.join("");
    wantsCapital = false;
    gaps.push(kept.length ? text.slice(places[at - 1].to, places[at].from) : "");
    kept.push(token);
  });
  kept.forEach((token, at) => (out += gaps[at] + token));
  return out;
}

/**
 * @param {string | null} language
 * @param {CleanOptions} options
 */
function fillersOf(language, { fillers }) {
  const chosen = fillers ?? FILLERS[language ?? "en"] ?? [];
  return chosen.map((filler) => filler.split(/\s+/).filter(Boolean).map(bare)).sort((a, b) => b.length - a.length);
}

/**
 * Words with their punctuation; scripts without spaces are split at punctuation.
 * @param {string} text
 */
function tokensOf(text) {
  /** @type {{from: number, to: number}[]} */
  const places = [];
  for (const piece of text.matchAll(/\S+/gu)) {
    const start = piece.index;
    const stop = start + piece[0].length;
    if (![...piece[0]].some(isUnspaced)) {
      places.push({ from: start, to: stop });
      continue;
    }
    let at = start;
    for (const mark of piece[0].matchAll(/[、。，！？…,.!?]+/gu)) {
      const to = start + mark.index + mark[0].length;
      places.push({ from: at, to });
      at = to;
    }
    if (at < stop) places.push({ from: at, to: stop });
  }
  return places;
}

/** @param {string} token */
function bare(token) {
  return token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
}

/**
 * @param {readonly string[]} tokens
 * @param {readonly (readonly string[])[]} fillers
 * @param {CleanOptions} options
 */
function droppedOf(tokens, fillers, { repeats = false, falseStarts = false }) {
  const words = tokens.map(bare);
  /** @type {number[]} */
  const dropped = [];
  for (let at = 0; at < tokens.length; ) {
    const filler = fillers.find((one) => one.length && one.every((word, i) => word === words[at + i]));
    if (filler) {
      filler.forEach((_, i) => dropped.push(at + i));
      at += filler.length;
      continue;
    }
    const follows = at + 1 < tokens.length;
    const isCutOff = follows && words[at] !== "" && CUT_OFF.includes(tokens[at].at(-1) ?? "");
    const isRepeated = follows && words[at] === words[at + 1] && /^\p{L}+$/u.test(words[at]) && !MEANT_TWICE.has(words[at]);
    if ((falseStarts && isCutOff) || (repeats && isRepeated)) dropped.push(at);
    at++;
  }
  return dropped;
}

/** @param {string} token */
function ends(token) {
  return ENDS.includes([...token.replace(CLOSING, "")].at(-1) ?? "");
}

/**
 * The word before a disfluency, with the punctuation that the two together need.
 *
 * @param {readonly string[]} kept
 * @param {string} token
 */
function markMoved(kept, token) {
  const last = /** @type {string} */ (kept.at(-1));
  const mark = [...token].at(-1) ?? "";
  if (ENDS.includes(mark) && !ends(last)) return last.replace(/[,;:]+$/, "") + mark;
  const isFirst = kept.length === 1 || ends(/** @type {string} */ (kept.at(-2)));
  if (mark === "," && last.endsWith(",") && !isFirst) return last.slice(0, -1); // "the, um, car"
  return last;
}
