/** The library page: recordings with their state, uploads, and the search over all their text. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";
import { isFiltered } from "../../core/library/list-view.js";
import { openEvents } from "../../core/sync/events.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { openSettings } from "../commands/settings-page.js";
import { createDatasets } from "../datasets/datasets.js";
import { DraftChoice, draftOptionsOf } from "../library/draft-options.js";
import { FirstScreen, isFirstScreen } from "../library/first-screen.js";
import { acceptDrops } from "../library/file-drop.js";
import { createLibraryActions } from "../library/library-actions.js";
import { createBulkActions } from "../library/bulk-actions.js";
import { BulkBar } from "../library/bulk-bar.js";
import { ContinueCard } from "../library/continue-card.js";
import { ListBar } from "../library/list-bar.js";
import { createList } from "../library/list-state.js";
import { createRowWindow } from "../library/row-window.js";
import { Recordings } from "../library/recordings-table.js";
import { SampleOffer, sampleWithoutModel } from "../library/sample-offer.js";
import { Hits, searchAsTyped } from "../library/search.js";
import { UploadList } from "../library/upload-list.js";
import { isOver } from "../library/upload-row.js";
import { createUploads } from "../library/uploads.js";
import { PageHeader } from "../ui/page-header.js";
import { createToasts } from "../ui/toasts.js";
import { keepComposition } from "../../core/base/key-press.js";

/** @typedef {import("../../core/sync/api.js").Api} Api */
/** @typedef {import("../../core/sync/api.js").Answers["GET /models"]} Choices */

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("library"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const { lastEvent, mediaExtensions } = root.dataset;
  const events = openEvents(scope, { url: "/api/v1/events", since: lastEvent, open: (url) => new EventSource(url) });
  const settingsStore = createSettings(localStorage);
  const { settings, change } = settingsStore;
  const tell = (/** @type {unknown} */ error) => void toasts.show({ text: messageOf(error), kind: "error" });
  const list = createList(scope, api, tell);
  const rows = createRowWindow(scope, list.want);
  const { query } = list;
  const hits = signal(/** @type {import("../library/search.js").Found | null} */ (null));
  const choices = signal(/** @type {Choices | null} */ (null));
  const isDragging = signal(false);
  const uploads = createUploads(api, { onMedia: ({ id }) => list.changed(id), draftOptions: () => draftOptionsOf(settings.peek()), extensions: new Set(mediaExtensions?.split(" ")) });
  const datasets = createDatasets(api, { events, toasts });
  const actions = {
    ...createLibraryActions(api, { list, uploads, toasts }),
    choose: change,
    settings: () => openSettings(settingsStore),
    search: list.search,
    list,
    rows,
    bulk: createBulkActions(api, { list, toasts, choices: choices.peek.bind(choices), settings: settings.peek.bind(settings), datasets }),
    datasets,
  };

  root.replaceChildren(); // remove "Loading" from the server's page
  searchAsTyped(scope, api, { query, hits, tell });
  acceptDrops(scope, { isDragging, add: actions.add, tell });
  followEvents({ api, events, list, choices, attempt: actions.attempt });
  scope.listen(window, "beforeunload", (/** @type {BeforeUnloadEvent} */ event) => {
    const isBusy = !uploads.uploads.peek().every(isOver);
    if (isBusy) event.preventDefault(); // the browser asks for confirmation; the upload can continue later
  });
  const viewOf = () => ({
    summary: list.listed.value.summary,
    sample: list.sample.value,
    uploads: uploads.uploads.value,
    leftOut: uploads.leftOut.value,
    isDragging: isDragging.value,
    isLive: events.isLive.value,
    query: query.value,
    hits: hits.value,
    choices: choices.value,
    settings: settings.value,
  });
  scope.add(effect(() => {
    render(html`<${Page} view=${viewOf()} actions=${actions} queue=${uploads} />`, root);
    rows.drawn();
  }));
  scrollToTopOf(scope, list.view, rows);
  list.begin();
  choices.value = await api.models().catch(() => null);
  if (choices.value) replaceRemovedModel(choices.value, settingsStore, toasts);
}

/**
 * Take the default where the chosen model was removed.
 *
 * @param {Choices} choices
 * @param {ReturnType<typeof createSettings>} settingsStore
 * @param {import("../ui/toasts.js").Toasts} toasts
 */
function replaceRemovedModel(choices, { settings, change }, toasts) {
  const chosen = settings.peek().draftModel;
  if (chosen === "none" || choices.models.some(({ name }) => name === chosen)) return;
  change({ draftModel: choices.default });
  toasts.show({ text: `The model ${chosen} is not there any more. New recordings are drafted with ${choices.default}.` });
}

