/** The dialog that asks how times are to be shifted or scaled, and of which segments. */

import { html } from "htm/preact";

import { openDialog } from "../ui/dialogs.js";
import { formatClock } from "../../core/base/clock.js";
import { readShift } from "../../core/editing/shift.js";
import { readTime } from "../../core/player/shown-time.js";

/** @typedef {{name: string, label: string, ids: number[] | null}} Choice `ids`: null for all */
/** @typedef {import("../../core/editing/shift.js").Way} Way */
/** @typedef {{firstMs: number, lastMs: number, playheadMs: number}} Times for the two points */

const WAYS = /** @type {[Way, string][]} */ ([
  ["by", "By seconds"],
  ["points", "By one or two points"],
  ["rates", "By frame rates"],
  ["audio", "To the audio, by the words"],
]);
const HINTS = {
  by: "A segment that would begin before 0 begins at 0.",
  points: "What is at the first time will be at the second. One point shifts; two also scale the times between and beyond them.",
  rates: "For subtitles of a film whose frames are now shown at another rate.",
  audio: "The recording is transcribed once more, and the text is found in it: a constant, a drift, or pieces cut out. Texts stay. What is not found is flagged.",
};
const RATES = ["23.976", "24", "25", "29.97", "30", "50", "59.94", "60"];

/**
 * @param {object} asked
 * @param {Choice[]} asked.choices
 * @param {Times} asked.times
 * @param {(body: import("../../core/editing/shift.js").Shift, label: string, choice: Choice) => void} asked.shift
 * @param {(choice: Choice) => void} asked.resync
 */
export function askShift({ choices, times, shift, resync }) {
  let problem = "";
  let way = /** @type {Way} */ ("by");
  const { redraw } = openDialog("Shift times", (close) => html`<form
    class="shift-times"
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const choice = choices.find(({ name }) => name === form.get("segments")) ?? choices[0];
      const asked = way === "audio" ? null : readShift(way, (name) => String(form.get(name) ?? ""), secondsOf);
      if (asked && "problem" in asked) {
        problem = asked.problem;
        redraw();
        return;
      }
      close();
      if (asked) shift(asked.body, asked.label, choice);
      else resync(choice);
    }}
  >
    <div class="field"><label for="shift-way">How</label>
      <select id="shift-way" name="way" value=${way} onChange=${(/** @type {{target: HTMLSelectElement}} */ { target }) => {
        way = /** @type {Way} */ (target.value);
        problem = "";
        redraw();
      }}>${WAYS.map(([name, label]) => html`<option key=${name} value=${name}>${label}</option>`)}</select>
    </div>
    <${Fields} way=${way} times=${times} />
    <p class="hint" id="shift-hint" role=${problem ? "alert" : null}>${problem || `${HINTS[way]} It is one step of undo.`}</p>
    <fieldset class="choices">
      <legend>Segments</legend>
      ${choices.map(({ name, label }, n) => html`<label key=${name}><input type="radio" name="segments" value=${name} defaultChecked=${n === 0} /> ${label}</label>`)}
    </fieldset>
    <p class="dialog-actions"><button class="button is-main">${way === "audio" ? "Find in the audio" : "Shift"}</button></p>
  </form>`);
}

/** A time of the recording as a clock time or a timecode. @param {string} text */
function secondsOf(text) {
  const read = readTime(text);
  return "ms" in read ? read.ms / 1000 : null;
}

/** @param {{way: Way, times: Times}} props */
function Fields({ way, times }) {
  if (way === "points") return html`<${Point} key="1" n="1" atMs=${times.firstMs} toMs=${times.playheadMs === times.firstMs ? null : times.playheadMs} /><${Point} key="2" n="2" atMs=${times.lastMs} toMs=${null} />`;
  if (way === "rates") {
    return html`<div class="shift-pair">
      <label class="field">Made for<input name="from" list="shift-rates" inputmode="decimal" autocomplete="off" aria-describedby="shift-hint" /></label>
      <label class="field">The video now has<input name="to" list="shift-rates" inputmode="decimal" autocomplete="off" /></label>
      <datalist id="shift-rates">${RATES.map((rate) => html`<option key=${rate} value=${rate}></option>`)}</datalist>
    </div>`;
  }
  if (way === "audio") return null;
  return html`<label class="field">Seconds; with a minus for earlier
    <input name="by" autofocus autocomplete="off" aria-describedby="shift-hint" />
  </label>`;
}

/** @param {{n: string, atMs: number, toMs: number | null}} props `toMs`: null for an empty field */
function Point({ n, atMs, toMs }) {
  const name = n === "1" ? "First point" : "Second point (optional)";
  return html`<fieldset class="shift-pair">
    <legend>${name}</legend>
    <label class="field">is at<input name=${`at${n}`} defaultValue=${formatClock(atMs, 3)} autocomplete="off" aria-describedby="shift-hint" /></label>
    <label class="field">should be at<input name=${`to${n}`} defaultValue=${toMs === null ? "" : formatClock(toMs, 3)} autocomplete="off" /></label>
  </fieldset>`;
}
