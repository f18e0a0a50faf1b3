/**
 * What a key press means on the user's keyboard: does it type text, and which key bindings may it stand for?
 *
 * Bindings name letters, digits and punctuation of a US keyboard ("Alt+KeyZ" is the letter z, wherever it is). A press is
 * read by the character that it types; by the position of its key (`code`) where the layout has no Latin letters, for the
 * row of digits, and for characters that no binding names (Alt+ö on a German keyboard is the key of Alt+;).
 *
 * Sources for the tables: xkeyboard-config's symbols, Windows' keyboard layouts, Apple's key layouts.
 */

/**
 * The parts of a KeyboardEvent that decide.
 *
 * @typedef {object} KeyPress
 * @property {string} key
 * @property {string} code
 * @property {boolean} ctrlKey
 * @property {boolean} altKey
 * @property {boolean} shiftKey
 * @property {boolean} metaKey
 * @property {(name: "AltGraph") => boolean} [getModifierState]
 */

/**
 * @typedef {object} Keyboard
 * @property {boolean} [isMac]
 * @property {boolean} [isLatin] the layout has Latin letters
 */

export const MODIFIERS = ["Control", "Alt", "Shift", "Meta"];
const LONE = new Set([...MODIFIERS, "AltGraph", "CapsLock", "NumLock", "ScrollLock", "Fn", "FnLock"]);

/** Keys of a US keyboard, by the character that they type without Shift. @type {Record<string, string>} */
export const US_KEYS = {
  ",": "Comma", ".": "Period", "/": "Slash", ";": "Semicolon", "'": "Quote", "[": "BracketLeft", "]": "BracketRight",
  "-": "Minus", "=": "Equal", "`": "Backquote", "\\": "Backslash", " ": "Space",
}; // prettier-ignore

/**
 * The character that a key types without Shift, where its position is another one on a US keyboard or another character
 * there. By position and character with Shift: Shift and the key of "," is ";" on most European keyboards.
 * @type {Record<string, string>}
 */
const UNSHIFTED = {
  "Comma ;": ",", "Period :": ".", "Slash _": "-", "BracketRight *": "=", "BracketLeft *": "=", // Germany, Spain, Italy, Nordic
  "KeyM ?": ",", // France
  "Minus =": "-", "Semicolon +": ";", "Quote *": "'", "BracketRight {": "[", "Backslash }": "]", // Japan
  "KeyQ \"": "'", "KeyW <": ",", "KeyE >": ".", "KeyZ :": ";", "BracketLeft ?": "/", "Quote _": "-", "BracketRight +": "=", "Minus {": "[", "Equal }": "]", // Dvorak
}; // prettier-ignore

/** Punctuation on the keys of letters, without AltGr: France, Dvorak, Greece, Israel. @type {Record<string, string>} */
const ON_LETTERS = { KeyM: ",?", KeyW: ",<'", KeyE: ".>", KeyQ: "'\";:/", KeyZ: ";:" };
/** Of those, the ones of layouts without Latin letters. */
const NOT_LATIN = new Set(["KeyQ ;", "KeyQ :", "KeyQ /", "KeyW '"]);
/** Characters of the row of digits without Shift and AltGr, besides letters: France, Belgium, Czech Republic. */
const ON_DIGITS = "&\"'(-_!+§";
/** The same with Shift, in all layouts. */
const ON_DIGITS_SHIFTED = "!\"#$%&'()*+,-./:;=?@^_£¤§°№€";
/** Characters that only some keys type without AltGr. @type {Record<string, string[]>} */
const ONLY_ON = {
  "[": ["BracketLeft", "BracketRight", "Minus"], "]": ["BracketRight", "Backslash", "Equal"], "\\": ["Backslash", "IntlBackslash", "IntlYen", "IntlRo"],
  "`": ["Backquote"], "#": ["Backslash"], "@": ["BracketLeft"], "^": ["Equal"], "~": [], "{": [], "}": [], "|": [],
  "§": ["Backquote", "IntlBackslash", "Slash"], "²": ["Backquote"], "½": ["Backquote"], "°": ["Minus", "Backquote", "Quote"], "¡": ["Equal"], "¿": ["Equal"],
  "$": ["BracketRight", "Backslash"], "*": ["BracketRight", "Backslash"], "<": ["IntlBackslash", "Backquote"], ">": [],
  "«": ["Equal"], "»": ["Equal"], "£": ["BracketRight"], "´": ["Equal"], "¨": ["BracketRight", "BracketLeft"], "·": ["Digit3"], "¬": ["Backquote"], "µ": ["Backslash"],
}; // prettier-ignore
/** Accented letters that the keys next to the letters type without AltGr, where others need AltGr. @type {Record<string, string>} */
const ACCENTED_KEYS = { Comma: "ö", Period: "ç", Slash: "é" };

