/** The library page: recordings with their state, uploads, and the search over all their text. */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { messageOf } from "../../core/base/errors.js";
import { openEvents } from "../../core/sync/events.js";
import { formatClock } from "../../core/base/clock.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { askText, openExport } from "../ui/dialogs.js";
import { DraftChoice, draftOptionsOf } from "../library/draft-options.js";
import { createDrafting, fetchedPercent, SampleOffer, sampleWithoutModel } from "../library/sample-offer.js";
import { openSettings } from "../commands/settings-page.js";
import { createToasts } from "../ui/toasts.js";
import { createUploads } from "../library/uploads.js";
import { formatDate, formatEta, formatLanguage, formatSize } from "../ui/format.js";

/** @typedef {{hits: any[], more: boolean}} Found */

/** @type {Record<string, string>} */
const TRACK_PROBLEMS = { silent: "no sound", undecodable: "cannot be decoded" };
const SEARCH_PAUSE_MS = 200;
const IS_OVER = new Set(["done", "failed"]);

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("library"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const events = openEvents(scope, { url: "/api/v1/events", open: (url) => new EventSource(url) });
  const recordings = signal(/** @type {Map<string, any>} */ (new Map()));
  const isLoaded = signal(false);
  const isDragging = signal(false);
  const query = signal("");
  const hits = signal(/** @type {Found | null} */ (null));
  const ordered = computed(() =>
    [...recordings.value.values()].sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : 0)),
  );

  const put = (/** @type {any} */ media) => {
    const next = new Map(recordings.peek());
    if (media.deleted) next.delete(media.id);
    else next.set(media.id, { ...next.get(media.id), ...media });
    recordings.value = next;
  };
  const settingsStore = createSettings(localStorage);
  const { settings, change } = settingsStore;
  const choices = signal(/** @type {any} */ (null));
  const uploads = createUploads(api, {
    onMedia: put,
    draftOptions: () => draftOptionsOf(settings.peek()),
  });
  const reload = async () => {
    const { media } = await api.listMedia();
    recordings.value = new Map(media.map((/** @type {any} */ one) => [one.id, one]));
    isLoaded.value = true;
  };
  const tell = (/** @type {unknown} */ error) =>
    void toasts.show({ text: messageOf(error), kind: "error" });
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));

  const actions = {
    add: (/** @type {Iterable<File>} */ files) => uploads.add(files),
    pick() {
      const input = document.createElement("input");
      input.type = "file";
      input.multiple = true;
      input.onchange = () => input.files && uploads.add(input.files);
      input.click();
    },
    rename: (/** @type {any} */ media) =>
      askText({
        title: "Rename the recording",
        label: "Title",
        value: media.title,
        action: "Rename",
        onDone: (title) => attempt(async () => put(await api.changeMedia(media.id, { title }))),
      }),
    remove: (/** @type {any} */ media) =>
      attempt(async () => {
        put(await api.deleteMedia(media.id));
        toasts.show({
          text: `“${media.title}” was deleted.`,
          action: { label: "Undo", run: () => attempt(async () => put(await api.restoreMedia(media.id))) },
        });
      }),
    export: (/** @type {any} */ media) => attempt(async () => openExport(media, (await api.formats()).formats)),
    ...createDrafting(api, { put, attempt }),
    prepareAgain: (/** @type {any} */ media) =>
      attempt(async () => {
        await api.prepare(media.id);
        put(await api.media(media.id));
      }),
    chooseStream: (/** @type {any} */ media, /** @type {number} */ stream) =>
      attempt(async () => put(await api.changeMedia(media.id, { audio_stream: stream }))),
    choose: (/** @type {Partial<import("../../core/commands/settings.js").Settings>} */ changes) => change(changes),
    settings: () => openSettings(settingsStore),
    search(/** @type {string} */ text) {
      query.value = text;
    },
  };

  root.replaceChildren(); // remove "Loading" from the server's page
  searchAsTyped(scope, api, { query, hits, tell });
  acceptDrops(scope, { isDragging, add: actions.add });
  events.on("media", put);
  events.on("job", (job) => job.media !== undefined && attempt(async () => {
    put(await api.media(job.media).catch(() => ({ id: job.media, deleted: true })));
    const absent = choices.peek()?.models.some((/** @type {any} */ model) => model.name === job.model && !model.present);
    if (absent && !job.message.startsWith("Fetching")) choices.value = await api.models();
  }));
  events.on("reset", () => attempt(reload));
  events.on("open", () => attempt(reload));
  scope.listen(window, "beforeunload", (/** @type {BeforeUnloadEvent} */ event) => {
    const isBusy = uploads.uploads.peek().some((upload) => !IS_OVER.has(upload.state));
    if (isBusy) event.preventDefault(); // the browser asks for confirmation; the upload can continue later
  });
  scope.add(
    effect(() =>
      render(
        html`<${Page}
          recordings=${ordered.value}
          uploads=${uploads.uploads.value}
          isLoaded=${isLoaded.value}
          isDragging=${isDragging.value}
          isLive=${events.isLive.value}
          query=${query.value}
          hits=${hits.value}
          choices=${choices.value}
          settings=${settings.value}
          actions=${actions}
          queue=${uploads}
        />`,
        root,
      ),
    ),
  );
  await reload().catch(tell);
  choices.value = await api.models().catch(() => null);
}

