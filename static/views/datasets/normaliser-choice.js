/** The field for the normaliser of texts. */

import { html } from "htm/preact";

const NORMALISERS = [["none", "as typed"], ["whisper-english", "Whisper's for English"], ["whisper-basic", "Whisper's for any language"]];

/** @param {{label: string}} props */
export function NormaliserChoice({ label }) {
  return html`<label class="field">${label}
    <select name="normaliser">${NORMALISERS.map(([value, title]) => html`<option key=${value} value=${value}>${title}</option>`)}</select></label>`;
}
