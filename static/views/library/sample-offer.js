/**
 * The card of a library without a model: what fetching one takes, a button that fetches it and has
 * the sample drafted, and how far that is or why it failed.
 */

import { html } from "htm/preact";

import { spellFetch, spellModelSize } from "../ui/format.js";

/** @typedef {import("../editing/asr-dialogs.js").Model} Model */

const FETCHING = /^Fetching model \S+?(?:: (\d+) %)?$/;

/**
 * How far a model is that a recording waits for: percent, 0 at the beginning, null if none is fetched.
 * @param {{state: string, message: string}} media
 */
export function fetchedPercent({ state, message }) {
  const found = state === "drafting" ? FETCHING.exec(message) : null;
  return found && Number(found[1] ?? 0);
}

/**
 * The sample, as long as it has no draft because there is no model.
 * @param {any[]} recordings
 * @param {Model | undefined} model the default one
 */
export function sampleWithoutModel(recordings, model) {
  if (!model || model.present) return null;
  const waits = (/** @type {any} */ media) => !media.draft && !media.n_segments && media.state !== "failed";
  return recordings.find((media) => media.is_sample && waits(media)) ?? null;
}

/**
 * Drafts begun and stopped from the library.
 *
 * @param {import("../../core/sync/api.js").Api} api
 * @param {{put: (media: any) => void, attempt: (run: () => Promise<void>) => void}} page
 */
export function createDrafting(api, { put, attempt }) {
  const draft = (/** @type {any} */ media, /** @type {object} */ options) =>
    attempt(async () => {
      await api.draft(media.id, options);
      put(await api.media(media.id));
    });
  return {
    draftAgain: (/** @type {any} */ media) => draft(media, {}),
    draftSample: (/** @type {any} */ media, /** @type {string} */ model) => draft(media, { model, language: media.language }),
    cancelDraft: (/** @type {any} */ media) =>
      attempt(async () => {
        const { jobs } = await api.jobs(media.id);
        const drafts = jobs.filter((/** @type {any} */ job) => job.kind === "draft" && ["queued", "running"].includes(job.state));
        for (const job of drafts) await api.cancelJob(job.id);
        put(await api.media(media.id));
      }),
  };
}

/**
 * @param {object} props
 * @param {any} props.media the sample
 * @param {Model} props.model
 * @param {{draftSample: (media: any, model: string) => void, cancelDraft: (media: any) => void}} props.actions
 */
export function SampleOffer({ media, model, actions }) {
  const percent = fetchedPercent(media);
  const start = () => actions.draftSample(media, model.name);
  if (media.state === "drafting") return html`<${Fetching} media=${media} model=${model} percent=${percent} actions=${actions} />`;
  return html`<section class=${`model-offer${media.error ? " is-failed" : ""}`} aria-labelledby="model-offer">
    <div>
      <h2 id="model-offer">${media.error ? `The model ${model.name} could not be fetched` : "Drafts need a model, and there is none here yet"}</h2>
      ${media.error
        ? html`<p class="offer-error" role="alert">${media.error}</p>`
        : html`<p>The sample can be played already. To have it drafted, get ${model.name}: ${spellFetch(model)}. It stays on this machine, and so does your sound.</p>`}
    </div>
    <button class="button is-main" onClick=${start}>${media.error ? "Try again" : `Get ${model.name} (${spellModelSize(model.size)}) and draft`}</button>
  </section>`;
}

/** @param {any} props */
function Fetching({ media, model, percent, actions }) {
  return html`<section class="model-offer" aria-labelledby="model-offer">
    <div>
      <h2 id="model-offer">${percent === null ? `The model ${model.name} is fetched next` : `The model ${model.name} is being fetched`}</h2>
      <p>${spellFetch(model)}. The draft of the sample begins as soon as it is here.</p>
      <progress max="100" value=${percent ?? 0} aria-label=${`Fetching ${model.name}`}></progress>
    </div>
    <button class="button" onClick=${() => actions.cancelDraft(media)}>Stop</button>
  </section>`;
}