/**
 * @param {Scope} scope
 * @param {import("../../core/sync/api.js").Api} api
 * @param {{query: import("@preact/signals").Signal<string>, hits: import("@preact/signals").Signal<Found | null>, tell: (error: unknown) => void}} parts
 */
function searchAsTyped(scope, api, { query, hits, tell }) {
  let running = new AbortController();
  scope.add(
    effect(() => {
      const text = query.value.trim();
      running.abort();
      const current = new AbortController();
      running = current;
      if (!text) {
        hits.value = null;
        return;
      }
      setTimeout(async () => {
        if (current.signal.aborted) return;
        try {
          const found = await api.search(text, current.signal);
          if (!current.signal.aborted) hits.value = found;
        } catch (error) {
          if (!current.signal.aborted) tell(error);
        }
      }, SEARCH_PAUSE_MS);
    }),
  );
}

/**
 * Accept dropped files on the whole page.
 *
 * @param {Scope} scope
 * @param {{isDragging: import("@preact/signals").Signal<boolean>, add: (files: Iterable<File>) => void}} parts
 */
function acceptDrops(scope, { isDragging, add }) {
  const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;
  scope.listen(window, "dragover", (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    isDragging.value = true;
  });
  scope.listen(window, "dragleave", (/** @type {DragEvent} */ event) => {
    if (!event.relatedTarget) isDragging.value = false;
  });
  scope.listen(window, "drop", (/** @type {DragEvent} */ event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    isDragging.value = false;
    add([...(event.dataTransfer?.files ?? [])]);
  });
}

/** @param {any} props */
function Page({ recordings, uploads, isLoaded, isDragging, isLive, query, hits, choices, settings, actions, queue }) {
  const model = choices?.models.find((/** @type {any} */ one) => one.name === choices.default);
  const sample = sampleWithoutModel(recordings, model);
  return html`
    <header class="lib-header">
      <h1><img src="/static/icon.svg" alt="" width="28" height="28" /> Recordings</h1>
      <input
        class="lib-search"
        type="search"
        dir="auto"
        placeholder="Search in all transcripts"
        aria-label="Search in all transcripts"
        value=${query}
        onInput=${(/** @type {Event} */ event) => actions.search(/** @type {HTMLInputElement} */ (event.target).value)}
      />
      <a class="link" href=${`/replace${query ? `?q=${encodeURIComponent(query)}` : ""}`}>Find and replace</a>
      <a class="link" href="/words">Word lists</a>
      <button class="link" onClick=${actions.settings}>Settings</button>
      <a class="link" href="/jobs">Jobs</a>
      <button class="button is-main" onClick=${actions.pick}>Add recordings…</button>
    </header>
    <main class=${`lib-main${isDragging ? " is-dragging" : ""}`}>
      ${!isLive && isLoaded && html`<p class="notice is-error" role="status">The server cannot be reached. This page may be out of date; it is refreshed when the server is back.</p>`}
      ${choices && html`<${DraftChoice} choices=${choices} settings=${settings} choose=${actions.choose} told=${sample ? model.name : ""} />`}
      ${sample && html`<${SampleOffer} media=${sample} model=${model} actions=${actions} />`}
      ${uploads.length > 0 && html`<section class="uploads" aria-label="Uploads">
        ${uploads.map((/** @type {any} */ upload) => html`<${UploadRow} key=${upload.key} upload=${upload} queue=${queue} />`)}
      </section>`}
      ${hits ? html`<${Hits} found=${hits} query=${query} />` : html`<${Recordings} recordings=${recordings} isLoaded=${isLoaded} offered=${sample?.id} actions=${actions} />`}
      <p class="drop-hint" aria-hidden="true">Drop the files anywhere on this page</p>
    </main>
  `;
}

/** @param {any} props */
function UploadRow({ upload, queue }) {
  const percent = upload.file.size ? Math.floor((upload.sent / upload.file.size) * 100) : 100;
  /** @type {Record<string, string>} */
  const texts = { waiting: "waiting", sending: `${percent} %`, offline: upload.message, checking: "checking…", done: upload.message || "added to the library", failed: upload.message };
  return html`<div class=${`upload is-${upload.state}`}>
    <span class="upload-name">${upload.file.name}</span>
    <span class="quiet">${formatSize(upload.file.size)}</span>
    <progress max="100" value=${upload.state === "done" ? 100 : percent} aria-label=${`Upload of ${upload.file.name}`}></progress>
    <span class="upload-state" role="status">${texts[upload.state] ?? ""}</span>
    ${upload.media?.duplicate && html`<a class="link" href=${`/media/${upload.media.id}`}>Open it</a>`}
    ${upload.state === "failed" && html`<button class="link" onClick=${() => queue.retry(upload.key)}>Try again</button>`}
    ${IS_OVER.has(upload.state)
      ? html`<button class="icon-button" aria-label="Close" onClick=${() => queue.close(upload.key)}>×</button>`
      : html`<button class="link" onClick=${() => queue.stop(upload.key)}>Stop</button>`}
  </div>`;
}

