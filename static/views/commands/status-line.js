/**
 * The line below the top line: how far the review is, the user's time left, and a chip for each job with its progress, its way
 * to stop and, after a failure, one sentence and a button. The line always has its height, so that nothing below it moves.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { firstSentence } from "../../core/base/sentences.js";
import { formatClock } from "../../core/base/clock.js";
import { count, formatDraftingLeft } from "../ui/format.js";

/** @typedef {import("../../core/sync/jobs.js").Job} Job */
/** @typedef {import("../../core/sync/api-types.js").Media} Media */
/** @typedef {import("../../core/review/progress.js").Progress} Progress */

const REQUESTED = ["redraft", "align", "align-text", "resync", "translate", "speakers"];
const WITH_PROGRESS = ["align-text", "resync", "translate", "speakers"];

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("../player/player.js").Player} options.player
 * @param {import("../../core/sync/jobs.js").Work} options.work
 * @param {{stop: (id: number) => void, openStatistics: () => void}} options.actions
 * @param {{cancelDraft: () => void, retryFailed: () => void}} options.panels
 * @param {import("@preact/signals").ReadonlySignal<{text: string, title: string} | null>} options.remaining work, in words
 * @param {import("@preact/signals").ReadonlySignal<Progress | null>} options.progress
 */
export function createStatusLine(scope, { element, store, player, work, actions, panels, remaining, progress }) {
  const announced = createAnnouncement();
  const dismissed = signal(""); // the message of the failure that the user has closed
  scope.add(
    effect(() => {
      const media = player.media.value;
      const failure = media.error && media.error !== dismissed.value ? media.error : "";
      render(
        html`
          <p class="unseen" role="status">${announced(phaseOf(media, work.jobs.value), failure !== "")}</p>
          <${Review} progress=${progress.value} remaining=${remaining.value} open=${actions.openStatistics} />
          <div class="editor-chips">
            ${store.saveState.value === "offline" && html`<${Unsaved} trouble=${store.trouble.value} retry=${store.retry} />`}
            ${failure && html`<${Failure} media=${media} message=${failure} retry=${panels.retryFailed} dismiss=${() => (dismissed.value = failure)} />`}
            <${WholeJob} media=${media} cancel=${panels.cancelDraft} />
            <${RequestedJobs} jobs=${work.jobs.value} stop=${actions.stop} />
          </div>
        `,
        element,
      );
    }),
  );
  scope.add(() => render(null, element));
}

/** @param {{progress: Progress | null, remaining: {text: string, title: string} | null, open: () => void}} props */
function Review({ progress, remaining, open }) {
  if (!progress) return null;
  const { nSegments, nApproved, nCorrected, nRejected, nWords, nConfirmed } = progress;
  const share = (/** @type {number} */ n) => `${nSegments ? (100 * n) / nSegments : 0}%`;
  const title = `${nApproved} of ${count(nSegments, "segment")} approved, ${nCorrected} corrected, ${nRejected} rejected; ${nConfirmed} of ${count(nWords, "word")} confirmed`;
  return html`<div class="editor-review" title=${title}>
    <button class="review-open" aria-label=${`${title}. Show statistics`} title=${`${title}. Click for statistics`} onClick=${open}>
      <span class="review-bar">
        <span class="is-approved" style=${{ width: share(nApproved) }}></span>
        <span class="is-corrected" style=${{ width: share(nCorrected) }}></span>
        <span class="is-rejected" style=${{ width: share(nRejected) }}></span>
      </span>
    </button>
    <span class="review-segments">${nApproved} of ${nSegments} approved</span>
    <span class="review-words">${nConfirmed} of ${nWords} words confirmed</span>
    ${remaining && html`<span class="editor-left" title=${remaining.title}>${remaining.text}</span>`}
  </div>`;
}

