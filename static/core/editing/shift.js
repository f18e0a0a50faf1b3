/** The time by which segments are shifted, as a person types it. */

const TIME = /^([+-])?(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d*)?|\.\d+)(ms|s)?$/;

/**
 * Seconds of `1.5`, `-0,25`, `+500 ms` or `-1:02.5`; null if it is no time.
 *
 * @param {string} text
 */
export function parseShift(text) {
  const plain = text.replace(/\s+/g, "").replace(/[−–]/g, "-").replace(",", ".").toLowerCase();
  const found = TIME.exec(plain);
  if (!found) return null;
  const [, sign, hours = "0", minutes = "0", number, unit] = found;
  if (unit === "ms" && (found[2] || found[3])) return null;
  const seconds = unit === "ms" ? Number(number) / 1000 : (Number(hours) * 60 + Number(minutes)) * 60 + Number(number);
  return (sign === "-" ? -1 : 1) * Math.round(seconds * 1000) / 1000;
}
