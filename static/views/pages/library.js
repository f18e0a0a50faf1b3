/** The library page: recordings with their state, uploads, and the search over all their text. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";
import { openEvents } from "../../core/sync/events.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { openSettings } from "../commands/settings-page.js";
import { DraftChoice, draftOptionsOf } from "../library/draft-options.js";
import { FirstScreen, isFirstScreen } from "../library/first-screen.js";
import { acceptDrops } from "../library/file-drop.js";
import { createLibraryActions } from "../library/library-actions.js";
import { createBulkActions } from "../library/bulk-actions.js";
import { BulkBar, ListBar } from "../library/list-bar.js";
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
/** @typedef {import("../../core/sync/api-types.js").Media} Media */

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("library"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const events = openEvents(scope, { url: "/api/v1/events", open: (url) => new EventSource(url) });
  const settingsStore = createSettings(localStorage);
  const { settings, change } = settingsStore;
  const library = createRecordings(api);
  const list = createList(scope, library.recordings);
  const blocks = createRowWindow(scope);
  const { query } = list;
  const hits = signal(/** @type {import("../library/search.js").Found | null} */ (null));
  const choices = signal(/** @type {Choices | null} */ (null));
  const isDragging = signal(false);
  const uploads = createUploads(api, { onMedia: library.put, draftOptions: () => draftOptionsOf(settings.peek()) });
  const tell = (/** @type {unknown} */ error) => void toasts.show({ text: messageOf(error), kind: "error" });
  const actions = {
    ...createLibraryActions(api, { put: library.put, uploads, toasts }),
    choose: change,
    settings: () => openSettings(settingsStore),
    search: list.search,
    list,
    blocks,
    bulk: createBulkActions(api, { put: library.put, toasts, draftOptions: () => draftOptionsOf(settings.peek()) }),
  };

  root.replaceChildren(); // remove "Loading" from the server's page
  searchAsTyped(scope, api, { query, hits, tell });
  acceptDrops(scope, { isDragging, add: actions.add, tell });
  followEvents({ api, events, library, choices, attempt: actions.attempt });
  scope.listen(window, "beforeunload", (/** @type {BeforeUnloadEvent} */ event) => {
    const isBusy = !uploads.uploads.peek().every(isOver);
    if (isBusy) event.preventDefault(); // the browser asks for confirmation; the upload can continue later
  });
  const viewOf = () => ({
    recordings: [...library.recordings.value.values()],
    uploads: uploads.uploads.value,
    leftOut: uploads.leftOut.value,
    isLoaded: library.isLoaded.value,
    isDragging: isDragging.value,
    isLive: events.isLive.value,
    query: query.value,
    hits: hits.value,
    choices: choices.value,
    settings: settings.value,
  });
  scope.add(effect(() => render(html`<${Page} view=${viewOf()} actions=${actions} queue=${uploads} />`, root)));
  await library.reload().catch(tell);
  choices.value = await api.models().catch(() => null);
}

/**
 * @typedef {object} Shown what the page shows
 * @property {Media[]} recordings
 * @property {import("../library/uploads.js").Upload[]} uploads
 * @property {import("../../core/library/media-files.js").FoundFile[]} leftOut files of dropped folders that are no media
 * @property {boolean} isLoaded
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
 *   blocks: import("../library/row-window.js").RowWindow,
 *   bulk: import("../library/bulk-actions.js").BulkActions,
 * }} PageActions
 */

/**
 * The recordings, as they are known here.
 *
 * @param {Api} api
 */
function createRecordings(api) {
  const recordings = signal(/** @type {Map<string, Media>} */ (new Map()));
  const isLoaded = signal(false);
  return {
    recordings,
    isLoaded,
    /** Show a recording as it is now; a deleted one is removed. */
    put(/** @type {Media | {id: string, deleted: true}} */ media) {
      const next = new Map(recordings.peek());
      if (media.deleted) next.delete(media.id);
      else next.set(media.id, { ...next.get(media.id), .../** @type {Media} */ (media) });
      recordings.value = next;
    },
    async reload() {
      const { media } = await api.listMedia();
      recordings.value = new Map(media.map((one) => [one.id, one]));
      isLoaded.value = true;
    },
  };
}

/**
 * @param {object} page
 * @param {Api} page.api
 * @param {import("../../core/sync/events.js").EventStream} page.events
 * @param {ReturnType<typeof createRecordings>} page.library
 * @param {import("@preact/signals").Signal<Choices | null>} page.choices
 * @param {(run: () => Promise<void>) => void} page.attempt
 */
function followEvents({ api, events, library, choices, attempt }) {
  events.on("media", library.put);
  events.on("job", (job) => {
    if (job.media === undefined) return;
    const { media: id, model: name, message } = job;
    attempt(async () => {
      library.put(await api.media(id).catch(() => ({ id, deleted: /** @type {const} */ (true) })));
      const isAbsent = choices.peek()?.models.some((model) => model.name === name && !model.present);
      if (isAbsent && !message.startsWith("Fetching")) choices.value = await api.models();
    });
  });
  events.on("reset", () => attempt(library.reload));
  events.on("open", () => attempt(library.reload));
}

/** @param {{view: Shown, actions: PageActions, queue: import("../library/uploads.js").Uploads}} props */
function Page({ view: { recordings, uploads, leftOut, isLoaded, isDragging, isLive, query, hits, choices, settings }, actions, queue }) {
  const model = choices?.models.find((one) => one.name === choices.default);
  const sample = sampleWithoutModel(recordings, model);
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
      ${!isLive && isLoaded && html`<p class="notice is-error" role="status">The server cannot be reached. This page may be out of date; it is refreshed when the server is back.</p>`}
      ${isLoaded && isFirstScreen(recordings) && html`<${FirstScreen} sample=${recordings[0]} pick=${actions.pick} pickFolder=${actions.pickFolder} />`}
      ${choices && html`<${DraftChoice} choices=${choices} settings=${settings} choose=${actions.choose} isFirst=${isLoaded && isFirstScreen(recordings)} told=${(sample && model?.name) ?? ""} />`}
      ${sample && html`<${SampleOffer} media=${sample} model=${model} actions=${actions} />`}
      <${UploadList} uploads=${uploads} leftOut=${leftOut} queue=${queue} />
      ${isLoaded && recordings.length > 0 && html`<${ListBar} recordings=${recordings} list=${actions.list} />`}
      <${BulkBar} list=${actions.list} bulk=${actions.bulk} languages=${choices?.languages ?? []} />
      <${Recordings} nAll=${recordings.length} list=${actions.list} blocks=${actions.blocks} isLoaded=${isLoaded} offered=${sample?.id} actions=${actions} />
      ${hits && html`<${Hits} found=${hits} query=${query} />`}
      <p class="drop-hint" aria-hidden="true">Drop files or folders anywhere on this page</p>
    </main>
  `;
}

await start();
