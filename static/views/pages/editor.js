/** The editor page: connects player, timeline, list and store, and handles the keys. */

import { computed, effect, signal, untracked } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { openEvents } from "../../core/sync/events.js";
import { watchServer } from "../../core/sync/connection.js";
import { createServerBanner } from "../ui/server-banner.js";
import { openPendingEdits } from "../../core/sync/pending-edits.js";
import { Scope } from "../../core/base/scope.js";
import { createSettings } from "../../core/commands/settings.js";
import { createRealignment } from "../../core/sync/realignment.js";
import { createStore } from "../../core/sync/transcript-store.js";
import { createJobs } from "../../core/sync/jobs.js";
import { createActions } from "../editing/actions.js";
import { createStepCursor } from "../editing/step-cursor.js";
import { keepCursorInText } from "../ui/caret-memory.js";
import { createAlternatives } from "../editing/alternatives.js";
import { createAppearance } from "../ui/appearance.js";
import { askDraft } from "../editing/asr-dialogs.js";
import { createLastHeardWord } from "../player/last-heard-word.js";
import { askText, openConflict } from "../ui/dialogs.js";
import { openExport } from "../ui/export-dialog.js";
import { openVideoDialog } from "../files/video-dialog.js";
import { openTimecodeDialog } from "../player/timecode-dialog.js";
import { timecodeChoiceOf } from "../../core/player/shown-time.js";
import { makeElement } from "../ui/elements.js";
import { createTranscriptFiles } from "../files/transcript-files.js";
import { createShiftTimes } from "../files/shift-times.js";
import { createCommandSurfaces } from "../commands/command-surfaces.js";
import { createConfidence } from "../review/confidence.js";
import { createEffortMeter } from "../review/effort.js";
import { createFilterBar } from "../review/filter-bar.js";
import { createOtherRecordings } from "../files/other-recordings.js";
import { createHeader } from "../commands/header.js";
import { createStatusLine } from "../commands/status-line.js";
import { createStatistics } from "../review/statistics.js";
import { createHistory } from "../review/history.js";
import { listenToKeys } from "../commands/keyboard.js";
import { createLayout } from "../commands/layout.js";
import { createChosenRows } from "../segments/chosen-rows.js";
import { createChosenBar } from "../segments/chosen-actions.js";
import { createContextMenus } from "../segments/context-menus.js";
import { createCopiedText } from "../segments/copied-text.js";
import { createSegmentList } from "../segments/segment-list.js";
import { createPlaybackCommands } from "../player/playback-commands.js";
import { createPlaceKeeper } from "../segments/place-keeper.js";
import { createNotes } from "../segments/segment-notes.js";
import { createAsrCommands } from "../editing/asr-commands.js";
import { createChecks } from "../checks/checks.js";
import { createShotCuts } from "../timeline/shot-cuts.js";
import { createTimeEstimate } from "../review/time-estimate.js";
import { createPedals } from "../player/foot-pedals.js";
import { createPlayer } from "../player/player.js";
import { createScreenReaderHelp } from "../segments/screen-reader.js";
import { createSegmentTools } from "../segments/segment-tools.js";
import { createSpeakerMenu } from "../segments/speaker-menu.js";
import { createSpeakerWork } from "../speakers/speaker-work.js";
import { createTimeline } from "../timeline/timeline.js";
import { createEdgeTimes } from "../timeline/edge-times.js";
import { createToasts } from "../ui/toasts.js";
import { createTour } from "../commands/tour.js";
import { createTextTools } from "../editing/text-tools.js";

/** @typedef {import("../ui/toasts.js").Toasts} Toasts */

/**
 * What the page knows of its recording and of the server, without any view but the banner of a lost server.
 *
 * @param {Scope} scope
 * @param {{media: import("../../core/sync/api-types.js").Media, element: HTMLElement, toasts: Toasts}} options `element` takes the banner
 */
