/**
 * Regular expressions with the same meaning here and on the server:
 * `transcribe/text/regex_dialect.py` in the browser.
 *
 * The expression is parsed and written again with all classes spelled out, so that `\w`, `\b`,
 * `\d`, `\s`, `^`, `$` and `.` mean the same in all scripts on both sides.
 */

export const WORD = "\\p{L}\\p{N}\\p{M}_";
export const SPACE = "\\t\\n\\x0b\\x0c\\r \\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
/** Scripts without spaces between words, as a class. */
export const UNSPACED =
  "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}";
export const SPACED_WORD = `(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}]`;
/** Code points that never begin a visible character: combining marks, joiners, skin tones. */
export const EXTENDING = "[\\p{M}\\u200c\\u200d\\u{1f3fb}-\\u{1f3ff}]";
// eslint-disable-next-line no-misleading-character-class -- it is to match single marks
const SIGN = new RegExp(`^${EXTENDING}`, "u");
const EDGE = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const NO_EDGE = `(?:(?<=[${WORD}])(?=[${WORD}])|(?<![${WORD}])(?![${WORD}]))`;
const MAX_REPEAT = 1000;
const SYNTAX = new Set("\\^$.*+?()[]{}|/");
const IN_CLASS = new Set("\\]^-[");
const DOTTED = "iI\u0130\u0131"; // Turkish: the engines disagree on case folding of these; here they match
const CATEGORIES =
  /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfn]?|(?:Script|sc)=[A-Za-z_]{2,40})$/;
