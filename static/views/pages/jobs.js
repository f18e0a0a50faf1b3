/** The jobs page: throughput, workers, and one row a recording with its jobs and failures. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { groupByRecording } from "../../core/jobs/recordings.js";
import { Scope } from "../../core/base/scope.js";
import { Recordings } from "../jobs/recordings.js";
import { Throughput } from "../jobs/throughput.js";
import { Workers } from "../jobs/workers.js";
import { PageHeader } from "../ui/page-header.js";
import { count } from "../ui/format.js";
import { createToasts } from "../ui/toasts.js";

/** @typedef {import("../../core/sync/api-types.js").Work} Work */
/** @typedef {import("../../core/jobs/recordings.js").Failures} Failures */
/** @typedef {import("../jobs/throughput.js").Span} Span */
/** @typedef {import("../../core/jobs/throughput.js").Period} Period */

const REFRESH_MS = 1_500;
const THROUGHPUT_MS = 15_000;
const JOBS_AT_ONCE = 200;

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("jobs"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const state = {
    work: signal(/** @type {Work | null} */ (null)),
    periods: signal(/** @type {Period[] | null} */ (null)),
    span: signal(/** @type {Span} */ ("hour")),
    limit: signal(JOBS_AT_ONCE),
    isAway: signal(false),
  };
  const refresh = async () => {
    try {
      state.work.value = await api.work(state.limit.peek());
      state.isAway.value = false;
    } catch {
      state.isAway.value = true; // shown on the page; the next refresh tries again
    }
  };
  const readThroughput = async () => {
    const span = state.span.peek();
    const answer = await api.throughput(span).catch(() => null); // `refresh` tells that the server is away
    if (answer && span === state.span.peek()) state.periods.value = answer.periods;
  };
  const actions = createActions({ api, toasts, refresh });
  const view = {
    ...actions,
    showMore() {
      state.limit.value += JOBS_AT_ONCE;
      void refresh();
    },
    choose(/** @type {Span} */ span) {
      state.span.value = span;
      state.periods.value = null;
      void readThroughput();
    },
  };
  root.replaceChildren();
  scope.add(
    effect(() =>
      render(html`<${Page} work=${state.work.value} periods=${state.periods.value} span=${state.span.value} isAway=${state.isAway.value} actions=${view} />`, root),
    ),
  );
  await Promise.all([refresh(), readThroughput()]);
  scope.every(REFRESH_MS, () => document.visibilityState === "visible" && void refresh());
  scope.every(THROUGHPUT_MS, () => document.visibilityState === "visible" && void readThroughput());
}

/**
 * @param {object} parts
 * @param {import("../../core/sync/api.js").Api} parts.api
 * @param {import("../ui/toasts.js").Toasts} parts.toasts
 * @param {() => Promise<void>} parts.refresh
 */
function createActions({ api, toasts, refresh }) {
  const attempt = (/** @type {() => Promise<unknown>} */ run) => void run().then(refresh, (error) => toasts.fail(error, () => attempt(run)));
  const retry = (/** @type {Failures} */ failures) =>
    attempt(async () => {
      const { errors } = await api.retryFailures(failures);
      if (errors.length) toasts.show({ text: `${count(errors.length, "failure")} cannot be tried again: ${errors[0].title}`, kind: "error" });
    });
  const dismiss = (/** @type {Failures} */ failures) =>
    attempt(async () => {
      const { done } = await api.dismissFailures(failures);
      const undo = () => attempt(() => api.dismissFailures({ ...failures, dismissed: false }));
      toasts.show({ text: `${count(done, "failure")} dismissed.`, action: { label: "Undo", run: undo } });
    });
  return {
    pause: (/** @type {number} */ id) => attempt(() => api.pauseJob(id)),
    resume: (/** @type {number} */ id) => attempt(() => api.resumeJob(id)),
    cancel: (/** @type {number} */ id) => attempt(() => api.cancelJob(id)),
    retry,
    dismiss,
  };
}

/** @typedef {ReturnType<typeof createActions> & {showMore: () => void, choose: (span: Span) => void}} View */

/** @param {{work: Work | null, periods: Period[] | null, span: Span, isAway: boolean, actions: View}} props */
function Page({ work, periods, span, isAway, actions }) {
  return html`
    <${PageHeader} path="/jobs" title="Jobs"><a class="link" href="/metrics">Prometheus metrics</a><//>
    <main>
      ${isAway && html`<p class="notice is-error" role="alert">The server cannot be reached. This page may be out of date.</p>`}
      ${work?.trouble && html`<p class="notice is-error" role="alert">${work.trouble}</p>`}
      ${work && html`
        <${Throughput} periods=${periods} span=${span} choose=${actions.choose} />
        <${Workers} work=${work} />
        <${Recordings} rows=${groupByRecording(work)} nMore=${work.n_jobs - work.jobs.length} showMore=${actions.showMore} actions=${actions} />
      `}
    </main>
  `;
}

void start();
