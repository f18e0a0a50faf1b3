/** Time and keystrokes spent on a transcript, as a table: per person and in total. */

import { html } from "htm/preact";

/** @typedef {import("../../core/review/history-reader.js").Changes} Changes */
/** @typedef {import("../../core/review/history-reader.js").Spent} Spent */

/** @param {{spent: Spent | null, changes: Changes | null}} props */
export function EffortTable({ spent, changes }) {
  if (!spent) return html`<p class="quiet history-note">Loading…</p>`;
  const { total, people } = spent;
  if (!total.focus && !total.keystrokes) {
    return html`<p class="quiet history-note">No work has been counted yet. Time counts while the cursor is in a text or audio plays.</p>`;
  }
  const shown = people.length > 1 ? [...people, { author: "Total", ...total }] : people;
  return html`
    <table class="effort">
      <thead>
        <tr><th scope="col"><span class="unseen">Person</span></th><th scope="col">Time</th><th scope="col">Audio</th><th scope="col">Factor</th><th scope="col">Keys</th></tr>
      </thead>
      <tbody>
        ${shown.map((one) => html`<tr>
          <th scope="row">${one.author || "Unnamed user"}</th>
          <td>${formatTime(one.focus)}</td><td>${formatTime(one.sound)}</td>
          <td>${one.real_time_factor === null ? "–" : `${one.real_time_factor.toFixed(1)}×`}</td><td>${one.keystrokes}</td>
        </tr>`)}
      </tbody>
    </table>
    <p class="history-note">${perWord(total, changes)}</p>
    <p class="quiet history-note">Time counts while the cursor is in a text or audio plays, and stops 30 s after your last input. Audio is the length of the segments worked on; the factor is minutes of work per minute of audio.</p>
  `;
}

/**
 * @param {Spent["total"]} total
 * @param {Changes | null} changes
 */
function perWord(total, changes) {
  if (!changes?.changed) return "No word has been changed since the draft.";
  const keys = (total.keystrokes / changes.changed).toFixed(1);
  const what = changes.changed === 1 ? "1 word was" : `${changes.changed} words were`;
  return `${what} changed since the draft: ${keys} keys and ${(total.focus / changes.changed).toFixed(1)} s per word.`;
}

/** @param {number} seconds */
function formatTime(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