/** @param {{trouble: string, retry: () => void}} props */
function Unsaved({ trouble, retry }) {
  return html`<span class="chip is-error" role="alert" title=${trouble}>
    <span class="chip-text">Changes are kept in this browser until they can be saved</span>
    <button class="link" onClick=${retry}>Try now</button>
  </span>`;
}

/** @param {{media: Media, message: string, retry: () => void, dismiss: () => void}} props */
function Failure({ media, message, retry, dismiss }) {
  return html`<span class="chip is-error editor-error" role="alert" title=${message}>
    <span class="chip-text">${firstSentence(message)}</span>
    <button class="link" onClick=${retry}>${media.state === "failed" ? "Try again" : "Draft again"}</button>
    <button class="chip-close" aria-label="Hide this message" title="Hide this message" onClick=${dismiss}>×</button>
  </span>`;
}

/**
 * The job of the whole recording: preparation or draft.
 * @param {{media: Media, cancel: () => void}} props
 */
function WholeJob({ media, cancel }) {
  if (media.state === "ready" || media.state === "failed") return null;
  const isDraft = media.state === "drafting";
  const percent = Math.round((media.progress ?? 0) * 100);
  const what = isDraft ? "Drafting" : "Preparing the audio";
  return html`<span class="chip editor-progress" title=${media.message}>
    <span class="chip-text">${what} ${media.progress === null ? "is queued" : `${percent} %`}${isDraft ? formatDraftingLeft(media.eta_s) : ""}</span>
    <progress max="100" value=${percent} aria-label=${isDraft ? "Draft" : what}></progress>
    ${isDraft && html`<button class="link" onClick=${cancel}>Stop</button>`}
  </span>`;
}

/**
 * Jobs requested by users, apart from the draft.
 * @param {{jobs: Job[], stop: (id: number) => void}} props
 */
function RequestedJobs({ jobs, stop }) {
  const requested = jobs.filter((job) => REQUESTED.includes(job.kind));
  if (!requested.length) return null;
  const [job] = requested;
  const rest = requested.length > 1 ? `, ${requested.length - 1} more` : "";
  return html`<span class="chip editor-progress">
    <span class="chip-text">${describeJob(job)}${rest}</span>
    ${WITH_PROGRESS.includes(job.kind) && html`<progress max="100" value=${Math.round(job.progress * 100)} aria-label=${describeJob(job)}></progress>`}
    <button class="link" onClick=${() => stop(job.id)} aria-label=${`Stop: ${describeJob(job)}`}>Stop</button>
  </span>`;
}

/**
 * What goes on, without the progress that changes each second: a screen reader says it once.
 *
 * @param {Media} media
 * @param {readonly Job[]} jobs
 */
function phaseOf(media, jobs) {
  if (media.state === "drafting") return media.progress === null ? "The draft is queued" : "Drafting";
  if (media.state === "new" || media.state === "ingesting") return "Preparing the audio";
  const job = jobs.find(({ kind }) => REQUESTED.includes(kind));
  return job ? describeJob(job) : "";
}

/** Tells a phase when it begins and that it has ended; a failure has an alert of its own. */
function createAnnouncement() {
  let last = "";
  let told = "";
  return (/** @type {string} */ phase, /** @type {boolean} */ hasFailed) => {
    if (phase !== last) told = phase || hasFailed ? phase : `Finished: ${last.replace(/…$/, "")}`;
    last = phase;
    return told;
  };
}

/** @param {Job} job */
function describeJob(job) {
  if (job.state === "paused") return "Paused on the jobs page";
  if (job.kind === "align") return "Aligning words…";
  if (job.kind === "align-text") return "Finding the text in the audio…";
  if (job.kind === "resync") return "Moving the times to the audio…";
  if (job.kind === "translate") return "Translating…";
  if (job.kind === "speakers") return "Finding speakers…";
  return `Drafting ${formatClock((job.start ?? 0) * 1000, 1)} – ${formatClock((job.end ?? 0) * 1000, 1)} again…`;
}