async function openRecording(scope, { media, element, toasts }) {
  const api = createApi(fetch.bind(window));
  const events = openEvents(scope, { url: "/api/v1/events", open: (url) => new EventSource(url) });
  const isServerGone = watchServer(scope, { isLive: events.isLive, isReachable: async () => (await fetch("/healthz")).ok });
  createServerBanner(scope, { element, isGone: isServerGone });
  const pendingEdits = await openPendingEdits(media.id, { indexedDB, locks: navigator.locks }).catch((error) => withoutPendingEditStore(error, toasts));
  const settingsStore = createSettings(localStorage);
  const { settings } = settingsStore;
  const author = () => settings.peek().author;
  const store = createStore(scope, { mediaId: media.id, api, events, pendingEdits, isServerGone, author, realigns: () => settings.peek().realign });
  const work = createJobs(scope, { mediaId: media.id, api, events });
  return { api, events, settingsStore, author, store, work };
}

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("editor"));
  /** @type {{media: import("../../core/sync/api-types.js").Media, place: import("../../core/review/kept-place.js").ServerPlace | null}} */
  const { media, place } = JSON.parse(document.getElementById("page")?.textContent ?? "{}");
  const scope = new Scope();
  const messages = /** @type {HTMLElement} */ (document.getElementById("toasts"));
  const toasts = createToasts(scope, messages);
  const parts = layOut(root, messages);
  const { api, events, settingsStore, author, store, work } = await openRecording(scope, { media, element: parts.server, toasts });
  const { settings } = settingsStore;
  const segmentId = signal(/** @type {number | null} */ (null));
  const threshold = computed(() => settings.value.doubtPercent / 100);
  const player = createPlayer(scope, store, { element: parts.player, media, readMedia: () => api.media(media.id), settingsStore });
  const list = createSegmentList(scope, {
    element: parts.list,
    rail: parts.rail,
    store,
    player,
    segmentId,
    threshold,
    settings,
    onSpeaker: (id, anchor) => speakers.open(id, anchor),
  });
  const selection = {
    segmentId,
    setSegment(/** @type {number | null} */ id, /** @type {{focus?: boolean, scroll?: boolean, offset?: number, selectTo?: number}} */ options = {}) {
      segmentId.value = id;
      if (id !== null) list.show(id, options);
    },
  };
  const rows = createChosenRows(scope, { store, selection, list });
  const copying = createCopiedText(scope, { store, list, toasts, settings, rows });
  const timeline = createTimeline({ scope, store, player, selection, toasts, settingsStore }, { element: parts.timeline, media });
  const speakers = createSpeakerMenu(scope, {
    store,
    idsAt: rows.idsAt,
    askName: (title, value, onDone) => askText({ title, label: "Name", value, action: "Rename", onDone }),
  });
  const panels = createPanels({ api, store, player, toasts, speakers, list, work, settingsStore });
  const asr = createAsrCommands(scope, { store, work, api, player, timeline, selection, list, toasts, settingsStore });
  const appearance = createAppearance(scope, { settingsStore, toasts });
  const meter = createEffortMeter(scope, { mediaId: media.id, api, store, player, list, author });
  const askAuthor = () => askText({ title: "Name for the history", label: "Your name, as shown in the history", value: author(), action: "Save", onDone: (name) => settingsStore.change({ author: name }) });
  const history = createHistory(scope, { root, list: parts.list, mediaId: media.id, api, store, player, selection, toasts, meter, author: () => settings.value.author, askAuthor });
  const textTools = createTextTools(scope, { root, rail: parts.rail, element: parts.list, store, api, player, list, selection, toasts, settingsStore });
  const layout = createLayout(scope, { root, media, settingsStore, toasts });
  const playbackCommands = createPlaybackCommands(scope, { element: parts.list, store, player, timeline, selection, list, toasts, settingsStore });
  const lastHeardWord = createLastHeardWord({ store, player, list, selection, toasts, settings });
  const realigning = createRealignment(scope, { mediaId: media.id, api, events, segmentId, isWanted: () => settings.peek().realign });
  const times = createEdgeTimes(scope, { store, api, player, timeline, selection, list, settings, realigning });
  const pedals = createPedals(scope, { player, settings });
  const tour = createTour(scope, { rail: parts.rail, store, player, settingsStore, isSample: media.is_sample });
  const commandSurfaces = createCommandSurfaces({ actions: () => actions, store, player, selection, toasts, settingsStore, pedals, tour });
  const speakerWork = createSpeakerWork(scope, { root, rail: parts.rail, element: parts.list, mediaId: media.id, api, events, store, player, timeline, selection, list, toasts, work, settingsStore, idsAt: rows.idsAt, findSpeakers: asr.findSpeakers });
  createScreenReaderHelp(scope, { root, element: parts.list, store, list, segmentId, settings, labelOf: speakerWork.signs.labelOf });
  const confidence = createConfidence(scope, { root, store, player, timeline, selection, list, toasts, threshold });
  const alternatives = createAlternatives(scope, { mediaId: media.id, api, store, player, list, selection, toasts, terms: () => work.hotwords() });
  const filterBar = createFilterBar(scope, { element: parts.work, store, player, list, selection, threshold, settings });
  const places = createPlaceKeeper(scope, { mediaId: media.id, api, serverPlace: place, storage: localStorage, element: parts.list, store, player, timeline, selection, list, filterBar });
  const { remaining, progress } = createTimeEstimate(scope, { store, player, threshold, storage: localStorage, author });
  const shifting = createShiftTimes({ api, store, work, player, timeline, selection, list, toasts, author, rows });
  const transcriptFiles = createTranscriptFiles(scope, { root, api, store, player, selection, work, toasts, author, shiftTimes: shifting.shiftTimes });
  const otherRecordings = createOtherRecordings({ mediaId: media.id, api, store, toasts }, localStorage);
  /** @type {import("../editing/actions.js").Actions} */
  const actions = createActions({ transcriptFiles, shifting, otherRecordings, alternatives, lastHeardWord, commandSurfaces, confidence, filterBar, times, appearance, layout, playbackCommands, store, player, timeline, selection, list, toasts, settings, panels, asr, history, checks: createChecks(scope, { root, list: parts.list, mediaId: media.id, api, store, player, selection, toasts, settingsStore, author }), speakerWork, shotCuts: createShotCuts(scope, { element: parts.timeline, mediaId: media.id, api, events, player, timeline, toasts }), statistics: createStatistics({ mediaId: media.id, api, store, player, selection, threshold }), textTools, rows, copying, columns: { openColumns: () => menus.openColumns() } });
  const menus = createContextMenus(scope, { list, rows, timeline, timelineElement: parts.timeline, store, selection, settingsStore, actions });
  createChosenBar(scope, { element: parts.work, rows, store, actions });
  createHeader(scope, { element: parts.header, store, player, actions, panels, work, settings });
  createStatusLine(scope, { element: parts.status, store, player, work, actions, panels, remaining, progress });
  createSegmentTools(scope, { element: timeline.segmentTools, store, timeline, selection, asr });
  const notes = createNotes(scope, { element: parts.list, list, store, work, asr, settings });
  scope.add(effect(() => timeline.mark(marksOf(notes.lost.value, notes.notices.value, work.jobs.value))));

  createStepCursor(scope, { store, selection });
  keepCursorInText(scope);
  listenToKeys(scope, actions, settings);
  followChanges(scope, { media, api, events, store, player, toasts });

  for (const read of [work.readAll, realigning.read, work.readLost, work.readNotices]) void read();
  await load(store, toasts);
  begin(places, () => goToAddress(store, player, selection));
  await list.whenMade();
  root.dataset.ready = "true";
}