/** @param {string} key */
export function isPrintable(key) {
  return !/^[A-Z][A-Za-z0-9]+$/.test(key) && key !== "";
}

/**
 * Whether the press types text in a text field: its own character, one of AltGr (Linux reports AltGraph, Windows Control
 * and Alt), or one of Option on a Mac.
 *
 * @param {KeyPress} press
 * @param {boolean} [isMac]
 * @param {boolean} [isLatin] the layout has Latin letters
 */
export function typesText(press, isMac = false, isLatin = true) {
  const { key, code, ctrlKey, altKey, shiftKey, metaKey } = press;
  const isDead = key === "Dead";
  if (metaKey || (!isDead && !isPrintable(key))) return false;
  if (isMac) return !ctrlKey;
  if (isAltGr(press, isMac)) return !(ctrlKey && altKey && /^[a-z\d]$/i.test(key));
  if (!altKey) return !ctrlKey;
  return isDead || (isLatin ? !isPlain(key, code, shiftKey) : isOfAnotherLayout(key, code, shiftKey));
}

/**
 * Whether no layout without Latin letters types this character at this key without AltGr: the user has changed the layout.
 *
 * @param {string} key
 * @param {string} code
 * @param {boolean} isShifted
 */
function isOfAnotherLayout(key, code, isShifted) {
  if (/[€₪₽£¥₴₸]/.test(key) || isAccentedLatin(key)) return true;
  if (isShifted || isOtherScript(key)) return false;
  if (/^Digit\d$/.test(code)) return !/[\d/\-_:,.'"()=+!]/.test(key); // Thai and Armenian have a few of these there
  return /^Key[A-Z]$/.test(code) && /[@{}[\]\\|~]/.test(key);
}

/** @param {string} key */
function isAccentedLatin(key) {
  return /^\p{L}$/u.test(key) && /\p{Script=Latin}/u.test(key) && key.charCodeAt(0) > 127;
}

/**
 * @param {KeyPress} press
 * @param {boolean} isMac a Mac's Option is reported as Alt, by some browsers as AltGraph too
 */
function isAltGr(press, isMac) {
  return !isMac && (press.getModifierState?.("AltGraph") ?? false);
}

/**
 * Whether some layout types this character at this key without AltGr. Browsers do not always tell AltGr from Alt (remote
 * desktops, older versions), so with Alt a character that needs AltGr is text.
 *
 * @param {string} key
 * @param {string} code
 * @param {boolean} isShifted
 */
function isPlain(key, code, isShifted) {
  if (/^[a-z\d ]$/i.test(key)) return true;
  const isOnLetters = /^Key[A-Z]$/.test(code);
  if (isOtherScript(key)) return !(code === "KeyQ" && /ω/i.test(key)); // AltGr+Shift+Q of most Latin layouts
  if (/^[\p{Lu}\p{Ll}\p{Lo}]$/u.test(key) && key !== "µ") return !isOnLetters && (ACCENTED_KEYS[code]?.includes(key.toLowerCase()) ?? true);
  if (isOnLetters) return ON_LETTERS[code]?.includes(key) ?? false;
  if (/^Digit\d$/.test(code)) return (isShifted ? ON_DIGITS_SHIFTED : ON_DIGITS).includes(key);
  if (isShifted && key.charCodeAt(0) < 128) return true;
  return ONLY_ON[key]?.includes(code) ?? key.charCodeAt(0) < 128;
}

/**
 * A letter, mark or digit of a script other than Latin, as the keys of Russian, Greek, Hebrew, Arabic or Thai type.
 * @param {string} key
 */
export function isOtherScript(key) {
  return /^[\p{L}\p{M}\p{N}]+$/u.test(key) && !/[\p{Script=Latin}\p{Script=Common}]/u.test(key);
}

/**
 * Key bindings in normalized notation that a press may stand for, the best first. "@" marks positions, for bindings that
 * were recorded by position: "Alt+@KeyY".
 *
 * @param {KeyPress} press
 * @param {Keyboard} [keyboard]
 * @returns {string[]} none while only modifiers are held
 */
export function bindingsOf(press, { isMac = false, isLatin = true } = {}) {
  const { key, code } = press;
  if (LONE.has(key)) return [];
  const held = heldIn(press, isMac);
  const found = !isPrintable(key) || key === "Dead" ? named(press, held, isMac) : isLatin || /^[a-z?]$/i.test(key) ? typed(press, held, isMac) : [join(held, code)];
  return [...new Set([join(held, `@${code}`), ...found])].filter((one) => !/(^|\+)@?$/.test(one));
}

/**
 * The modifiers of a press. A character that needs AltGr needs no other: neither does its binding.
 *
 * @param {KeyPress} press
 * @param {boolean} isMac
 */
function heldIn(press, isMac) {
  const { ctrlKey, altKey, shiftKey, metaKey } = press;
  const typesWithAltGr = isAltGr(press, isMac) && isPrintable(press.key) && typesText(press);
  const held = { Control: ctrlKey && !typesWithAltGr, Alt: altKey && !typesWithAltGr, Shift: shiftKey && !typesWithAltGr, Meta: metaKey };
  return MODIFIERS.filter((name) => Reflect.get(held, name));
}

/**
 * @param {readonly string[]} held
 * @param {string} key
 */
function join(held, key) {
  return [...held, key].join("+");
}

/**
 * Enter, F1, arrows: by name, so that the number pad's Enter is Enter. AltGr stands for Alt.
 *
 * @param {KeyPress} press
 * @param {string[]} held
 * @param {boolean} isMac
 */
function named(press, held, isMac) {
  const { key, code } = press;
  const names = ["Dead", "Unidentified", "Process"].includes(key) ? [code] : [code, key];
  if (!isAltGr(press, isMac)) return names.map((name) => join(held, name));
  const withAlt = MODIFIERS.filter((name) => name === "Alt" || (held.includes(name) && name !== "Control"));
  return [withAlt, held].flatMap((one) => names.map((name) => join(one, name)));
}

/**
 * @param {KeyPress} press whose key is a character
 * @param {string[]} held
 * @param {boolean} isMac
 * @returns {string[]}
 */
function typed({ key, code, altKey }, held, isMac) {
  if (code.startsWith("Numpad")) return [join(held, code), ...(US_KEYS[key] ? [join(held, US_KEYS[key])] : key === "+" ? [join(held, "Equal")] : [])];
  if (/^[a-z]$/i.test(key)) return [join(held, `Key${key.toUpperCase()}`)];
  if (key === "İ") return [join(held, "KeyI")]; // Turkish
  if (key === " ") return [join(held, "Space")];
  const withoutShift = held.filter((name) => name !== "Shift");
  if (/^\d$/.test(key)) return [join(held, `Digit${key}`), join(withoutShift, `Digit${key}`)];
  if (isOtherScript(key)) return [join(held, code)];
  const hasPosition = !/^Key[A-Z]$/.test(code) || NOT_LATIN.has(`${code} ${key}`) || (isMac && altKey);
  const position = hasPosition ? [join(held, code)] : [];
  if (key.charCodeAt(0) > 127 || NOT_LATIN.has(`${code} ${key}`)) return position;
  return punctuation(key, code, { held, withoutShift, position });
}

/**
 * @param {string} key
 * @param {string} code
 * @param {{held: string[], withoutShift: string[], position: string[]}} parts
 * @returns {string[]}
 */
function punctuation(key, code, { held, withoutShift, position }) {
  const isShifted = held.includes("Shift");
  const isOnDigits = /^Digit\d$/.test(code);
  if (key === "?") {
    const label = UNSHIFTED[`${code} ?`];
    return [...(label ? [join(held, US_KEYS[label])] : []), join(MODIFIERS.filter((name) => name === "Shift" || held.includes(name)), "Slash"), ...position];
  }
  const label = isShifted ? UNSHIFTED[`${code} ${key}`] : undefined;
  const own = US_KEYS[key] ?? (key === "+" && !isShifted ? "Equal" : undefined);
  // The row of digits stays the row of digits, also where a digit needs Shift (France) or Shift types punctuation
  // (Germany); only "/" and "=", which many keyboards have nowhere else, come before it.
  const isRow = isOnDigits && (!isShifted || !["/", "="].includes(key));
  const byCharacter = [...(label ? [join(held, US_KEYS[label])] : []), ...(own ? [join(withoutShift, own)] : [])];
  return isRow ? [...position, ...byCharacter] : [...byCharacter, ...position];
}

/**
 * Tell from what is typed whether the layout has Latin letters.
 *
 * @param {KeyPress} press
 * @param {boolean} before what was known
 */
export function hasLatinLetters({ key, code, ctrlKey, altKey, shiftKey, metaKey }, before) {
  if (isAccentedLatin(key) && !metaKey) return true; // on any key, with AltGr too
  if (!/^Key[A-Z]$/.test(code) || shiftKey || ((altKey || ctrlKey || metaKey) && !/^\p{L}$/u.test(key))) return before;
  if (isOtherScript(key)) return false;
  return /^[a-z]$/i.test(key) ? true : before;
}
