/** How times are shifted or scaled, as a person types it. */

import { formatClock } from "../base/clock.js";

/** @typedef {import("../sync/api-types.js").Bodies["POST /media/{media_id}/shift"]} Shift */
/** @typedef {"by" | "points" | "rates" | "audio"} Way */
/** @typedef {{body: Shift, label: string} | {problem: string}} Asked what the server is asked, and how a message names it */

const TIME = /^([+-])?(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6}(?:\.\d*)?|\.\d+)(ms|s)?$/;
const A_TIME = "a time, such as 62.5 or 1:02.5";

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

/**
 * What a form asks for.
 *
 * @param {Way} way
 * @param {(name: string) => string} typed the text of a field: `by`; `at1`, `to1`, `at2`, `to2`; `from`, `to`
 * @param {(text: string) => number | null} [secondsOf] a time of the recording; timecodes too where it has them
 * @returns {Asked}
 */
export function readShift(way, typed, secondsOf = parseShift) {
  if (way === "points") return readPoints(typed, secondsOf);
  if (way === "rates") return readRates(typed("from").trim(), typed("to").trim());
  const seconds = parseShift(typed("by"));
  if (seconds === null || seconds === 0) return { problem: "Type seconds, for example 1.5 or −0.25, or a time such as −1:02.5." };
  return { body: { shift: seconds }, label: `by ${seconds > 0 ? "+" : "−"}${Math.abs(seconds)} s` };
}

/**
 * @param {(name: string) => string} typed
 * @param {(text: string) => number | null} secondsOf
 * @returns {Asked}
 */
function readPoints(typed, secondsOf) {
  const points = [];
  for (const n of ["1", "2"]) {
    const [at, to] = [typed(`at${n}`), typed(`to${n}`)];
    if (!to.trim() && n === "2") continue;
    const point = { at: secondsOf(at), to: secondsOf(to) };
    if (point.at === null || point.to === null) return { problem: `“${point.at === null ? at : to}” is no time: type ${A_TIME}.` };
    points.push({ at: point.at, to: point.to });
  }
  if (points.length === 2 && points[0].at === points[1].at) return { problem: "The two points need different times." };
  const said = points.map(({ at, to }) => `${formatClock(at * 1000, 2)} is at ${formatClock(to * 1000, 2)}`);
  return { body: { points }, label: `so that ${said.join(" and ")}` };
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {Asked}
 */
function readRates(from, to) {
  if (!from || !to) return { problem: "Type both frame rates, such as 23.976 and 25." };
  if (from === to) return { problem: "Both frame rates are the same: no time would change." };
  return { body: { rates: { from, to } }, label: `from ${from} to ${to} frames a second` };
}