/**
 * @typedef {object} Shown what the page shows
 * @property {import("../../core/library/paged-list.js").Summary | null} summary of what is listed; null before the first answer
 * @property {import("../../core/library/list-view.js").Row | null} sample
 * @property {import("../library/uploads.js").Upload[]} uploads
 * @property {import("../../core/library/media-files.js").FoundFile[]} leftOut files of dropped folders that are no media
 * @property {boolean} isDragging files are held over the page
 * @property {boolean} isLive the server can be reached
 * @property {string} query
 * @property {import("../library/search.js").Found | null} hits
 * @property {Choices | null} choices
 * @property {import("../../core/commands/settings.js").Settings} settings
 */

/**
 * @typedef {import("../library/library-actions.js").LibraryActions & {
 *   choose: (changes: Partial<import("../../core/commands/settings.js").Settings>) => void,
 *   settings: () => void,
 *   search: (text: string) => void,
 *   list: import("../library/list-state.js").List,
 *   rows: import("../library/row-window.js").RowWindow,
 *   bulk: import("../library/bulk-actions.js").BulkActions,
 *   datasets: import("../datasets/datasets.js").Datasets,
 * }} PageActions
 */

/**
 * Another filter or order begins at its first row.
 *
 * @param {Scope} scope
 * @param {import("../library/list-state.js").List["view"]} view
 * @param {import("../library/row-window.js").RowWindow} rows
 */
function scrollToTopOf(scope, view, rows) {
  let before = view.peek();
  scope.add(effect(() => {
    if (view.value !== before) rows.toTop();
    before = view.value;
  }));
}

/**
 * @param {object} page
 * @param {Api} page.api
 * @param {import("../../core/sync/events.js").EventStream} page.events
 * @param {import("../library/list-state.js").List} page.list
 * @param {import("@preact/signals").Signal<Choices | null>} page.choices
 * @param {(run: () => Promise<void>) => void} page.attempt
 */
function followEvents({ api, events, list, choices, attempt }) {
  events.on("media", (media) => {
    if (media.deleted) list.gone([media.id]);
    list.changed(media.id);
  });
  events.on("edit", ({ media }) => list.changed(media));
  events.on("job", (job) => {
    if (!job.media) return; // of a collection, or of a recording that is gone
    list.changed(job.media);
    const { model: name, message } = job;
    const isAbsent = choices.peek()?.models.some((model) => model.name === name && !model.present);
    if (isAbsent && !message.startsWith("Fetching")) attempt(async () => void (choices.value = await api.models()));
  });
  events.on("reset", list.refreshSoon);
  let nOpened = 0; // the first connection tells all events since the page was made, so its first list is complete
  events.on("open", () => void (nOpened++ && list.refreshSoon()));
}

/** @param {{view: Shown, actions: PageActions, queue: import("../library/uploads.js").Uploads}} props */
function Page({ view: { summary, sample, uploads, leftOut, isDragging, isLive, query, hits, choices, settings }, actions, queue }) {
  const model = choices?.models.find((one) => one.name === choices.default);
  const offered = sampleWithoutModel(sample, model);
  const isFirst = isFirstScreen(summary, sample);
  return html`
    <${PageHeader} path="/" title="Recordings" query=${query}>
      <input
        class="library-search"
        type="search"
        onKeyDown=${keepComposition}
        dir="auto"
        placeholder="Search in all transcripts"
        aria-label="Search in all transcripts"
        value=${query}
        onInput=${(/** @type {Event} */ event) => actions.search(/** @type {HTMLInputElement} */ (event.target).value)}
      />
      <button class="link" onClick=${actions.settings}>Settings</button>
      <button class="button" onClick=${actions.pickFolder}>Add a folder…</button>
      <button class="button is-main" onClick=${actions.pick}>Add recordings…</button>
    <//>
    <main class=${`library-main${isDragging ? " is-dragging" : ""}`}>
      ${!isLive && summary && html`<p class="notice is-error" role="alert">The server cannot be reached. This page may be out of date; it is refreshed when the server is back.</p>`}
      ${isFirst && html`<${FirstScreen} sample=${sample} pick=${actions.pick} pickFolder=${actions.pickFolder} />`}
      ${choices && html`<${DraftChoice} choices=${choices} settings=${settings} choose=${actions.choose} isFirst=${isFirst} told=${(offered && model?.name) ?? ""} />`}
      ${offered && html`<${SampleOffer} media=${offered} model=${model} actions=${actions} />`}
      <${UploadList} uploads=${uploads} leftOut=${leftOut} queue=${queue} />
      ${summary?.continue && !isFiltered(actions.list.view.value) && html`<${ContinueCard} row=${summary.continue} />`}
      ${summary && summary.n_all > 0 && html`<${ListBar} summary=${summary} list=${actions.list} datasets=${actions.datasets} />`}
      <${BulkBar} list=${actions.list} bulk=${actions.bulk} languages=${choices?.languages ?? []} />
      <${Recordings} list=${actions.list} rows=${actions.rows} offered=${offered?.id} actions=${actions} />
      ${hits && html`<${Hits} found=${hits} query=${query} />`}
      <p class="drop-hint" aria-hidden="true">Drop files or folders anywhere on this page</p>
    </main>
  `;
}

await start();
