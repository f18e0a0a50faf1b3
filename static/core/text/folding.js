/**
 * Fold texts for comparison, in any script: the counterpart of `transcribe/text/folding.py`, which
 * says what is ignored and why. Positions are UTF-16 units here, code points there.
 */

import { SPACE } from "./regex-dialect.js";

/** @typedef {"loose" | "exact" | "bare"} Strictness */

/** Each of these is a cluster by itself: a text of only these needs no search for clusters. */
const SIMPLE =
  "\t\n -~\u00a0-\u00ac\u00ae-\u024f\u02bb\u02bc\u0370-\u0482\u048a-\u052f\u0531-\u058f" +
  "\u05d0-\u05ea\u05f0-\u05f4\u0620-\u063f\u0641-\u064a\u0660-\u066f\u0671-\u06d3\u1e00-\u1fff" +
  "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u218f\u3001-\u3029\u3041-\u3096\u309d-\u30ff" +
  "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60\u{20000}-\u{2fffd}";
/** Soft hyphen, zero-width spaces and joiners, direction marks, variation selectors. */
const IGNORED =
  "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f" +
  "\u{e0100}-\u{e01ef}";
/** Those of them that join a cluster: they are left out first, so that they do not keep an order of marks. */
const JOINING = "\u034f\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\u{e0100}-\u{e01ef}";
/** Accents, harakat with tatweel, Hebrew points and accents, Syriac points, Vedic accents. */
const ACCENTS =
  "\u0300-\u0305\u0307-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7" +
  "\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8" +
  "\u06ea-\u06ed\u0711\u0730-\u074a\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0951-\u0954" +
  "\u1ab0-\u1ace\u1cd0-\u1cd2\u1cd4-\u1ce0\u1ce2-\u1ce8\u1ced\u1cf4\u1cf8\u1cf9\u1dc0-\u1dff" +
  "\u20d0-\u20f0\ufe20-\ufe2f";
/** Spacing accents: their compatibility form begins with a space. */
const ALONE =
  "\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u037a\u0384\u0385\u1fbd\u1fbf-\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf" +
  "\u1fed\u1fee\u1ffd\u1ffe\u2017\u203e\u309b\u309c\ufc5e-\ufc63\ufe49-\ufe4c\ufe70\ufe72\ufe74\ufe76" +
  "\ufe78\ufe7a\ufe7c\ufe7e\uffe3";
const APOSTROPHES = "\u00b4\u2018\u2019\u201a\u201b\u02bb\u02bc\u05f3";
const QUOTES = "\u201c-\u201f\u05f4";

const SIMPLE_TEXT = new RegExp(`^[${SIMPLE}]*$`, "u");
const ASCII = /^[\0-\x7f]*$/;
const EACH_ALONE = new RegExp(`[${ALONE}]`, "u");
const OTHERS = new RegExp(`[^${ALONE}]+`, "gu");
// These patterns search for combining characters on purpose.
/* eslint-disable no-misleading-character-class */
const ANY_ACCENT = new RegExp(`[${ACCENTS}]|(?<![\u0438\u0418])\u0306`, "gu");
const HAMZA = /(?<=\u0627)[\u0653-\u0655]+/gu; // on other letters they form another letter
const ANY_IGNORED = new RegExp(`[${IGNORED}]+`, "gu");
const ANY_JOINING = new RegExp(`[${JOINING}]+`, "gu");
/* eslint-enable no-misleading-character-class */
const ANY_APOSTROPHE = new RegExp(`[${APOSTROPHES}]`, "gu");
const ANY_QUOTE = new RegExp(`[${QUOTES}]`, "gu");
const ANY_SPACE = new RegExp(`[${SPACE}]`, "gu");
const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
const SURROGATE = /[\ud800-\udfff]/;
// A cluster ends here, except after a prepended mark such as an Arabic number sign.
const BEFORE_SPACE = /(?<![\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u{110bd}-\u{11f02}])(?= )/u;
const KEPT_PARTS = 20_000;

/**
 * Reduce a text to its significant characters, canonically decomposed. Folding a text gives the same
 * result as folding its clusters one by one.
 *
 * @param {string} text
 * @param {Strictness} how
 */
