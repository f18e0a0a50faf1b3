/** Find who speaks in the recording: a dialog that asks for the number, and the job with its outcome. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";
import { keyText } from "../ui/key-labels.js";

/** @typedef {{speakers: string} | {rttm: string}} Asked a number of speakers, or the content of an RTTM file */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createFindSpeakers({ store, work, toasts }) {
  const ask = () => askSpeakers({ nTagged: countTagged(store.transcript.peek().segments), onDone: (asked) => void start(asked) });
  const start = async (/** @type {Asked} */ asked) => {
    const again = { label: "Try again", run: () => void start(asked) };
    const fail = (/** @type {string} */ text) => void toasts.show({ text, kind: "error", action: again });
    try {
      await store.whenSaved(); // tags that are on the screen are kept
      await work.ask({ kind: "speakers", ...asked }, ({ job, nEdits }) => {
        if (job.state === "failed") fail(job.error ?? "The speakers could not be found.");
        else if (job.state === "done") toasts.show({ text: `${job.message} ${keyText("{speakers} names them.")}`, kind: "success", action: outcomeAction(job, nEdits) });
      });
    } catch (error) {
      fail(messageOf(error));
    }
  };
  const outcomeAction = (/** @type {{id: number, reason_code: string | null}} */ { id: job, reason_code: reason }, /** @type {number} */ nEdits) => {
    if (reason === "unsure_count") return { label: "Give the number…", run: ask };
    return nEdits ? store.offerUndo({ job }) : undefined;
  };
  return { findSpeakers: ask };
}

/** @param {readonly import("../../core/document/operations.js").Segment[]} segments */
function countTagged(segments) {
  return segments.filter((segment) => segment.speaker !== null).length;
}

/** @param {{nTagged: number, onDone: (asked: Asked) => void}} question */
function askSpeakers({ nTagged, onDone }) {
  openDialog("Find who speaks", (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const file = form.get("rttm");
      close();
      if (file instanceof File && file.name) void file.text().then((rttm) => onDone({ rttm }));
      else onDone({ speakers: String(form.get("speakers") ?? "").trim() || "auto" });
    }}
  >
    <p>
      Voices are compared, and each word gets a speaker. Segments are cut where the speaker changes. What people
      typed or tagged stays, and all of it is one step that can be undone.
    </p>
    ${nTagged > 0 && html`<p class="hint">${count(nTagged, "segment")} of this recording ${nTagged === 1 ? "has" : "have"} a speaker already. Names stay where the same voice is found again.</p>`}
    <label class="field">Number of speakers
      <input name="speakers" autofocus inputmode="numeric" autocomplete="off" placeholder="found automatically" onInput=${(/** @type {InputEvent} */ event) => {
        const input = /** @type {HTMLInputElement} */ (event.target);
        input.setCustomValidity(isNumberOrRange(input.value) ? "" : "Enter a number from 1 to 99, or a range from low to high such as 2-4. Leave it empty to have the number found.");
      }} />
    </label>
    <p class="hint">In less than a minute of speech the number is a guess: give it if you know it.</p>
    <label class="field">Or the turns of an RTTM file <input type="file" name="rttm" accept=".rttm,text/plain" /></label>
    <p class="dialog-actions"><button class="button is-main">Find the speakers</button></p>
  </form>`);
}

/** Whether the server takes this text as the number of speakers. @param {string} text */
function isNumberOrRange(text) {
  const asked = text.trim().toLowerCase();
  if (!asked || asked === "auto") return true;
  const [, least, most] = /^([1-9][0-9]?)(?:\s*[-–]\s*([1-9][0-9]?))?$/.exec(asked) ?? [];
  return least !== undefined && Number(least) <= Number(most ?? least);
}
