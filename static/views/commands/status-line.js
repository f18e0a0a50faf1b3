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
 * @param {{stop: (id: number) => void, resume: (id: number) => void, openStatistics: () => void}} options.actions
 * @param {{cancelDraft: () => void, retryFailed: () => void, restore: () => void}} options.panels
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
            ${media.deleted && html`<${Deleted} restore=${panels.restore} />`}
            ${store.saveState.value === "offline" && html`<${Unsaved} trouble=${store.trouble.value} retry=${store.retry} />`}
            ${failure && html`<${Failure} media=${media} message=${failure} retry=${panels.retryFailed} dismiss=${() => (dismissed.value = failure)} />`}
            <${PlayerNote} media=${media} note=${player.note.value} />
            <${WholeJob} media=${media} jobs=${work.jobs.value} cancel=${panels.cancelDraft} resume=${actions.resume} />
            <${RequestedJobs} jobs=${work.jobs.value} stop=${actions.stop} resume=${actions.resume} />
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

/** @param {{restore: () => void}} props */
function Deleted({ restore }) {
  return html`<span class="chip is-error" role="alert" title="It is no longer in the library. Your changes are kept with it.">
    <span class="chip-text">This recording was deleted</span>
    <button class="link" onClick=${restore}>Restore</button>
  </span>`;
}

/**
 * Why the player does not play. Of a recording in preparation the job's chip says it.
 * @param {{media: Media, note: {text: string, isError: boolean}}} props
 */
function PlayerNote({ media, note }) {
  if (!note.text || (isPreparing(media) && !note.isError)) return null;
  return html`<span class=${`chip player-note${note.isError ? " is-error" : ""}`} role=${note.isError ? "alert" : "status"} title=${note.text}><span class="chip-text">${note.text}</span></span>`;
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
 * @param {{media: Media, jobs: Job[], cancel: () => void, resume: (id: number) => void}} props
 */
function WholeJob({ media, jobs, cancel, resume }) {
  if (media.state === "ready" || media.state === "failed") return null;
  const isDraft = media.state === "drafting";
  const percent = Math.round((media.progress ?? 0) * 100);
  const what = isDraft ? "Drafting" : "Preparing the audio";
  const paused = jobs.find(({ kind, state }) => kind === (isDraft ? "draft" : "ingest") && state === "paused");
  const step = paused ? "is paused" : media.progress === null ? "is queued" : `${percent} %`;
  return html`<span class="chip editor-progress" title=${media.message}>
    <span class="chip-text">${what} ${step}${isDraft && !paused ? formatDraftingLeft(media.eta_s) : ""}</span>
    <progress max="100" value=${paused ? Math.round(paused.progress * 100) : percent} aria-label=${isDraft ? "Draft" : what}></progress>
    ${paused && html`<button class="link" onClick=${() => resume(paused.id)}>Resume</button>`}
    ${isDraft && html`<button class="link" onClick=${cancel}>Stop</button>`}
  </span>`;
}

/**
 * Jobs requested by users, apart from the draft.
 * @param {{jobs: Job[], stop: (id: number) => void, resume: (id: number) => void}} props
 */
function RequestedJobs({ jobs, stop, resume }) {
  const requested = jobs.filter((job) => REQUESTED.includes(job.kind));
  if (!requested.length) return null;
  const [job] = requested;
  const rest = requested.length > 1 ? `, ${requested.length - 1} more` : "";
  return html`<span class="chip editor-progress">
    <span class="chip-text">${describeJob(job)}${rest}</span>
    ${WITH_PROGRESS.includes(job.kind) && html`<progress max="100" value=${Math.round(job.progress * 100)} aria-label=${describeJob(job)}></progress>`}
    ${job.state === "paused" && html`<button class="link" onClick=${() => resume(job.id)} aria-label=${`Resume: ${describeJob(job)}`}>Resume</button>`}
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
  const isPaused = jobs.some(({ kind, state }) => kind === "draft" && state === "paused");
  if (media.state === "drafting") return isPaused ? "The draft is paused" : media.progress === null ? "The draft is queued" : "Drafting";
  if (isPreparing(media)) return "Preparing the audio";
  const job = jobs.find(({ kind }) => REQUESTED.includes(kind));
  return job ? describeJob(job) : "";
}

/** @param {Media} media */
function isPreparing(media) {
  return media.state === "new" || media.state === "ingesting";
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
  return job.state === "paused" ? `Paused: ${nameJob(job).replace(/…$/, "")}` : nameJob(job);
}

/** @param {Job} job */
function nameJob(job) {
  if (job.kind === "align") return "Aligning words…";
  if (job.kind === "align-text") return "Finding the text in the audio…";
  if (job.kind === "resync") return "Moving the times to the audio…";
  if (job.kind === "translate") return "Translating…";
  if (job.kind === "speakers") return "Finding speakers…";
  return `Drafting ${formatClock((job.start ?? 0) * 1000, 1)} – ${formatClock((job.end ?? 0) * 1000, 1)} again…`;
}
