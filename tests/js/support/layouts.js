/**
 * Keyboard layouts, as Windows, xkeyboard-config and macOS have them: what each key types alone, with Shift, and with AltGr
 * (or Option, and Option with Shift). Keys in the order of `CODES`; "◌" is a dead key, "␣" nothing.
 */

const CODES = [
  "Backquote Digit1 Digit2 Digit3 Digit4 Digit5 Digit6 Digit7 Digit8 Digit9 Digit0 Minus Equal",
  "KeyQ KeyW KeyE KeyR KeyT KeyY KeyU KeyI KeyO KeyP BracketLeft BracketRight",
  "KeyA KeyS KeyD KeyF KeyG KeyH KeyJ KeyK KeyL Semicolon Quote Backslash",
  "KeyZ KeyX KeyC KeyV KeyB KeyN KeyM Comma Period Slash",
].join(" ").split(" "); // prettier-ignore

/** @typedef {{code: string, alone: string, shifted: string}} Key */
/** @typedef {{name: string, keys: Key[], altGr: [code: string, character: string, needsShift: boolean][]}} Layout */

/**
 * @param {string} name
 * @param {string[]} alone four rows
 * @param {string[]} shifted four rows
 * @param {string} altGr "Code character" pairs; "+Code" needs Shift too
 * @returns {Layout}
 */
function layout(name, alone, shifted, altGr = "") {
  const [plain, upper] = [alone, shifted].map((rows) => rows.join(" ").split(" "));
  if (plain.length !== CODES.length || upper.length !== CODES.length) throw new Error(`${name}: ${plain.length} and ${upper.length} keys`);
  const named = (/** @type {string} */ character) => (character === "◌" ? "Dead" : character);
  const keys = CODES.map((code, i) => ({ code, alone: named(plain[i]), shifted: named(upper[i]) })).filter((key) => key.alone !== "␣");
  const pairs = altGr.split(" ").filter(Boolean);
  const extra = Array.from({ length: pairs.length / 2 }, (_, i) => /** @type {[string, string, boolean]} */ ([pairs[2 * i].replace("+", ""), named(pairs[2 * i + 1]), pairs[2 * i].startsWith("+")]));
  return { name, keys, altGr: extra };
}