const CASED = "\\p{Lu}\\p{Ll}\\p{Lt}";
const QUANTIFIER = /^\{(\d{1,5})(?:(,)(\d{1,5})?)?\}/;
const NAME = /^\(\?<([A-Za-z_][A-Za-z0-9_]{0,40})>/;
/** @type {Record<string, string>} */
const CONTROLS = { n: "\\n", t: "\\t", r: "\\r", f: "\\x0c", v: "\\x0b", 0: "\\x00" };
/** @type {Record<string, string>} */
const CONTROL_CHARACTERS = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", 0: "\0" };
/** @type {Record<string, [string, string | null]>} outside and inside of a class */
const SETS = {
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  w: [`[${WORD}]`, WORD],
  s: [`[${SPACE}]`, SPACE],
  W: [`[^${WORD}]`, null],
  S: [`[^${SPACE}]`, null],
};

/** An invalid expression; `at` counts characters. */
export class InvalidPattern extends Error {
  /**
   * @param {number} at
   * @param {string} reason
   */
  constructor(at, reason) {
    super(`The expression cannot be read at character ${at + 1}: ${reason}.`);
    this.at = at;
    this.reason = reason;
  }
}

/**
 * One literal character.
 *
 * @param {string} character
 * @param {boolean} folds whether case is ignored
 */
export function literal(character, folds) {
  if (folds && DOTTED.includes(character)) return `[${DOTTED}]`;
  return SYNTAX.has(character) ? `\\${character}` : character;
}

/**
 * Translate an expression for the engine. Characters are composed (NFC), as in the texts that it is used on, unless it
 * names combining signs.
 *
 * @param {string} source as users write it
 * @param {boolean} folds whether case is ignored
 * @returns {{body: string, names: (string | null)[], namesSigns: boolean}} the groups' names in order, and
 *   whether it names combining marks, as `\p{M}` does, so that it may match them alone
 * @throws {InvalidPattern} it is not valid in the shared syntax
 */
export function translate(source, folds) {
  let reader = read(new Reader(source, folds, true));
  if (reader.namesSigns) reader = read(new Reader(source, folds, false));
  return { body: reader.out.join(""), names: reader.names, namesSigns: reader.namesSigns };
}

/** @param {Reader} reader */
function read(reader) {
  while (reader.at < reader.characters.length) readPiece(reader, reader.characters[reader.at]);
  if (reader.open.length) throw reader.fail("a ( is not closed");
  return reader;
}

/** The state of the translation: `at` is the index in `characters` of the next piece. */
class Reader {
  /**
   * @param {string} source
   * @param {boolean} folds
   * @param {boolean} composes
   */
  constructor(source, folds, composes) {
    this.characters = [...source];
    this.folds = folds;
    this.at = 0;
    /** @type {string[]} */
    this.out = [];
    /** @type {(string | null)[]} */
    this.names = [];
    /** @type {boolean[]} for each open group, whether it may repeat */
    this.open = [];
    this.mayRepeat = false;
    this.namesSigns = false;
    this.composes = composes;
    this.last = ""; // the character of the last piece, if it stands for itself
  }

  /** @param {string} character */
  note(character) {
    this.namesSigns ||= SIGN.test(character);
  }

  /** A sign that is written after its letter is part of a word. @param {string} character */
  noteUnlessAfterLetter(character) {
    if (this.at === 0 || SYNTAX.has(this.characters[this.at - 1])) this.note(character);
  }

  /** The rest of the input, as far as any piece reaches. */
  rest() {
    return this.characters.slice(this.at, this.at + 64).join("");
  }

  /** @param {string} reason */
  fail(reason) {
    return new InvalidPattern(this.at, reason);
  }

  /**
   * @param {string} piece
   * @param {number} width
   * @param {boolean} [repeats]
   */
  put(piece, width, repeats = true) {
    this.out.push(piece);
    this.at += width;
    this.mayRepeat = repeats;
    this.last = "";
  }

  /**
   * Put a character that stands for itself, composed with the one before it (NFC).
   *
   * @param {string} character
   * @param {number} width
   */
  putCharacter(character, width) {
    let joined = this.composes ? [...(this.last + character).normalize("NFC")] : [];
    if (this.last && joined.length === 1) this.out.pop();
    else joined = this.composes ? [...character.normalize("NFC")] : [character];
    const pieces = joined.map((one) => literal(one, this.folds)).join("");
    this.put(joined.length === 1 ? pieces : `(?:${pieces})`, width);
    this.last = joined.length === 1 ? joined[0] : "";
  }
}

/**
 * @param {Reader} reader
 * @param {string} character
 */
function readPiece(reader, character) {
  if (character === "\\") readEscape(reader);
  else if (character === "[") readClass(reader);
  else if (character === "(") openGroup(reader);
  else if (character === ")") {
    const repeats = reader.open.pop();
    if (repeats === undefined) throw reader.fail("a ) without a (");
    reader.put(")", 1, repeats);
  } else if ("*+?{".includes(character)) readQuantifier(reader);
  else if (character === "|") reader.put("|", 1, false);
  else if (character === ".") reader.put("[^\\n]", 1);
  else if (character === "^") reader.put("(?<![^\\n])", 1, false);
  else if (character === "$") reader.put("(?![^\\n])", 1, false);
  else {
    reader.noteUnlessAfterLetter(character);
    reader.putCharacter(character, 1);
  }
}

/** @type {[string, boolean][]} */
const HEADS = [["(?:", true], ["(?=", false], ["(?!", false], ["(?<=", false], ["(?<!", false]];

/** @param {Reader} reader */
function openGroup(reader) {
  const rest = reader.rest();
  for (const [head, repeats] of HEADS) {
    if (!rest.startsWith(head)) continue;
    reader.open.push(repeats);
    reader.put(head, head.length, false);
    return;
  }
  const named = NAME.exec(rest);
  if (rest.startsWith("(?") && !named) throw reader.fail("a group begins with (, (?:, (?<name>, (?=, (?!, (?<= or (?<!");
  const name = named?.[1] ?? null;
  if (name !== null && reader.names.includes(name)) throw reader.fail(`two groups are called ${name}`);
  reader.names.push(name);
  reader.open.push(true);
  reader.put("(", named ? named[0].length : 1, false);
}

/** @param {Reader} reader */
function readQuantifier(reader) {
  const rest = reader.rest();
  const found = QUANTIFIER.exec(rest);
  if (rest[0] === "{" && !found) throw reader.fail("write \\{ for a literal {");
  if (!reader.mayRepeat) throw reader.fail("there is nothing before it to repeat");
  let piece = found ? found[0] : rest[0];
  if (found) {
    const low = Number(found[1]);
    const high = Number(found[3] ?? found[1]);
    if (Math.max(low, high) > MAX_REPEAT || high < low) {
      throw reader.fail(`the counts of a repetition must ascend, ${MAX_REPEAT} at most`);
    }
  }
  if (rest[piece.length] === "?") piece += "?";
  reader.put(piece, piece.length, false);
}

/** @param {Reader} reader */
function readEscape(reader) {
  const letter = reader.characters[reader.at + 1] ?? "";
  if (letter in SETS) reader.put(SETS[letter][0], 2);
  else if (letter === "b" || letter === "B") reader.put(letter === "b" ? EDGE : NO_EDGE, 2, false);
  else if (letter === "p" || letter === "P") {
    const { members, width } = category(reader);
    reader.put(`[${members}]`, width);
  } else if (letter === "k" || /^[1-9]$/.test(letter)) readReference(reader);
  else {
    const { character, width } = escaped(reader);
    reader.noteUnlessAfterLetter(character);
    const spelled = width === 2 ? CONTROLS[letter] : undefined;
    if (spelled) reader.put(spelled, width);
    else reader.putCharacter(character, width);
  }
}

/** @param {Reader} reader */
function readReference(reader) {
  const rest = reader.rest();
  const found = /^\\k<([^<>]{1,41})>/.exec(rest) ?? /^\\([1-9][0-9]?)/.exec(rest);
  if (!found) throw reader.fail("a reference is written \\1 or \\k<name>");
  const number = /^[0-9]+$/.test(found[1]) ? Number(found[1]) : reader.names.indexOf(found[1]) + 1;
  if (!(number >= 1 && number <= reader.names.length)) throw reader.fail(`there is no group ${found[1]} before it`);
  reader.put(`(?:\\${number})`, [...found[0]].length);
}

/**
 * A category as a member of a class, and the length of its notation.
 * @param {Reader} reader
 */
function category(reader) {
  const found = /^\\[pP]\{([^{}]{1,50})\}/.exec(reader.rest());
  if (!found || !CATEGORIES.test(found[1])) throw reader.fail("a category is written \\p{L}, \\p{Lu} or \\p{Script=Greek}");
  reader.namesSigns ||= found[0].startsWith("\\p") && found[1].startsWith("M");
  // Without regard to case, the engines disagree on the members of a case category.
  const isCased = reader.folds && ["\\p{Lu}", "\\p{Ll}", "\\p{Lt}"].includes(found[0]);
  return { members: isCased ? CASED : found[0], width: found[0].length };
}

/**
 * The character of an escape at the reader's position, and the escape's length.
 * @param {Reader} reader
 */
function escaped(reader) {
  const rest = reader.rest();
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})/.exec(rest);
  if (code) {
    const number = parseInt(code[1] ?? code[2] ?? code[3], 16);
    if (number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) throw reader.fail("there is no such character");
    return { character: String.fromCodePoint(number), width: code[0].length };
  }
  const letter = reader.characters[reader.at + 1] ?? "";
  if (letter in CONTROL_CHARACTERS) return { character: CONTROL_CHARACTERS[letter], width: 2 };
  if (!letter) throw reader.fail("it ends with a \\; write \\\\ for a literal \\");
  if (/^[\p{L}\p{N}_]$/u.test(letter)) throw reader.fail(`\\${letter} has no meaning`);
  return { character: letter, width: 2 };
}

