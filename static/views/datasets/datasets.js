/** The datasets of a collection: the form for another one, the jobs that make them, and the releases. */

import { html } from "htm/preact";
import { effect, signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { nextVersion } from "../../core/datasets/request.js";
import { openDialog } from "../ui/dialogs.js";
import { count } from "../ui/format.js";
import { createComparisonState } from "./comparison-state.js";
import { DatasetForm } from "./form.js";
import { Jobs, Releases } from "./releases.js";

/** @typedef {import("../../core/sync/api-types.js").Job} Job */
/** @typedef {import("../../core/datasets/request.js").Release} Release */
/** @typedef {import("../../core/datasets/request.js").CorpusRequest} CorpusRequest */
/** @typedef {import("../../core/datasets/request.js").Corpus} Corpus */
/** @typedef {import("../../core/sync/api.js").Answers["GET /projects/{project_id}/releases/{release_id}/difference"]} Difference */
/** @typedef {import("./comparison-state.js").InstalledModel} InstalledModel */
/** @typedef {{plan: Corpus | null, error: string, isWaiting: boolean, redacts?: boolean}} Preview `redacts`: words to remove are listed */

const PREVIEW_MS = 350; // after the last change of the form
/** What a job of a collection makes, by its kind. @type {Record<string, string>} */
const MADE = { dataset: "dataset", bakeoff: "comparison of models" };
const UNFINISHED = new Set(["queued", "running", "paused", "failed"]);

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} page
 * @param {import("../../core/sync/events.js").EventStream} page.events
 * @param {import("../ui/toasts.js").Toasts} page.toasts
 */
export function createDatasets(api, { events, toasts }) {
  /** The dialog that is open. @type {ReturnType<typeof createState> | null} */
  let shown = null;
  /** Jobs that were begun here and whose end is told of. @type {Map<number, {id: string, name: string}>} */
  const begun = new Map();
  events.on("job", (job) => {
    if (!("kind" in job) || !(job.kind in MADE)) return;
    shown?.take(job);
    const project = begun.get(job.id);
    if (!project || !["done", "failed"].includes(job.state)) return;
    begun.delete(job.id);
    if (shown) return;
    const what = `The ${MADE[job.kind]} of ${project.name}`;
    toasts.show({ text: job.state === "done" ? `${what} is ready: ${job.message}` : `${what} failed: ${job.error}`, kind: job.state === "done" ? undefined : "error", action: { label: "Show", run: () => void open(project) } });
  });

  /**
   * @param {{id: string, name: string}} project
   * @param {readonly string[]} recordings all of the collection if empty
   */
  const open = async (project, recordings = []) => {
    try {
      const [{ formats }, { releases }, { jobs }] = await Promise.all([api.corpusFormats(), api.releases(project.id), api.projectJobs(project.id)]);
      const state = createState(api, { project, recordings, releases, jobs, onBegun: (job) => void begun.set(job.id, project) });
      shown?.close();
      shown = state;
      const draw = () => html`<${Body} state=${state} formats=${formats} n=${recordings.length} />`;
      const dialog = openDialog(`Datasets of ${project.name}`, draw, { className: "is-wide is-datasets", onClose: () => state.close() });
      state.whenClosed(effect(() => {
        state.watch();
        dialog.redraw();
      }));
      state.whenClosed(() => void (shown = shown === state ? null : shown));
      state.whenClosed(dialog.close);
    } catch (error) {
      toasts.fail(error, () => void open(project, recordings));
    }
  };
  return { open };
}

/**
 * What one dialog shows.
 *
 * @param {import("../../core/sync/api.js").Api} api
 * @param {object} from
 * @param {{id: string, name: string}} from.project
 * @param {readonly string[]} from.recordings
 * @param {Release[]} from.releases
 * @param {Job[]} from.jobs
 * @param {(job: Job) => void} from.onBegun
 */