const US_ALONE = ["` 1 2 3 4 5 6 7 8 9 0 - =", "q w e r t y u i o p [ ]", "a s d f g h j k l ; ' \\", "z x c v b n m , . /"];
const US_SHIFTED = ["~ ! @ # $ % ^ & * ( ) _ +", "Q W E R T Y U I O P { }", 'A S D F G H J K L : " |', "Z X C V B N M < > ?"];
const US = layout("US", US_ALONE, US_SHIFTED);
/** Other characters with AltGr or Option. @type {(base: Layout, altGr: string, name?: string) => Layout} */
const withAltGr = (base, altGr, name = base.name) => ({ ...base, name, altGr: layout(name, US_ALONE, US_SHIFTED, altGr).altGr });
const US_INTERNATIONAL = withAltGr(
  US,
  "Digit1 ¡ Digit2 ² Digit3 ³ Digit4 ¤ Digit5 € Digit6 ¼ Digit7 ½ Digit8 ¾ Digit9 ‘ Digit0 ’ Minus ¥ Equal × KeyQ ä KeyW å KeyE é KeyR ® KeyT þ KeyY ü KeyU ú KeyI í KeyO ó KeyP ö BracketLeft « BracketRight » KeyA á KeyS ß KeyD ð KeyL ø Semicolon ¶ Quote ´ Backslash ¬ KeyZ æ KeyC © KeyN ñ KeyM µ Comma ç Slash ¿",
  "US international",
);
const DE = layout(
  "German",
  ["◌ 1 2 3 4 5 6 7 8 9 0 ß ◌", "q w e r t z u i o p ü +", "a s d f g h j k l ö ä #", "y x c v b n m , . -"],
  ['° ! " § $ % & / ( ) = ? ◌', "Q W E R T Z U I O P Ü *", "A S D F G H J K L Ö Ä '", "Y X C V B N M ; : _"],
  "KeyQ @ KeyE € Digit7 { Digit8 [ Digit9 ] Digit0 } Minus \\ BracketRight ~ IntlBackslash | KeyM µ Digit2 ² Digit3 ³ KeyA æ KeyS ſ KeyD ð KeyF đ KeyG ŋ KeyH ħ KeyK ĸ KeyL ł KeyZ » KeyX « KeyC ¢ KeyV „ KeyB “ KeyN ” Period … Comma · Slash – +KeyQ Ω +KeyR ® +KeyT Ŧ +Digit1 ¡",
);
const FR = layout(
  "French",
  ["² & é \" ' ( - è _ ç à ) =", "a z e r t y u i o p ◌ $", "q s d f g h j k l m ù *", "w x c v b n , ; : !"],
  ["~ 1 2 3 4 5 6 7 8 9 0 ° +", "A Z E R T Y U I O P ◌ £", "Q S D F G H J K L M % µ", "W X C V B N ? . / §"],
  "Digit2 ◌ Digit3 # Digit4 { Digit5 [ Digit6 | Digit7 ◌ Digit8 \\ Digit9 ^ Digit0 @ Minus ] Equal } KeyE € KeyQ æ KeyO œ KeyC © KeyW « KeyX » BracketRight ¤",
);
const BE = layout(
  "Belgian",
  ["² & é \" ' ( § è ! ç à ) -", "a z e r t y u i o p ◌ $", "q s d f g h j k l m ù µ", "w x c v b n , ; : ="],
  ["³ 1 2 3 4 5 6 7 8 9 0 ° _", "A Z E R T Y U I O P ◌ *", "Q S D F G H J K L M % £", "W X C V B N ? . / +"],
  "Digit1 | Digit2 @ Digit3 # Digit6 ^ Digit9 { Digit0 } KeyE €",
);
const PL = withAltGr(
  US,
  "KeyA ą KeyC ć KeyE ę KeyL ł KeyN ń KeyO ó KeyS ś KeyX ź KeyZ ż KeyU € +KeyA Ą +KeyC Ć +KeyE Ę +KeyL Ł +KeyN Ń +KeyO Ó +KeyS Ś +KeyX Ź +KeyZ Ż Period … Minus – KeyV „ KeyB ” KeyG ŋ KeyM µ",
  "Polish (programmers)",
);
const ES = layout(
  "Spanish",
  ["º 1 2 3 4 5 6 7 8 9 0 ' ¡", "q w e r t y u i o p ◌ +", "a s d f g h j k l ñ ◌ ç", "z x c v b n m , . -"],
  ['ª ! " · $ % & / ( ) = ? ¿', "Q W E R T Y U I O P ◌ *", "A S D F G H J K L Ñ ◌ Ç", "Z X C V B N M ; : _"],
  "Backquote \\ Digit1 | Digit2 @ Digit3 # Digit4 ◌ KeyE € Quote { Backslash }",
);
const SE = layout(
  "Swedish",
  ["§ 1 2 3 4 5 6 7 8 9 0 + ◌", "q w e r t y u i o p å ◌", "a s d f g h j k l ö ä '", "z x c v b n m , . -"],
  ['½ ! " # ¤ % & / ( ) = ? ◌', "Q W E R T Y U I O P Å ◌", "A S D F G H J K L Ö Ä *", "Z X C V B N M ; : _"],
  "Digit2 @ Digit3 £ Digit4 $ Digit5 € Digit7 { Digit8 [ Digit9 ] Digit0 } Minus \\ BracketRight ◌ IntlBackslash | KeyE € KeyM µ",
);
const IT = layout(
  "Italian",
  ["\\ 1 2 3 4 5 6 7 8 9 0 ' ì", "q w e r t y u i o p è +", "a s d f g h j k l ò à ù", "z x c v b n m , . -"],
  ['| ! " £ $ % & / ( ) = ? ^', "Q W E R T Y U I O P é *", "A S D F G H J K L ç ° §", "Z X C V B N M ; : _"],
  "KeyE € Semicolon @ Quote #",
);
const TR = layout(
  "Turkish Q",
  ['" 1 2 3 4 5 6 7 8 9 0 * -', "q w e r t y u ı o p ğ ü", "a s d f g h j k l ş i ,", "z x c v b n m ö ç ."],
  ["é ! ' ◌ + % & / ( ) = ? _", "Q W E R T Y U I O P Ğ Ü", "A S D F G H J K L Ş İ ;", "Z X C V B N M Ö Ç :"],
  "KeyQ @ KeyE € Digit3 # Digit7 { Digit8 [ Digit9 ] Digit0 } Minus \\ Equal | KeyA æ KeyS ß KeyT ₺ BracketRight ◌",
);
const CZ = layout(
  "Czech",
  ["; + ě š č ř ž ý á í é = ◌", "q w e r t z u i o p ú )", "a s d f g h j k l ů § ◌", "y x c v b n m , . -"],
  ["° 1 2 3 4 5 6 7 8 9 0 % ◌", "Q W E R T Z U I O P / (", 'A S D F G H J K L " ! \'', "Y X C V B N M ? : _"],
  "KeyQ \\ KeyW | KeyE € KeyF [ KeyG ] KeyX # KeyC & KeyV @ KeyB { KeyN } KeyS đ KeyK ł",
);
const DVORAK = layout(
  "Dvorak",
  ["` 1 2 3 4 5 6 7 8 9 0 [ ]", "' , . p y f g c r l / =", "a o e u i d h t n s - \\", "; q j k x b m w v z"],
  ["~ ! @ # $ % ^ & * ( ) { }", '" < > P Y F G C R L ? +', "A O E U I D H T N S _ |", ": Q J K X B M W V Z"],
);
export const LATIN = [US, US_INTERNATIONAL, DE, FR, BE, PL, ES, SE, IT, TR, CZ, DVORAK];

