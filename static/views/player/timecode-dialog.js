/** The dialog “Timecode”: how this recording's times are shown, and its first timecode. */

import { html } from "htm/preact";

import { frameNumber } from "../../core/player/smpte.js";
import { USUAL_CHOICE, canDrop, rateOf } from "../../core/player/shown-time.js";
import { openDialog } from "../ui/dialogs.js";

/** @typedef {import("../../core/player/shown-time.js").TimecodeChoice} TimecodeChoice */

/**
 * @param {object} question
 * @param {import("../../core/sync/api-types.js").Media} question.media
 * @param {TimecodeChoice | undefined} question.chosen
 * @param {(choice: TimecodeChoice) => void} question.onDone
 */
export function openTimecodeDialog({ media, chosen, onDone }) {
  let choice = { ...USUAL_CHOICE, ...chosen };
  let problem = "";
  const rate = rateOf(media);
  const set = (/** @type {Partial<TimecodeChoice>} */ changed) => {
    choice = { ...choice, ...changed };
    redraw();
  };
  const submit = (/** @type {SubmitEvent} */ event, /** @type {() => void} */ close) => {
    event.preventDefault();
    const start = choice.start.trim();
    const found = rate && frameNumber(start, rate);
    if (found && "problem" in found) {
      problem = found.problem;
      return redraw();
    }
    close();
    onDone({ ...choice, start });
  };
  const pick = (/** @type {string} */ name, /** @type {boolean} */ isChecked, /** @type {string} */ label, /** @type {Partial<TimecodeChoice>} */ changed) => html`<label>
    <input type="radio" name=${name} checked=${isChecked} onChange=${() => set(changed)} /> ${label}</label>`;
  const { redraw } = openDialog("Timecode", (close) => (rate === null
    ? html`<p>Timecodes count frames. This recording has no video with a usual frame rate, so its times are shown as clock times.</p>
      <p class="dialog-actions"><button class="button is-main" autofocus onClick=${close}>Close</button></p>`
    : html`<form onSubmit=${(/** @type {SubmitEvent} */ event) => submit(event, close)}>
      <fieldset class="choices"><legend>Times of this recording</legend>
        ${pick("shown", !choice.isShown, "Clock (1:02:03.4)", { isShown: false })}
        ${pick("shown", choice.isShown, "SMPTE timecode (01:02:03:10)", { isShown: true })}
      </fieldset>
      ${canDrop(media) && html`<fieldset class="choices"><legend>Counting</legend>
        ${pick("drop", choice.isDrop, "Drop-frame (;): agrees with the clock", { isDrop: true })}
        ${pick("drop", !choice.isDrop, "Non-drop (:): 3.6 s an hour behind the clock", { isDrop: false })}
      </fieldset>`}
      <label class="field">Timecode of the first frame <input name="start" value=${choice.start} onInput=${(/** @type {InputEvent} */ event) => void (choice = { ...choice, start: /** @type {HTMLInputElement} */ (event.target).value })} autocomplete="off" spellcheck=${false} /></label>
      ${problem && html`<p class="is-error" role="alert">${problem}</p>`}
      <p class="quiet">${Math.round((1000 * rate.n) / rate.d) / 1000} frames a second, as the media file has them. The choice is kept with the recording, for everybody.</p>
      <p class="dialog-actions"><button type="button" class="button" onClick=${close}>Cancel</button><button class="button is-main" autofocus>Show</button></p>
    </form>`));
}
