/** All models side by side: size, speed, languages and what each is good for; a radio button chooses one. */

import { html } from "htm/preact";

import { spellLanguages, spellModel, spellModelSize, spellSpeed } from "../ui/format.js";

/** @typedef {import("../editing/asr-dialogs.js").Model} Model */

/**
 * @param {object} props
 * @param {Model[]} props.models
 * @param {string} props.chosen
 * @param {(name: string) => void} props.choose
 * @param {boolean} props.isOpen at first
 */
export function ModelChoice({ models, chosen, choose, isOpen }) {
  const rest = models.filter((model) => !model.is_main);
  const draw = (/** @type {Model} */ model) => html`<${ModelRow} key=${model.name} model=${model} isChosen=${model.name === chosen} choose=${choose} />`;
  return html`<details class="model-choice" open=${isOpen}>
    <summary>Compare the models</summary>
    <div role="radiogroup" aria-label="Models">
      ${models.filter((model) => model.is_main).map(draw)}
      <details open=${rest.some(({ name }) => name === chosen)}>
        <summary>English-only and earlier models (${rest.length})</summary>
        ${rest.map(draw)}
      </details>
    </div>
    <p>Speeds with “about” are published ones for a processor; the first draft with a model measures it on this computer. A GPU is faster.</p>
  </details>`;
}

/** @param {{model: Model, isChosen: boolean, choose: (name: string) => void}} props */
function ModelRow({ model, isChosen, choose }) {
  const { name, present, size, good_for: goodFor } = model;
  return html`<label class=${`model-row${isChosen ? " is-chosen" : ""}`}>
    <input type="radio" name="compared-model" value=${name} checked=${isChosen} aria-label=${`${name}, ${spellModel(model)}, ${spellLanguages(model)}. ${goodFor}`} onChange=${() => choose(name)} />
    <span class="model-name">${name}${present && html` <span class="model-here">installed</span>`}</span>
    <span>${spellModelSize(size)}</span>
    <span>${spellSpeed(model)}</span>
    <span>${spellLanguages(model)}</span>
    <span class="model-good">${goodFor}</span>
  </label>`;
}
