/** The choice of a delivery profile in the export dialog: whether segments are written as they are, or cues are built. */

import { html } from "htm/preact";

/** @typedef {import("../../core/sync/api-types.js").Answers["GET /profiles"]["profiles"][number]} Profile */
/** @typedef {{profile: string, frameRate: string}} Choice `profile`: empty to write segments as they are; `frameRate`: empty for the recording's */

/**
 * @param {object} props
 * @param {readonly Profile[]} props.profiles
 * @param {Choice} props.choice
 * @param {number | null} props.frameRate of the recording
 * @param {(choice: Choice) => void} props.set
 */
export function Delivery({ profiles, choice, frameRate, set }) {
  const chosen = profiles.find(({ name }) => name === choice.profile);
  const value = (/** @type {Event} */ event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target).value;
  return html`<fieldset class="choices export-delivery">
    <legend>Cues</legend>
    <label>Profile <select name="profile" onChange=${(/** @type {Event} */ event) => set({ ...choice, profile: value(event) })}>
      <option value="" selected=${!chosen}>None: segments as cues</option>
      ${profiles.map(({ name, title }) => html`<option key=${name} value=${name} selected=${name === choice.profile}>${title}</option>`)}
    </select></label>
    ${chosen && html`<label>Frames a second <input name="frame_rate" size="8" value=${choice.frameRate} placeholder=${rateName(frameRate)}
      onChange=${(/** @type {Event} */ event) => set({ ...choice, frameRate: value(event).trim() })} /></label>
      <p class="quiet">${summary(chosen)}</p>`}
  </fieldset>`;
}

/** @param {number | null} rate */
function rateName(rate) {
  return rate === null ? "no video" : String(Math.round(rate * 1000) / 1000);
}

const SUMMARISED = /** @type {Record<string, (value: unknown) => string>} */ ({
  lines: (n) => `${n} lines`,
  line_chars: (n) => `${n} characters a line`,
  cps: (n) => `${n} characters a second`,
  wpm: (n) => `${n} words a minute`,
});

/**
 * The numbers that most people ask for.
 *
 * @param {Profile} profile
 */
function summary({ rules }) {
  const told = rules.filter(({ key, value }) => key in SUMMARISED && value !== "none").map(({ key, value }) => SUMMARISED[key](value));
  return told.length ? `At most ${told.join(", ")}.` : "It has no limits; cues of two lines of 42 characters are built.";
}

/**
 * Query parameters of a delivery.
 *
 * @param {Choice} choice
 * @param {{group: string}} format
 * @returns {string[]}
 */
export function deliveryQuery({ profile, frameRate }, { group }) {
  if (!profile || group !== "subtitles") return [];
  return [`profile=${encodeURIComponent(profile)}`, ...(frameRate ? [`frame_rate=${encodeURIComponent(frameRate)}`] : [])];
}