/** @param {Reader} reader */
function readClass(reader) {
  const start = reader.at;
  const { characters } = reader;
  reader.at += 1;
  const out = ["["];
  if (characters[reader.at] === "^") {
    out.push("^");
    reader.at += 1;
  }
  let holdsDotted = false;
  let isEmpty = true;
  while (characters[reader.at] !== "]") {
    if (characters[reader.at] === undefined) {
      reader.at = start;
      throw reader.fail("a [ is not closed; write \\[ for a literal [");
    }
    const { piece, members } = classPiece(reader);
    holdsDotted ||= members.some((member) => DOTTED.includes(member));
    out.push(piece);
    isEmpty = false;
  }
  if (isEmpty) throw reader.fail("[] is empty");
  if (reader.folds && holdsDotted) out.push(DOTTED);
  reader.put(`${out.join("")}]`, 1);
}

/**
 * One member of a class for the engine, and the characters in it.
 * @param {Reader} reader
 * @returns {{piece: string, members: string[]}}
 */
function classPiece(reader) {
  const { characters } = reader;
  const first = classMember(reader);
  const isRange = characters[reader.at] === "-" && ![undefined, "]"].includes(characters[reader.at + 1]);
  if (!isRange) return first.isSet ? { piece: first.text, members: [] } : { piece: inClass(first.text), members: [first.text] };
  reader.at += 1;
  const last = classMember(reader);
  const isOrdered = () => /** @type {number} */ (first.text.codePointAt(0)) <= /** @type {number} */ (last.text.codePointAt(0));
  if (first.isSet || last.isSet || !isOrdered()) throw reader.fail("a range must go from one character to a later one");
  return { piece: `${inClass(first.text)}-${inClass(last.text)}`, members: [first.text, last.text] };
}

/** @param {string} character */
function inClass(character) {
  return IN_CLASS.has(character) ? `\\${character}` : character;
}

/**
 * @param {Reader} reader
 * @returns {{text: string, isSet: boolean}} a single character, or a set that is spelled out
 */
function classMember(reader) {
  const character = reader.characters[reader.at];
  if (character !== "\\") {
    reader.at += 1;
    reader.note(character);
    return { text: character, isSet: false };
  }
  const letter = reader.characters[reader.at + 1] ?? "";
  if (letter in SETS || letter === "b" || letter === "B") {
    const inside = SETS[letter]?.[1] ?? null;
    if (inside === null) throw reader.fail(`\\${letter} is not allowed inside [ ]`);
    reader.at += 2;
    return { text: inside, isSet: true };
  }
  if (letter === "p" || letter === "P") {
    const { members, width } = category(reader);
    reader.at += width;
    return { text: members, isSet: true };
  }
  const single = escaped(reader);
  reader.note(single.character);
  reader.at += single.width;
  return { text: single.character, isSet: false };
}