/**
 * Go to the place in the address, else to the one kept.
 *
 * @param {{isKept: () => boolean, begin: (isElsewhere: boolean) => void}} places
 * @param {() => void} goThere
 */
function begin(places, goThere) {
  const isElsewhere = namesPlace() && !(isComingBack() && places.isKept());
  places.begin(isElsewhere);
  if (isElsewhere) goThere();
}

/**
 * Show what the server and the store tell, and save when the user leaves.
 *
 * @param {Scope} scope
 * @param {object} editor
 * @param {{id: string}} editor.media
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/events.js").EventStream} editor.events
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {Toasts} editor.toasts
 */
function followChanges(scope, { media, api, events, store, player, toasts }) {
  events.on("media", (next) => next.id === media.id && player.update({ ...player.media.peek(), ...next }));
  events.on("job", async (job) => {
    if (job.media === media.id) player.update(await api.media(media.id).catch(() => player.media.peek()));
  });
  scope.add(
    effect(() => {
      const notice = store.notice.value;
      if (notice) untracked(() => toasts.show({ text: notice.text, kind: "error" }));
    }),
  );
  askAboutConflicts(scope, store, toasts);
  scope.listen(document, "visibilitychange", () => document.hidden && store.commitTyping());
  scope.listen(window, "pagehide", () => store.commitTyping());
  scope.listen(window, "online", () => store.retry());
}