const RU = layout(
  "Russian",
  ["ё 1 2 3 4 5 6 7 8 9 0 - =", "й ц у к е н г ш щ з х ъ", "ф ы в а п р о л д ж э \\", "я ч с м и т ь б ю ."],
  ['Ё ! " № ; % : ? * ( ) _ +', "Й Ц У К Е Н Г Ш Щ З Х Ъ", "Ф Ы В А П Р О Л Д Ж Э /", "Я Ч С М И Т Ь Б Ю ,"],
  "Digit8 ₽",
);
const GR = layout(
  "Greek",
  ["` 1 2 3 4 5 6 7 8 9 0 - =", "; ς ε ρ τ υ θ ι ο π [ ]", "α σ δ φ γ η ξ κ λ ◌ ' \\", "ζ χ ψ ω β ν μ , . /"],
  ["~ ! @ # $ % ^ & * ( ) _ +", ": ◌ Ε Ρ Τ Υ Θ Ι Ο Π { }", 'Α Σ Δ Φ Γ Η Ξ Κ Λ ◌ " |', "Ζ Χ Ψ Ω Β Ν Μ < > ?"],
  "KeyE € Digit3 £ Digit2 ² BracketLeft « BracketRight »",
);
const HE = layout(
  "Hebrew",
  ["; 1 2 3 4 5 6 7 8 9 0 - =", "/ ' ק ר א ט ו ן ם פ ] [", "ש ד ג כ ע י ח ל ך ף , \\", "ז ס ב ה נ מ צ ת ץ ."],
  ["~ ! @ # $ % ^ & * ) ( _ +", "Q W E R T Y U I O P } {", 'A S D F G H J K L : " |', "Z X C V B N M > < ?"],
  "Digit4 ₪ KeyE €",
);
const AR = layout(
  "Arabic",
  ["ذ 1 2 3 4 5 6 7 8 9 0 - =", "ض ص ث ق ف غ ع ه خ ح ج د", "ش س ي ب ل ا ت ن م ك ط \\", "ئ ء ؤ ر لا ى ة و ز ظ"],
  ["ّ ! @ # $ % ^ & * ( ) _ +", "َ ً ُ ٌ لإ إ ‘ ÷ × ؛ < >", 'ِ ٍ ] [ لأ أ ـ ، / : " |', "~ ْ } { لآ آ ’ , . ؟"],
);
const TH = layout(
  "Thai",
  ["_ ๅ / - ภ ถ ุ ึ ค ต จ ข ช", "ๆ ไ ำ พ ะ ั ี ร น ย บ ล", "ฟ ห ก ด เ ้ ่ า ส ว ง ฃ", "ผ ป แ อ ิ ื ท ม ใ ฝ"],
  ["% + ๑ ๒ ๓ ๔ ู ฿ ๕ ๖ ๗ ๘ ๙", '๐ " ฎ ฑ ธ ํ ๊ ณ ฯ ญ ฐ ,', "ฤ ฆ ฏ โ ฌ ็ ๋ ษ ศ ซ . ฅ", "( ) ฉ ฮ ฺ ์ ? ฒ ฬ ฦ"],
);
/** Layouts without Latin letters. */
export const OTHER = [RU, GR, HE, AR, TH];

