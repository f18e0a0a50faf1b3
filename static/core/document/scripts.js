/** Which scripts are written without spaces between words; `is_unspaced` of the Python model. */

const LETTER_OTHER = /^\p{Lo}$/u;
const LETTER_OR_NUMBER = /^[\p{L}\p{N}]$/u;

/** @param {string} character one code point */
export function isUnspaced(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  if (code < 0x0e00) return false;
  if (code <= 0x0eff || (code >= 0x1780 && code <= 0x17ff) || (code >= 0x1000 && code <= 0x109f)) {
    return true; // Thai, Lao, Khmer, Burmese
  }
  if ((code >= 0x3000 && code <= 0x30ff) || (code >= 0x3400 && code <= 0x9fff)) return true;
  if (code >= 0xf900 && code <= 0xfaff) return true;
  if (code >= 0x20000) return LETTER_OTHER.test(character);
  return (code >= 0xff01 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6); // full width
}

/** @param {string} character one code point */
export function isWordCharacter(character) {
  return LETTER_OR_NUMBER.test(character);
}

const FIRST_LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /^[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]$/u;

/**
 * Whether a text runs from right to left, by its first letter, as with `dir="auto"`.
 * @param {string} text
 */
export function isRightToLeft(text) {
  return RIGHT_TO_LEFT.test(FIRST_LETTER.exec(text)?.[0] ?? "");
}