/**
 * Ranges to mark on the timeline.
 *
 * @param {readonly import("../../core/sync/jobs.js").FailedRange[]} lost
 * @param {readonly import("../../core/sync/jobs.js").Notice[]} notices
 * @param {readonly import("../../core/sync/jobs.js").Job[]} jobs
 * @returns {import("../timeline/regions.js").Mark[]}
 */
function marksOf(lost, notices, jobs) {
  const busy = jobs.filter((job) => job.kind === "redraft");
  return [
    ...lost.map(({ startMs, endMs }) => ({ startMs, endMs, kind: /** @type {const} */ ("lost") })),
    ...notices.map(({ startMs, endMs, language }) =>
      language
        ? { startMs, endMs, kind: /** @type {const} */ ("language") }
        : { startMs, endMs, kind: /** @type {const} */ ("lost"), label: "no words" },
    ),
    ...busy.map(({ start, end }) => ({
      startMs: (start ?? 0) * 1000,
      endMs: (end ?? 0) * 1000,
      kind: /** @type {const} */ ("busy"),
    })),
  ];
}

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} messages
 */
function layOut(root, messages) {
  const header = makeElement("header", "editor-header");
  const line = makeElement("div", "editor-line");
  const status = makeElement("div", "editor-status");
  const server = makeElement("div", "editor-server");
  const stage = makeElement("section", "editor-stage");
  const player = makeElement("div", "editor-player");
  const timeline = makeElement("div", "editor-timeline");
  const work = makeElement("div", "editor-work");
  const list = makeElement("main", "editor-list");
  const rail = makeElement("aside", "editor-rail");
  rail.setAttribute("aria-label", "Hints and messages");
  rail.append(messages);
  work.append(list, rail);
  list.id = "segments"; // the target of the skip link
  stage.setAttribute("aria-label", "Player and timeline");
  stage.append(player, timeline);
  line.append(server, status);
  root.replaceChildren(header, line, stage, work);
  return { header, status, server, player, timeline, work, list, rail };
}

/**
 * Without storage, edits are kept in memory until they are sent; the user is told once.
 *
 * @param {Error} error
 * @param {Toasts} toasts
 * @returns {import("../../core/sync/pending-edits.js").PendingEditStore}
 */
function withoutPendingEditStore(error, toasts) {
  toasts.show({
    text: `Offline storage is not available (${error.message}). If the connection is lost, close this page only after your changes are saved.`,
    kind: "error",
  });
  const nothing = async () => {};
  return { adopt: async () => [], put: nothing, remove: nothing, setBase: nothing };
}

/**
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {Toasts} toasts
 */
async function load(store, toasts) {
  try {
    await store.load();
  } catch (error) {
    toasts.show({
      text: `The transcript could not be loaded: ${error instanceof Error ? error.message : error}`,
      kind: "error",
      action: { label: "Try again", run: () => location.reload() },
    });
    throw error;
  }
}

/**
 * Ask which version to keep, until the user has chosen.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {Toasts} toasts
 */
function askAboutConflicts(scope, store, toasts) {
  let isOpen = false;
  const ask = () => {
    const conflict = store.conflict.peek();
    if (!conflict || isOpen) return;
    isOpen = true;
    openConflict(conflict, (choice) => {
      isOpen = false;
      if (choice && conflict === store.conflict.peek()) store.resolve(choice);
      else if (choice) ask(); // the conflict has changed meanwhile: ask again
      else remind();
    });
  };
  const remind = () =>
    toasts.show({
      text: store.conflict.peek()?.isInvalid
        ? "One of your changes was not accepted. It is kept in this browser until you choose."
        : "One of your changes conflicts with another version. The other version is shown until you choose.",
      kind: "error",
      action: { label: "Choose", run: ask },
    });
  scope.add(effect(() => void (store.conflict.value && untracked(ask))));
}

/** Whether the address names a segment or a time, as links from the search do. */
function namesPlace() {
  const query = new URLSearchParams(location.search);
  return query.has("segment") || query.has("t");
}