const JP = layout(
  "Japanese",
  ["␣ 1 2 3 4 5 6 7 8 9 0 - ^", "q w e r t y u i o p @ [", "a s d f g h j k l ; : ]", "z x c v b n m , . /"],
  ["␣ ! \" # $ % & ' ( ) ␣ = ~", "Q W E R T Y U I O P ` {", "A S D F G H J K L + * }", "Z X C V B N M < > ?"],
);
LATIN.push(JP);

/** Layouts of a Mac; the last part is Option, "+" Option with Shift. */
export const MAC = [
  withAltGr(US, "KeyA å KeyS ß KeyD ∂ KeyF ƒ KeyG © KeyH ˙ KeyJ ∆ KeyK ˚ KeyL ¬ Semicolon … Quote æ KeyQ œ KeyW ∑ KeyE ◌ KeyR ® KeyT † KeyY ¥ KeyU ◌ KeyI ◌ KeyO ø KeyP π KeyZ Ω KeyX ≈ KeyC ç KeyV √ KeyB ∫ KeyN ◌ KeyM µ Comma ≤ Period ≥ Slash ÷ Digit1 ¡ Digit2 ™ Digit3 £ Digit4 ¢ Digit5 ∞ Digit6 § Digit7 ¶ Digit8 • Digit9 ª Digit0 º Minus – Equal ≠ BracketLeft “ BracketRight ‘ Backslash « Backquote ◌ +KeyA Å +Minus — +BracketLeft ” +BracketRight ’ +Digit2 € +Slash ¿ +Digit1 ⁄ +Quote Æ"),
  withAltGr(DE, "KeyA å KeyS ‚ KeyL @ KeyE € KeyN ◌ Digit5 [ Digit6 ] Digit7 | Digit8 { Digit9 } KeyG © Slash – +Digit7 \\ +Slash — Comma ∞ Period … KeyV √ KeyQ « KeyO ø KeyU ◌ +KeyQ » Digit2 “ +Digit2 ” KeyZ Ω KeyY ¥"),
  withAltGr(FR, "KeyA æ KeyO œ Digit5 { Minus } +Digit5 [ +Minus ] KeyL ¬ +KeyL | +Slash \\ KeyN ◌ KeyE ê KeyU º Digit7 « +Digit7 » KeyX ≈ KeyQ ‡ KeyW ‹ Period ÷ Comma … KeyC © KeyT †"),
];

/**
 * @param {string} key
 * @param {string} code
 * @param {{ctrl?: boolean, alt?: boolean, shift?: boolean, meta?: boolean, altGraph?: boolean}} [held]
 */
export function press(key, code, { ctrl = false, alt = false, shift = false, meta = false, altGraph = false } = {}) {
  return { key, code, ctrlKey: ctrl, altKey: alt, shiftKey: shift, metaKey: meta, getModifierState: (/** @type {string} */ name) => name === "AltGraph" && altGraph };
}