export function fold(text, how) {
  if (ASCII.test(text)) return (how === "loose" ? text.toLowerCase() : text).replace(ANY_SPACE, " ");
  if (how !== "bare") text = text.replace(ANY_JOINING, "");
  let kept = how === "loose" ? loosen(text) : text.normalize("NFD");
  if (how !== "bare") kept = kept.replace(ANY_IGNORED, "").replace(ANY_APOSTROPHE, "'").replace(ANY_QUOTE, '"');
  return kept.replace(ANY_SPACE, " ");
}

/** @param {string} text */
function loosen(text) {
  const bare = compatible(text).replace(ANY_ACCENT, "").replace(HAMZA, "");
  // Lower case twice: ß and ẞ both become ss. Sigma has another small form at the end of words.
  return bare.toLowerCase().toUpperCase().toLowerCase().replace(/\u03c2/gu, "\u03c3");
}

/** @param {string} text */
function compatible(text) {
  if (!EACH_ALONE.test(text)) return text.normalize("NFKD");
  return text.replace(OTHERS, (part) => part.normalize("NFKD")).normalize("NFD");
}

/**
 * The grapheme clusters of a text: user-perceived characters.
 * @param {string} text
 * @returns {string[]}
 */
export function clusters(text) {
  return SIMPLE_TEXT.test(text) ? [...text] : Array.from(SEGMENTER.segment(text), (part) => part.segment);
}

/**
 * The last cluster edge at or before `at`.
 *
 * @param {string} text
 * @param {number} at
 */
export function floorCluster(text, at) {
  return SEGMENTER.segment(text).containing(at)?.index ?? at;
}

/**
 * A folded text with a mapping to the original text.
 *
 * @typedef {object} Folded
 * @property {string} text the significant characters
 * @property {(from: number, to: number) => boolean} isWhole whether a non-empty range begins and ends at cluster edges
 * @property {(from: number, to: number) => [number, number]} span the range in the original text of its clusters
 */

/**
 * Fold a text and keep the mapping to the original text.
 *
 * @param {string} text
 * @param {Strictness} how
 * @returns {Folded}
 */
export function locate(text, how) {
  if (SIMPLE_TEXT.test(text) && !SURROGATE.test(text)) {
    const folded = fold(text, how);
    // one to one: none of them folds to an empty string
    if (folded.length === text.length) return { text: folded, isWhole: () => true, span: (from, to) => [from, to] };
  }
  let folded = "";
  /** @type {number[]} */
  const owners = [];
  const edges = [0];
  for (const part of text.split(BEFORE_SPACE)) {
    const known = locatePart(part, how);
    const before = edges.length - 1;
    const start = edges[before];
    folded += known.text;
    for (const owner of known.owners) owners.push(before + owner);
    for (const end of known.ends) edges.push(start + end);
  }
  return {
    text: folded,
    isWhole: (from, to) =>
      (from === 0 || owners[from - 1] !== owners[from]) && (to === owners.length || owners[to - 1] !== owners[to]),
    span: (from, to) => [edges[owners[from]], edges[owners[to - 1] + 1]],
  };
}

/**
 * The edges of the clusters of a text.
 * @param {string} text
 */
export function clusterEdges(text) {
  const edges = new Set([0]);
  let start = 0;
  for (const part of text.split(BEFORE_SPACE)) {
    for (const end of locatePart(part, "bare").ends) edges.add(start + end);
    start += part.length;
  }
  return edges;
}

/** @typedef {{text: string, owners: Uint32Array, ends: Uint32Array}} Part the cluster of each folded unit, and the ends of the clusters */

/** @type {Record<Strictness, Map<string, Part>>} a cache: words repeat often */
const parts = { loose: new Map(), exact: new Map(), bare: new Map() };

/**
 * @param {string} part a word, with the space before it
 * @param {Strictness} how
 */
function locatePart(part, how) {
  const kept = parts[how];
  let known = kept.get(part);
  if (!known) {
    if (kept.size >= KEPT_PARTS) kept.clear();
    known = computePart(part, how);
    kept.set(part, known);
  }
  return known;
}

/**
 * @param {string} part
 * @param {Strictness} how
 * @returns {Part}
 */
function computePart(part, how) {
  const found = clusters(part);
  const owners = [];
  const ends = new Uint32Array(found.length);
  let text = "";
  let end = 0;
  for (let number = 0; number < found.length; number++) {
    const piece = fold(found[number], how);
    for (let n = 0; n < piece.length; n++) owners.push(number);
    text += piece;
    ends[number] = end += found[number].length;
  }
  return { text, owners: Uint32Array.from(owners), ends };
}
