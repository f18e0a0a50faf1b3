/** Capitals at the beginning of words, as the language writes them. In unclear cases a word stays as it is. */

const DOTTED = new Set(["tr", "az"]); // i has the capital İ, and ı has I
const DUTCH_IJ = /^ij/u; // one letter: IJsland
/** Letters that are two in one: only the first is a capital. */
const DIGRAPHS = new Map([["ǆ", "ǅ"], ["ǉ", "ǈ"], ["ǌ", "ǋ"], ["ǳ", "ǲ"]]);
/** Georgian has capitals only for texts in capitals throughout (The Unicode Standard, 7.7). */
const NO_INITIAL_CAPITALS = /^\p{Script=Georgian}/u;

/**
 * Whether words that begin with this letter may begin with a capital.
 *
 * @param {string} letter
 */
export function hasCase(letter) {
  return letter.toLowerCase() !== letter.toUpperCase() && !NO_INITIAL_CAPITALS.test(letter);
}

/**
 * A word with a capital. Letters without a capital of one letter, such as ß, stay.
 *
 * @param {string} word
 * @param {string | null} language Whisper's code
 */
export function capitalize(word, language) {
  if (language === "nl" && DUTCH_IJ.test(word)) return `IJ${word.slice(2)}`;
  return withFirst(word, (letter) => {
    if (/\p{Lt}/u.test(letter)) return letter;
    return DIGRAPHS.get(letter) ?? (isDotted(language) ? letter.toLocaleUpperCase("tr") : letter.toUpperCase());
  });
}

/**
 * A word without its capital.
 *
 * @param {string} word
 * @param {string | null} language Whisper's code
 */
export function uncapitalize(word, language) {
  return withFirst(word, (letter) => (isDotted(language) ? letter.toLocaleLowerCase("tr") : letter.toLowerCase()));
}

/**
 * @param {string} word
 * @param {(letter: string) => string} change
 */
function withFirst(word, change) {
  const [first, ...rest] = word;
  if (!hasCase(first)) return word;
  const changed = change(first);
  return [...changed].length === 1 ? changed + rest.join("") : word;
}

/** @param {string | null} language */
function isDotted(language) {
  return language !== null && DOTTED.has(language);
}
