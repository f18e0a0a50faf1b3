/** Dialogs before speech recognition: redraft of a range, redraft of the recording, translation. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { openDialog } from "../ui/dialogs.js";
import { formatLanguage, spellFetch, spellModel, spellSpeed } from "../ui/format.js";

/** @typedef {import("../../core/sync/api.js").Answers["GET /models"]["models"][number]} Model */
/** @typedef {{models: Model[], languages: {code: string}[], default: string}} Choices */
/** @typedef {{model: string, language: string | null, hotwords: string[], overwrite_corrected: boolean, dry_run: boolean}} RangeRequest */
/** @typedef {{model: string, language: string | null}} TranslationRequest */

/** What the option for numbers does not do. */
export const KEEP_SPELLING = "Otherwise names, joined words, capitals and full stops between chunks are written as in most places of the recording: iPhone, not also Iphone";
export const KEEP_NUMBERS = "Otherwise small numbers get the form that most of them have in the recording: 2 or two";
const MAX_HOTWORDS = 200; // the server has the same limit

/**
 * Names and terms separated by commas, semicolons or line breaks.
 * @param {string} text
 */
export function readHotwords(text) {
  return [...new Set(text.split(/[,;\n]/).map((one) => one.trim()).filter(Boolean))].slice(0, MAX_HOTWORDS);
}

/**
 * @param {object} question
 * @param {number} question.startMs
 * @param {number} question.endMs
 * @param {Choices} question.choices
 * @param {number} question.nKept number of edited segments in the range
 * @param {Partial<RangeRequest>} question.before
 * @param {(options: RangeRequest) => void} question.onDone
 */
export function askRange({ startMs, endMs, choices, nKept, before, onDone }) {
  const title = `Draft ${formatClock(startMs, 1)} – ${formatClock(endMs, 1)} again`;
  openDialog(title, (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      close();
      onDone({ ...commonOf(form), overwrite_corrected: form.has("overwrite_corrected"), dry_run: form.has("dry_run") });
    }}
  >
    <p>Runs speech recognition on this range again. The result can be undone.</p>
    <${Common} choices=${choices} before=${before} />
    <label class="check">
      <input type="checkbox" name="overwrite_corrected" checked=${before.overwrite_corrected ?? false} aria-describedby="replaced" />
      Also replace corrected segments
    </label>
    <p class="hint" id="replaced">${spellKept(nKept)}</p>
    <label class="check">
      <input type="checkbox" name="dry_run" checked=${before.dry_run ?? false} aria-describedby="proposed" />
      Show the differences first
    </label>
    <p class="hint" id="proposed">You choose word by word which changes to accept; nothing changes before that.</p>
    <p class="dialog-actions"><button class="button is-main">Draft again</button></p>
  </form>`);
}

/** @param {number} nKept */
function spellKept(nKept) {
  if (!nKept) return "No segment here has been changed by a person yet.";
  return nKept === 1 ? "1 segment here was changed by a person; it stays unless you tick this." : `${nKept} segments here were changed by people; they stay unless you tick this.`;
}

/**
 * @param {object} question
 * @param {Choices} question.choices
 * @param {string | null} question.language
 * @param {string} [question.model] of the draft
 * @param {string[]} question.hotwords
 * @param {boolean} [question.keepsNumbers] as the draft before
 * @param {boolean} [question.keepsSpelling] likewise
 * @param {(options: object) => void} question.onDone
 */
export function askDraft({ choices, language, model, hotwords, keepsNumbers = false, keepsSpelling = false, onDone }) {
  openDialog("Draft again", (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const rest = ["engine", "max_seconds", "max_chars"].map((name) => [name, form.get(name)]).filter(([, value]) => value);
      close();
      onDone({ ...Object.fromEntries(rest), ...commonOf(form), multilingual: form.has("multilingual"), keep_numbers: form.has("keep_numbers"), keep_spelling: form.has("keep_spelling") });
    }}
  >
    <p>Runs speech recognition on the whole recording again. It replaces the text range by range; segments that a person has changed stay. The whole draft can be undone.</p>
    <${Common} choices=${choices} before=${{ model, language: language ?? "", hotwords }} />
    <label class="check"><input type="checkbox" name="multilingual" /> The language may change within the recording</label>
    <label class="check" title=${KEEP_NUMBERS}><input type="checkbox" name="keep_numbers" checked=${keepsNumbers} /> Keep numbers as heard</label>
    <label class="check" title=${KEEP_SPELLING}><input type="checkbox" name="keep_spelling" checked=${keepsSpelling} /> Keep spelling as heard</label>
    <details class="more">
      <summary>Engine and length of segments</summary>
      <label class="field">Engine
        <select name="engine">
          <option value="auto">the faster one for this computer</option>
          <option value="faster-whisper">faster-whisper</option>
          <option value="openai-whisper">openai-whisper (reference)</option>
        </select>
      </label>
      <label class="field">Longest segment, in seconds
        <input name="max_seconds" type="number" min="1" max="60" step="0.5" placeholder="7" />
      </label>
      <label class="field">Most characters in a segment
        <input name="max_chars" type="number" min="10" max="500" placeholder="84" />
      </label>
    </details>
    <p class="dialog-actions"><button class="button is-main">Start the draft</button></p>
  </form>`);
}