/** @param {any} props */
function Recordings({ recordings, isLoaded, offered, actions }) {
  if (!isLoaded) return html`<p class="booting">Loading the library…</p>`;
  if (!recordings.length) {
    return html`<section class="lib-empty">
      <h2>Drop a recording here</h2>
      <p>Audio or video in any format that ffmpeg reads. The draft starts at once, on this computer; you can correct it before it is finished.</p>
      <button class="button is-main" onClick=${actions.pick}>Choose files…</button>
    </section>`;
  }
  return html`<table class="recordings">
    <thead>
      <tr><th>Title</th><th>Length</th><th>Language</th><th>State</th><th>Added</th><th><span class="unseen">Actions</span></th></tr>
    </thead>
    <tbody>
      ${recordings.map((/** @type {any} */ media) => html`<${Recording} key=${media.id} media=${media} isOffered=${media.id === offered} actions=${actions} />`)}
    </tbody>
  </table>`;
}

/** @param {any} props */
function Recording({ media, isOffered, actions }) {
  const error = isOffered ? null : media.error; // shown in the card above
  return html`<tr data-id=${media.id} data-state=${media.state}>
    <td class="rec-title">
      <a href=${`/media/${media.id}`}>${media.title}</a>
      ${media.streams.length > 1 && html`<${StreamChoice} media=${media} actions=${actions} />`}
      ${media.warnings.map((/** @type {string} */ warning) => html`<p class="quiet">${warning}</p>`)}
    </td>
    <td class="number">${media.duration === null ? "" : formatClock(media.duration * 1000)}</td>
    <td>${formatLanguage(media.language)}</td>
    <td class="rec-state"><${State} media=${{ ...media, error }} /></td>
    <td class="quiet">${formatDate(media.created)}</td>
    <td class="rec-actions">
      ${error && media.state === "ready" && html`<button class="link" onClick=${() => actions.draftAgain(media)}>Draft again</button>`}
      ${media.state === "failed" && html`<button class="link" onClick=${() => actions.prepareAgain(media)}>Try again</button>`}
      ${media.n_segments > 0 && html`<button class="link" onClick=${() => actions.export(media)}>Export</button>`}
      <button class="link" onClick=${() => actions.rename(media)}>Rename</button>
      <button class="link" onClick=${() => actions.remove(media)}>Delete</button>
    </td>
  </tr>`;
}

/** @param {any} props */
function State({ media }) {
  if (media.error) return html`<span class="is-error">${media.error}</span>`;
  if (media.state === "ready") return html`${media.n_segments ? `${media.n_segments} segments` : "no text yet"}`;
  const what = media.state === "drafting" ? "Draft" : "Preparing";
  if (media.progress === null) return html`<span>${what}: waiting</span>`;
  const percent = Math.round(media.progress * 100);
  if (fetchedPercent(media) !== null) return html`<span>${media.message}</span>`;
  return html`<span>${what} ${percent} %${formatEta(media.eta)}</span>
    <progress max="100" value=${percent} aria-label=${`${what} of ${media.title}`}></progress>`;
}

/** @param {any} props */
function StreamChoice({ media, actions }) {
  const isBusy = media.state === "new" || media.state === "ingesting";
  return html`<label class="quiet">Audio track
    <select
      disabled=${isBusy}
      onChange=${(/** @type {Event} */ event) => actions.chooseStream(media, Number(/** @type {HTMLSelectElement} */ (event.target).value))}
    >
      ${media.streams.map(
        (/** @type {any} */ stream) => html`<option value=${stream.index} selected=${stream.index === media.audio_stream}>
          ${stream.index + 1}: ${[stream.title, formatLanguage(stream.language), `${stream.channels} ch.`, TRACK_PROBLEMS[stream.problem]].filter(Boolean).join(", ")}
        </option>`,
      )}
    </select>
  </label>`;
}

/** @param {any} props */
function Hits({ found: { hits, more }, query }) {
  if (!hits.length) return html`<p class="lib-empty">No transcript contains “${query}”.</p>`;
  return html`
    ${more && html`<p class="quiet hits-more">Only the first ${hits.length} results are shown. Add words to narrow the search; <a href=${`/replace?q=${encodeURIComponent(query)}`}>Find and replace</a> lists all.</p>`}
    <ol class="hits" aria-label="Search results">
    ${hits.map((/** @type {any} */ hit) => html`<li key=${`${hit.media}/${hit.segment}`}>
      <a href=${`/media/${hit.media}?segment=${hit.segment}&t=${hit.word_start ?? hit.start}`}>
        <span class="hit-place">${hit.title} <span class="quiet">${formatClock(hit.start * 1000)}</span></span>
        <span class="hit-text" dir="auto">${hit.snippet.map((/** @type {any} */ part) => (part.match ? html`<mark>${part.text}</mark>` : part.text))}</span>
      </a>
    </li>`)}
  </ol>`;
}

await start();
