/**
 * The card in a library without a model: download size and source, a button that downloads the model
 * and drafts the sample, and the progress or the reason of a failure.
 */

import { html } from "htm/preact";

import { spellFetch, spellModelSize } from "../ui/format.js";

/** @typedef {import("../editing/asr-dialogs.js").Model} Model */
/** @typedef {import("../../core/library/list-view.js").Row} Media */
/** @typedef {{draftSample: (media: Media, model: string) => void, cancelDraft: (media: Media) => void}} OfferActions */

const FETCHING = /^Fetching model \S+?(?:: (\d+) %)?$/;

/**
 * Progress of the model download that a recording waits for, in percent; null without a download.
 * @param {{state: string, message: string}} media
 */
export function fetchedPercent({ state, message }) {
  const found = state === "drafting" ? FETCHING.exec(message) : null;
  return found && Number(found[1] ?? 0);
}

/**
 * The sample, while it has no draft because no model is installed.
 * @param {Media | null} sample
 * @param {Model | undefined} model the default one
 */
export function sampleWithoutModel(sample, model) {
  if (!sample || !model || model.present) return null;
  return !sample.n_segments && sample.state !== "failed" ? sample : null;
}

/**
 * Start and cancel drafts from the library.
 *
 * @param {import("../../core/sync/api.js").Api} api
 * @param {{changed: (id: string) => void, attempt: (run: () => Promise<void>) => void}} page
 */
export function createDrafting(api, { changed, attempt }) {
  const draft = (/** @type {Media} */ media, /** @type {object} */ options) =>
    attempt(async () => {
      await api.draft(media.id, options);
      changed(media.id);
    });
  return {
    draftAgain: (/** @type {Media} */ media) => draft(media, {}),
    draftSample: (/** @type {Media} */ media, /** @type {string} */ model) => draft(media, { model, language: media.language }),
    cancelDraft: (/** @type {Media} */ media) =>
      attempt(async () => {
        const { jobs } = await api.jobs(media.id);
        const drafts = jobs.filter((job) => job.kind === "draft" && ["queued", "running"].includes(job.state));
        for (const job of drafts) await api.cancelJob(job.id);
        changed(media.id);
      }),
  };
}

/**
 * @param {object} props
 * @param {Media} props.media the sample
 * @param {Model} props.model
 * @param {OfferActions} props.actions
 */
export function SampleOffer({ media, model, actions }) {
  const percent = fetchedPercent(media);
  const start = () => actions.draftSample(media, model.name);
  if (media.state === "drafting") return html`<${Fetching} media=${media} model=${model} percent=${percent} actions=${actions} />`;
  return html`<section class=${`model-offer${media.error ? " is-failed" : ""}`} aria-labelledby="model-offer">
    <div>
      <h2 id="model-offer">${media.error ? `The model ${model.name} could not be downloaded` : "Drafts need a speech recognition model; none is installed yet"}</h2>
      ${media.error
        ? html`<p class="offer-error" role="alert">${media.error}</p>`
        : html`<p>You can already play the sample. To draft it, download ${model.name}: ${spellFetch(model)}. The model and your audio stay on this computer.</p>`}
    </div>
    <button class="button is-main" onClick=${start}>${media.error ? "Try again" : `Download ${model.name} (${spellModelSize(model.size)}) and draft`}</button>
  </section>`;
}

/** @param {{media: Media, model: Model, percent: number | null, actions: OfferActions}} props */
function Fetching({ media, model, percent, actions }) {
  return html`<section class="model-offer" aria-labelledby="model-offer">
    <div>
      <h2 id="model-offer">${percent === null ? `The model ${model.name} will be downloaded next` : `Downloading the model ${model.name}`}</h2>
      <p>${spellFetch(model)}. The draft of the sample starts when the download is complete.</p>
      <progress max="100" value=${percent ?? 0} aria-label=${`Downloading ${model.name}`}></progress>
    </div>
    <button class="button" onClick=${() => actions.cancelDraft(media)}>Stop</button>
  </section>`;
}