/**
 * @param {object} question
 * @param {Choices} question.choices
 * @param {string | null} question.language
 * @param {string} [question.model] of the draft
 * @param {boolean} question.isDone a translation exists, which the new one replaces
 * @param {(options: TranslationRequest) => void} question.onDone
 */
export function askTranslation({ choices, language, model, isDone, onDone }) {
  const models = choices.models.filter(({ name }) => !/turbo|\.en$/.test(name)); // these models were not trained to translate
  const chosen = models.find(({ name }) => name === model)?.name ?? choices.default;
  openDialog("Translate to English", (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      close();
      onDone({ model: String(form.get("model")), language });
    }}
  >
    <p>
      ${language === "en" ? "The recording seems to be in English already. " : ""}The model translates the
      audio. The translation is stored beside the transcript, which is not changed${isDone ? "; it replaces the existing translation" : ""}.
    </p>
    <${ModelField} models=${models} chosen=${chosen} />
    <p class="hint">Larger models translate much better; “base” gives only a rough idea.</p>
    <p class="dialog-actions"><button class="button is-main">Translate</button></p>
  </form>`);
}

/** @param {FormData} form */
function commonOf(form) {
  return {
    model: String(form.get("model")),
    language: String(form.get("language")) || null,
    hotwords: readHotwords(String(form.get("hotwords") ?? "")),
  };
}

/** @param {{choices: Choices, before: Partial<RangeRequest>}} props */
function Common({ choices, before }) {
  const chosen = choices.models.find(({ name }) => name === before.model)?.name ?? choices.default;
  return html`
    <${ModelField} models=${choices.models} chosen=${chosen} />
    <label class="field">Language
      <select name="language">
        <option value="" selected=${!before.language}>the detected language</option>
        ${choices.languages.map(({ code }) => html`<option value=${code} selected=${code === before.language}>${formatLanguage(code)}</option>`)}
      </select>
    </label>
    <label class="field">Names and terms, separated by commas
      <textarea name="hotwords" rows="2" placeholder="Zoë Müller, Kubernetes" spellcheck=${false}>${(before.hotwords ?? []).join(", ")}</textarea>
    </label>
  `;
}

/** @param {{models: Model[], chosen: string}} props */
function ModelField({ models, chosen }) {
  return html`<label class="field">Model
    <select name="model" autofocus>
      ${models.map((model) => html`<option value=${model.name} selected=${model.name === chosen}>${model.name}: ${model.present ? spellModel(model) : `downloaded first, ${spellFetch(model)}, ${spellSpeed(model)}`}</option>`)}
    </select>
  </label>`;
}