/** Whether the page is shown again, after a reload or by the browser's history: then the kept place is later than the address. */
function isComingBack() {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
}

/**
 * Go to `?segment=ID&t=SECONDS`, as in links from the search.
 *
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {import("../player/player.js").Player} player
 * @param {import("../editing/actions.js").Selection} selection
 */
function goToAddress(store, player, selection) {
  const query = new URLSearchParams(location.search);
  const seconds = Number(query.get("t"));
  const segment = store.transcript.peek().segment(Number(query.get("segment")));
  if (query.has("t") && Number.isFinite(seconds)) player.seek(seconds * 1000);
  else if (segment) player.seek(segment.startMs);
  if (segment) selection.setSegment(segment.id, { scroll: true });
}

/**
 * @param {object} editor
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {Toasts} editor.toasts
 * @param {ReturnType<typeof createSpeakerMenu>} editor.speakers
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
function createPanels({ api, store, player, toasts, speakers, list, work, settingsStore }) {
  const media = () => player.media.peek();
  const attempt = (/** @type {() => Promise<void>} */ run) => void run().catch((error) => toasts.fail(error, () => attempt(run)));
  const saved = async () => {
    store.commitTyping();
    if (store.saveState.peek() === "offline") throw new Error("Some changes are not saved yet and would be missing from the export. Try again when they are saved.");
    await store.whenSaved();
  };
  const openVideo = () =>
    attempt(async () => {
      await saved();
      const [{ presets }, { profiles }] = await Promise.all([api.videoStyles(), api.profiles()]);
      openVideoDialog({ api, media: media(), presets, profiles, atMs: player.timeMs.peek() });
    });
  const openTimecode = () =>
    openTimecodeDialog({
      media: media(),
      chosen: timecodeChoiceOf(media(), settingsStore.settings.peek().timecodes[media().id]),
      onDone: (choice) => attempt(async () => {
        await saved(); // the page is drawn again with the other times
        await api.changeMedia(media().id, { timecode: { shown: choice.isShown, drop: choice.isDrop, start: choice.start } });
        location.reload();
      }),
    });
  return {
    openVideo,
    openTimecode,
    openExport: () =>
      attempt(async () => {
        await saved();
        const [{ formats }, { profiles }] = await Promise.all([api.formats(), api.profiles()]);
        openExport(media(), formats, profiles, openVideo);
      }),
    openSpeakers(/** @type {number} */ id) {
      const anchor = list.speakerButton(id);
      if (anchor) speakers.open(id, anchor);
    },
    rename: () =>
      askText({
        title: "Rename the recording",
        label: "Title",
        value: media().title,
        action: "Rename",
        onDone: (title) => attempt(async () => player.update(await api.changeMedia(media().id, { title }))),
      }),
    draft: () =>
      attempt(async () => {
        askDraft({
          choices: await api.models(),
          language: media().language,
          model: media().draft?.model,
          hotwords: work.hotwords(),
          keepsNumbers: work.newestWhole()?.keep_numbers,
          keepsSpelling: work.newestWhole()?.keep_spelling,
          onDone: (options) => attempt(async () => {
            await store.whenSaved(); // the draft keeps the segments of typed text
            await api.draft(media().id, options);
            player.update(await api.media(media().id));
          }),
        });
      }),
    /** Do the failed preparation or draft again, with its options. */
    retryFailed: () =>
      attempt(async () => {
        const { hotwords = [], multilingual = false, keep_numbers = false, keep_spelling = false, model, language } = work.newestWhole() ?? {};
        if (media().state === "failed") await api.addJob(media().id, { kind: "ingest" });
        else await api.draft(media().id, { model, language, hotwords, multilingual, keep_numbers, keep_spelling });
        player.update(await api.media(media().id));
      }),
    restore: () => attempt(async () => player.update(await api.restoreMedia(media().id))),
    cancelDraft: () =>
      attempt(async () => {
        const { jobs } = await api.jobs(media().id);
        for (const job of jobs) {
          if (job.kind === "draft" && ["queued", "running", "paused"].includes(job.state)) await api.cancelJob(job.id);
        }
        player.update(await api.media(media().id));
      }),
  };
}

await start();