function createState(api, { project, recordings, releases: knownReleases, jobs: knownJobs, onBegun }) {
  const releases = signal(knownReleases);
  const jobs = signal(knownJobs.filter(({ kind, state }) => kind === "dataset" && UNFINISHED.has(state)));
  const comparisons = createComparisonState(api, project.id, onBegun);
  const preview = signal(/** @type {Preview} */ ({ plan: null, error: "", isWaiting: true }));
  const problem = signal("");
  const differences = signal(/** @type {ReadonlyMap<number, Difference>} */ (new Map()));
  /** @type {(() => void)[]} */
  const endings = [];
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  let asking = new AbortController();

  const attempt = async (/** @type {() => Promise<void>} */ run) => {
    problem.value = "";
    await run().catch((error) => void (problem.value = messageOf(error)));
  };
  const take = (/** @type {Job} */ job) => {
    if (job.project !== project.id) return;
    if (job.kind === "bakeoff") return void attempt(() => comparisons.take(job));
    const others = jobs.peek().filter(({ id }) => id !== job.id);
    jobs.value = UNFINISHED.has(job.state) ? [...others, job].sort((a, b) => a.id - b.id) : others;
    if (job.state === "done") void attempt(async () => void (releases.value = (await api.releases(project.id)).releases));
  };
  const ask = async (/** @type {CorpusRequest} */ asked) => {
    asking.abort();
    const mine = (asking = new AbortController());
    try {
      const plan = await api.previewCorpus(project.id, asked, mine.signal);
      preview.value = { plan, error: "", isWaiting: false, redacts: Boolean(asked.redact?.length) };
    } catch (error) {
      if (!mine.signal.aborted) preview.value = { plan: null, error: messageOf(error), isWaiting: false };
    }
  };
  return {
    project, recordings, releases, jobs, preview, problem, differences, take, comparisons: comparisons.shown,
    /** Read all that the dialog shows, so that it is drawn again when that changes. */
    watch: () => [releases, jobs, preview, problem, differences, comparisons.shown].map(({ value }) => value),
    whenClosed: (/** @type {() => void} */ ending) => void endings.push(ending),
    close() {
      clearTimeout(timer);
      asking.abort();
      for (const ending of endings.splice(0)) ending();
    },
    /** The form was changed. @param {CorpusRequest} asked @param {string} error what is wrong in it, if the server need not be asked */
    changed(asked, error) {
      clearTimeout(timer);
      asking.abort();
      if (error) return void (preview.value = { plan: null, error, isWaiting: false });
      preview.value = { ...preview.peek(), isWaiting: true };
      timer = setTimeout(() => void ask(asked), PREVIEW_MS);
    },
    make: (/** @type {CorpusRequest} */ asked) =>
      attempt(async () => {
        const job = await api.makeCorpus(project.id, asked);
        onBegun(job);
        take(job);
      }),
    pause: (/** @type {Job} */ { id }) => attempt(async () => take(await api.pauseJob(id))),
    resume: (/** @type {Job} */ { id }) => attempt(async () => take(await api.resumeJob(id))),
    cancel: (/** @type {Job} */ { id }) => attempt(async () => take(await api.cancelJob(id))),
    retry: (/** @type {Job} */ { id }) => attempt(async () => void (await api.retryFailures({ jobs: [id], chunks: [] }))),
    toggleComparisons: (/** @type {Release} */ release) => attempt(() => comparisons.toggle(release)),
    compareModels: (/** @type {Release} */ release, /** @type {import("../../core/sync/api.js").BakeoffRequest} */ asked) => attempt(() => comparisons.begin(release, asked)),
    compare: (/** @type {Release} */ release, /** @type {Release} */ before) =>
      attempt(async () => {
        const found = await api.releaseDifference(project.id, release.id, before.id);
        differences.value = new Map([...differences.peek(), [release.id, found]]);
      }),
  };
}

/** @typedef {ReturnType<typeof createState>} State */
/** @typedef {ReturnType<typeof createDatasets>} Datasets */

/** @param {{state: State, formats: import("../../core/datasets/request.js").CorpusFormat[], n: number}} props */
function Body({ state, formats, n }) {
  return html`
    ${n > 0 && html`<p>Of the ${count(n, "selected recording")}.</p>`}
    <${DatasetForm} state=${state} formats=${formats} version=${nextVersion(state.releases.value)} />
    ${state.problem.value && html`<p class="notice is-error" role="alert">${state.problem.value}</p>`}
    <${Jobs} state=${state} />
    <${Releases} state=${state} />`;
}
