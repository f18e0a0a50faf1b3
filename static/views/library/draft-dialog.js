/** The dialog before many recordings are drafted. */

import { html } from "htm/preact";

import { KEEP_NUMBERS, KEEP_SPELLING, readHotwords } from "../editing/asr-dialogs.js";
import { openDialog } from "../ui/dialogs.js";
import { count, formatLanguage, spellFetch } from "../ui/format.js";

/** @typedef {{model: string, language: string | null, hotwords: string[], multilingual: boolean, keep_numbers: boolean, keep_spelling: boolean}} DraftOptions */

/**
 * @param {object} question
 * @param {number} question.n recordings
 * @param {import("../editing/asr-dialogs.js").Choices} question.choices
 * @param {import("../../core/commands/settings.js").Settings} question.settings
 * @param {(options: DraftOptions) => void} question.onDone
 */
export function askBulkDraft({ n, choices, settings, onDone }) {
  const chosen = choices.models.find(({ name }) => name === settings.draftModel)?.name ?? choices.default;
  openDialog(`Draft ${count(n, "recording")}`, (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      close();
      onDone({
        model: String(form.get("model")),
        language: String(form.get("language")) || null,
        hotwords: readHotwords(String(form.get("hotwords") ?? "")),
        multilingual: form.has("multilingual"),
        keep_numbers: form.has("keep_numbers"),
        keep_spelling: form.has("keep_spelling"),
      });
    }}
  >
    <p>Recordings that have text are drafted again: the new text replaces the old one range by range, and segments that a person has changed stay. Each draft can be undone in its recording.</p>
    <label class="field">Model
      <select name="model" autofocus>
        ${choices.models.map((model) => html`<option key=${model.name} value=${model.name} selected=${model.name === chosen}>${model.name}${model.present ? "" : ` (downloaded first: ${spellFetch(model)})`}</option>`)}
      </select>
    </label>
    <label class="field">Language
      <select name="language">
        <option value="">the detected language</option>
        ${choices.languages.map(({ code }) => html`<option key=${code} value=${code} selected=${code === settings.draftLanguage}>${formatLanguage(code)}</option>`)}
      </select>
    </label>
    <label class="field">Names and terms, separated by commas
      <textarea name="hotwords" rows="2" placeholder="Zoë Müller, Kubernetes" spellcheck=${false}>${settings.draftHotwords}</textarea>
    </label>
    <label class="check"><input type="checkbox" name="multilingual" checked=${settings.draftDetectEach} /> The language may change within a recording</label>
    <label class="check" title=${KEEP_NUMBERS}><input type="checkbox" name="keep_numbers" checked=${settings.draftKeepNumbers} /> Keep numbers as heard</label>
    <label class="check" title=${KEEP_SPELLING}><input type="checkbox" name="keep_spelling" checked=${settings.draftKeepSpelling} /> Keep spelling as heard</label>
    <p class="dialog-actions"><button class="button is-main">Start the drafts</button></p>
  </form>`);
}
