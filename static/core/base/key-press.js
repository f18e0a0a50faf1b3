/**
 * Reading key events. While an input method composes (Chinese, Japanese, Korean, dead keys), Enter, Escape, Tab,
 * arrows and digits belong to the input method, so no handler may see them. All handlers read the key with
 * `pressedKey`; an ESLint rule forbids `event.key`.
 */

/** What a handler needs of a KeyboardEvent. @typedef {{key?: string, isComposing?: boolean, keyCode?: number}} Press */

/** Value of `keyCode` for keys that an input method handles. Safari reports it for the Enter after `compositionend`. */
const HANDLED_BY_INPUT_METHOD = 229;

/**
 * Whether an input method handles this key.
 * @param {Press} press
 */
export function isComposition(press) {
  return press.isComposing === true || press.keyCode === HANDLED_BY_INPUT_METHOD || press.key === "Process";
}

/**
 * The key of an event; "" for a key that an input method handles, and for events without one, as autofill sends.
 * @param {Press} press
 */
export function pressedKey(press) {
  return isComposition(press) ? "" : press.key ?? "";
}

/**
 * The key of an event for a list with letters and digits as keys: the row of digits by its position, since French and Czech
 * keyboards need Shift for digits, and letters by their position where the layout has no Latin ones.
 *
 * @param {Press & {code?: string, shiftKey?: boolean, altKey?: boolean, getModifierState?: (name: "AltGraph") => boolean}} press
 */
export function plainKey(press) {
  const key = pressedKey(press);
  if (!key || !press.code || press.altKey || press.getModifierState?.("AltGraph")) return key;
  const digit = press.code.match(/^Digit(\d)$/)?.[1];
  if (digit && !/^\d$/.test(key) && !press.shiftKey) return digit;
  const isOtherScript = /^\p{L}$/u.test(key) && !/[\p{Script=Latin}\p{Script=Common}]/u.test(key);
  const letter = isOtherScript ? press.code.match(/^Key([A-Z])$/)?.[1] : undefined;
  return (letter ?? key).length === 1 ? (letter ?? key).toLowerCase() : key;
}

/**
 * For dialogs, popovers and forms: an Enter or Escape of an input method does not send or close them.
 * @param {Press & {preventDefault: () => void}} press
 */
export function keepComposition(press) {
  if (isComposition(press) && ["Enter", "Escape"].includes(press.key ?? "")) press.preventDefault();
}
