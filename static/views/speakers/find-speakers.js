/** Find who speaks in the recording: a dialog that asks for the number, and the job with its outcome. */

import { html } from "htm/preact";
import { useState } from "preact/hooks";

import { messageOf } from "../../core/base/errors.js";
import { ApiProblem } from "../../core/sync/api.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";
import { keyText } from "../ui/key-labels.js";

/** @typedef {"auto" | "voices" | "channels"} Source */
/** @typedef {{speakers: string, speakers_from: Source} | {rttm: string}} Asked a number of speakers and what to find them by, or the content of an RTTM file */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createFindSpeakers({ store, work, toasts }) {
  /** @param {Asked} [before] */
  const ask = (before) =>
    askSpeakers({ nTagged: countTagged(store.transcript.peek().segments), before, onDone: (asked) => void start(asked) });
  const start = async (/** @type {Asked} */ asked) => {
    const again = { label: "Try again", run: () => void start(asked) };
    const change = { label: "Change…", run: () => void ask(asked) };
    const fail = (/** @type {string} */ text, action = again) => void toasts.show({ text, kind: "error", action });
    try {
      await store.whenSaved(); // tags that are on the screen are kept
      await work.ask({ kind: "speakers", ...asked }, ({ job, nEdits }) => {
        if (job.state === "failed") fail(job.error ?? "The speakers could not be found.");
        else if (job.state === "done") toasts.show({ text: `${job.message} ${keyText("{speakers} names them.")}`, kind: "success", action: outcomeAction(job, nEdits) });
      });
    } catch (error) {
      fail(messageOf(error), error instanceof ApiProblem && error.status < 500 ? change : again); // refused: it would be so again
    }
  };
  const outcomeAction = (/** @type {{id: number, reason_code: string | null}} */ { id: job, reason_code: reason }, /** @type {number} */ nEdits) => {
    if (reason === "unsure_count") return { label: "Give the number…", run: () => void ask() };
    return nEdits ? store.offerUndo({ job }) : undefined;
  };
  return { findSpeakers: () => ask() };
}

/** @param {readonly import("../../core/document/operations.js").Segment[]} segments */
function countTagged(segments) {
  return segments.filter((segment) => segment.speaker !== null).length;
}

/** @typedef {{nTagged: number, before?: Asked, onDone: (asked: Asked) => void}} QuestionProps `before`: what was refused */

/** @param {QuestionProps} question */
function askSpeakers({ nTagged, before, onDone }) {
  openDialog("Find who speaks", (close) => html`<${Question} nTagged=${nTagged} before=${before} onDone=${(/** @type {Asked} */ asked) => {
    close();
    onDone(asked);
  }} />`);
}

/** The form; its fields depend on where speakers come from. @param {QuestionProps} question */
function Question({ nTagged, before, onDone }) {
  const [from, setFrom] = useState(() => sourceOf(before));
  const number = before && "speakers" in before && before.speakers !== "auto" ? before.speakers : "";
  const choose = (/** @type {Event} */ event) => setFrom(/** @type {Source | "rttm"} */ (/** @type {HTMLSelectElement} */ (event.target).value));
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const file = form.get("rttm");
    if (from !== "rttm") onDone({ speakers: String(form.get("speakers") ?? "").trim() || "auto", speakers_from: from });
    else if (file instanceof File) void file.text().then((rttm) => onDone({ rttm }));
  };
  return html`<form onSubmit=${submit}>
    <p>
      Each word gets a speaker. Segments are cut where the speaker changes. What people typed or tagged stays, and all
      of it is one step that can be undone.
    </p>
    ${nTagged > 0 && html`<p class="hint">${count(nTagged, "segment")} of this recording ${nTagged === 1 ? "has" : "have"} a speaker already. Names stay where the same voice is found again.</p>`}
    <label class="field" hidden=${from === "rttm"}>Number of speakers
      <input name="speakers" autofocus=${from !== "rttm"} disabled=${from === "rttm"} defaultValue=${number} inputmode="numeric" autocomplete="off" placeholder="found automatically" onInput=${checkNumber} />
    </label>
    <label class="field">Speakers from <select name="from" value=${from} onChange=${choose}>
      <option value="auto">Automatic: channels, else voices</option>
      <option value="voices">Voices</option>
      <option value="channels">Channels: one speaker on each</option>
      <option value="rttm">RTTM file</option>
    </select></label>
    ${from === "rttm" && html`<label class="field">RTTM file <input type="file" name="rttm" required autofocus=${before !== undefined} accept=".rttm,text/plain" /></label>`}
    <p class="hint">${HINTS[from]}</p>
    <p class="dialog-actions"><button class="button is-main">Find the speakers</button></p>
  </form>`;
}

/** @param {Asked | undefined} asked @returns {Source | "rttm"} */
function sourceOf(asked) {
  if (!asked) return "auto";
  return "rttm" in asked ? "rttm" : asked.speakers_from;
}

const VOICES = "Voices are compared. In less than a minute of speech the number is a guess: give it if you know it.";
const HINTS = {
  auto: `Where each channel has a speaker of its own, as in telephone calls, channels are used. Otherwise: ${VOICES}`,
  voices: VOICES,
  channels: "A voice that leaks into another channel is not counted. Where channels do not tell speakers apart, voices are compared.",
  rttm: "The turns of the file are laid on the words.",
};

/** Say what the field takes. @param {InputEvent} event */
function checkNumber(event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  input.setCustomValidity(isNumberOrRange(input.value) ? "" : "Enter a number from 1 to 99, or a range from low to high such as 2-4. Leave it empty to have the number found.");
}

/** Whether the server takes this text as the number of speakers. @param {string} text */
function isNumberOrRange(text) {
  const asked = text.trim().toLowerCase();
  if (!asked || asked === "auto") return true;
  const [, least, most] = /^([1-9][0-9]?)(?:\s*[-–]\s*([1-9][0-9]?))?$/.exec(asked) ?? [];
  return least !== undefined && Number(least) <= Number(most ?? least);
}
