/** The dialog before a file is merged: how, with a preview of what changes. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { createLatestAnswer } from "../../core/base/latest-answer.js";
import { formatTime, readTime } from "../../core/player/shown-time.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";
import { WarningList } from "./import-result.js";

/** @typedef {import("../../core/sync/api.js").MergeOptions} MergeOptions */
/** @typedef {import("../../core/sync/api-types.js").Answers["POST /media/{media_id}/merge"]} Merged */

const MODES = /** @type {const} */ ([
  ["interleave", "Another speaker: its cues lie between the segments, at their own times"],
  ["append", "A further part: its cues follow the last segment"],
  ["languages", "A second language: each text lies below that of the same time"],
]);
const CHANGES = /** @type {Record<Merged["preview"][number]["change"], string>} */ ({ added: "new", changed: "new text", approved: "approved, new text", kept: "approved, stays as it is" });

/**
 * @param {object} question
 * @param {string} question.name of the file
 * @param {readonly string[]} question.speakers names to choose from
 * @param {(options: MergeOptions) => Promise<Merged>} question.read what a merge would do
 * @param {(options: MergeOptions) => void} question.onDone
 */
export function openMerge({ name, speakers, read, onDone }) {
  let options = /** @type {MergeOptions} */ ({ mode: "interleave" });
  let found = /** @type {Merged | string | null} */ (null);
  let problem = ""; // of the time at which the file begins, as it is typed
  const take = createLatestAnswer((/** @type {Merged | string} */ answer) => {
    found = answer;
    redraw();
  });
  const change = (/** @type {Partial<MergeOptions>} */ changed) => {
    options = { ...options, ...changed };
    void take(problem ? Promise.resolve(problem) : read(options).catch(messageOf));
  };
  const setBegin = (/** @type {string} */ typed) => {
    const time = typed.trim() ? readTime(typed) : null;
    problem = time && "problem" in time ? time.problem : "";
    change({ at: time && "ms" in time ? String(time.ms / 1000) : undefined });
  };
  const canMerge = () => !problem && found !== null && typeof found !== "string" && found.added + found.changed > 0;
  const { redraw } = openDialog(`Merge “${name}” into this transcript`, (close) => html`<form
    class="import-form merge-form"
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      if (!canMerge()) return;
      close();
      onDone(options);
    }}
  >
    <fieldset class="choices"><legend>How</legend>
      ${MODES.map(([mode, label], n) => html`<label key=${mode}><input type="radio" name="mode" value=${mode} autofocus=${n === 0} checked=${options.mode === mode} onChange=${() => change({ mode })} /> ${label}</label>`)}
    </fieldset>
    <${Fields} options=${options} found=${found} speakers=${speakers} change=${change} setBegin=${setBegin} />
    ${typeof found === "string" ? html`<p class="import-problem" role="alert">${found}</p>` : found && html`<${Preview} found=${found} />`}
    <p class="dialog-actions">
      <button type="button" class="button" onClick=${close}>Cancel</button>
      <button class="button is-main" disabled=${!canMerge()}>Merge</button>
    </p>
  </form>`, { className: "is-wide" });
  change({});
}

/** @param {{options: MergeOptions, found: Merged | string | null, speakers: readonly string[], change: (changed: Partial<MergeOptions>) => void, setBegin: (typed: string) => void}} props */
function Fields({ options, found, speakers, change, setBegin }) {
  const value = (/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).value;
  const flag = (/** @type {Event} */ event) => (/** @type {HTMLInputElement} */ (event.target).checked ? "1" : "0");
  const begin = found && typeof found !== "string" ? formatTime(found.at * 1000, 3) : "";
  return html`<div class="merge-fields">
    <label class="field">The file begins at <input name="at" placeholder=${begin} autocomplete="off" onChange=${(/** @type {Event} */ event) => setBegin(value(event))} /></label>
    ${options.mode !== "languages" && html`<label class="field">Who speaks in cues without a speaker
      <input name="speaker" defaultValue=${options.speaker ?? ""} list="merge-speakers" maxlength="100" autocomplete="off" onChange=${(/** @type {Event} */ event) => change({ speaker: value(event) })} />
      <datalist id="merge-speakers">${speakers.map((one) => html`<option key=${one} value=${one}></option>`)}</datalist></label>`}
    ${options.mode === "languages" && html`<label class="check"><input type="checkbox" name="keep_lines" checked=${options.keep_lines === "1"} onChange=${(/** @type {Event} */ event) => change({ keep_lines: flag(event) })} /> Keep the line breaks of the file</label>`}
    ${options.mode === "languages" && found && typeof found !== "string" && found.approved > 0 && html`<label class="check"><input type="checkbox" name="approved" checked=${options.approved === "1"} onChange=${(/** @type {Event} */ event) => change({ approved: flag(event) })} /> Change ${count(found.approved, "approved segment")} too</label>`}
  </div>`;
}

/** @param {{found: Merged}} props */
function Preview({ found }) {
  const told = [
    found.added && `${count(found.added, "new segment")}`,
    found.changed && `${count(found.changed, "segment")} with a new text`,
    found.kept && `${count(found.kept, "approved segment")} that ${found.kept === 1 ? "stays" : "stay"} as ${found.kept === 1 ? "it is" : "they are"}`,
    found.same && `${count(found.same, "cue")} left out: here already`,
  ].filter(Boolean);
  const nMore = found.added + found.changed + found.kept - found.preview.length;
  return html`<p class="quiet" role="status">${told.length ? `${told.join(", ")}.` : "Nothing would change."}</p>
    <ol class="import-preview" aria-label="Preview">
      ${found.preview.map((one, n) => html`<li key=${n} class=${`merge-${one.change}`}>
        <span class="quiet number">${formatTime(one.start * 1000, 1)}</span> <span class="comparison-badge">${CHANGES[one.change]}</span>
        ${one.speaker && html` <b>${one.speaker}: </b>`} <span dir="auto">${one.text}</span>
      </li>`)}
      ${nMore > 0 && html`<li class="quiet">and ${nMore.toLocaleString("en")} more</li>`}
    </ol><${WarningList} warnings=${found.warnings} />`;
}
