/**
 * Speakers next to the list: rename, merge and remove them, see their share of speech, and listen to them. Everything in it is done
 * by keyboard, too: Enter and the arrows go from name to name, and the key that plays a segment plays the speaker at the cursor.
 */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect, signal } from "@preact/signals";

import { namesake, replaceSpeakerOps } from "../../core/speakers/speaker-edits.js";
import { pressedKey } from "../../core/base/key-press.js";
import { speakerFigures } from "../../core/speakers/figures.js";
import { createSidePanel } from "../ui/side-panel.js";
import { count } from "../ui/format.js";
import { keyOf } from "../ui/key-labels.js";
import { createKnownVoices } from "./known-voices.js";
import { createSpeakerSplit } from "./speaker-split.js";
import { SpeakerPanelView } from "./speaker-panel-view.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

const LONGEST_MS = 8_000; // enough to know a voice
const N_KEYS = 9;

/**
 * @typedef {object} Editor
 * @property {HTMLElement} root the panel's parent
 * @property {HTMLElement} element the panel covers its right part
 * @property {string} mediaId
 * @property {import("../../core/sync/api.js").Api} api
 * @property {import("../../core/sync/transcript-store.js").Store} store
 * @property {import("../player/player.js").Player} player
 * @property {import("../editing/actions.js").Selection} selection
 * @property {import("../ui/toasts.js").Toasts} toasts
 * @property {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} settings
 * @property {(segmentId: number) => readonly number[]} idsAt the segments that a choice at a segment is for
 * @property {import("../../core/sync/jobs.js").Work} work
 * @property {() => void} findSpeakers
 */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {Editor} editor
 */
export function createSpeakerPanel(scope, editor) {
  const { root, element, store, selection, settings, work, findSpeakers } = editor;
  const voices = createKnownVoices(editor);
  const state = { typed: signal(/** @type {ReadonlyMap<string, string>} */ (new Map())), merging: signal(/** @type {string | null} */ (null)) };
  const { panel, isOpen, open, close } = createSidePanel(scope, { root, list: element, label: "Speakers", className: "history speakers", onOpen() {} });
  const transcript = () => store.transcript.peek();
  const focus = (/** @type {string} */ selector) => {
    const target = /** @type {HTMLElement | null} */ (panel.querySelector(selector));
    target?.focus();
    return target !== null;
  };
  const focusName = (/** @type {string | null | undefined} */ id) => {
    if (!id || !focus(`[data-speaker="${CSS.escape(id)}"] .speaker-name`)) focus("input");
  };
  const edits = createEdits(editor, { ...state, focusName });
  const { divided, divide, endDivision } = createSpeakerSplit(editor, focusName);
  const listening = createListening(editor, panel);
  const chooseTarget = (/** @type {string | null} */ id) => {
    const before = state.merging.peek();
    state.merging.value = id;
    if (id !== null) focus(".speaker-targets button");
    else focusName(before);
  };
  const onKey = createNameKeys({ ...state, divided, endDivision, transcript, rename: edits.rename, chooseTarget, focusName, focusNew: () => focus(".speaker-new input") });
  const actions = { ...edits, ...voices, endDivision, divide: (/** @type {string} */ id) => void divide(id).then(() => divided.peek() && focus(".speaker-halves button")), listen: listening.listen, chooseTarget, onKey, close, find: findSpeakers };
  scope.add(
    effect(() => {
      if (!isOpen.value) return;
      void work.jobs.value; // a search for speakers may have ended
      const keyAt = (/** @type {number} */ index) => (index < N_KEYS ? keyOf(`speaker-${index + 1}`, settings.value) : "");
      const view = { figures: speakerFigures(store.transcript.value), typed: state.typed.value, merging: state.merging.value, divided: divided.value, isCountUnsure: work.isCountUnsure(), known: voices.found.value, keyOf: keyAt };
      render(html`<${SpeakerPanelView} view=${view} actions=${actions} />`, panel);
    }),
  );
  const names = computed(() => store.transcript.value.speakers.map(({ id, name }) => `${id} ${name}`).join("\n"));
  scope.add(
    effect(() => {
      void names.value;
      if (isOpen.value && work.jobs.value.length === 0) queueMicrotask(() => void voices.read());
    }),
  );
  return {
    /** Open it with the cursor in the name of the selected segment's speaker, go there, or close it. */
    toggleSpeakers() {
      if (isOpen.peek() && panel.contains(document.activeElement)) return close();
      open(); // again, if it is open: so it knows where the cursor was
      focusName(transcript().segment(selection.segmentId.peek() ?? -1)?.speaker ?? transcript().speakers[0]?.id);
    },
    playFocused: listening.playFocused,
  };
}

/**
 * @typedef {object} PanelState
 * @property {import("@preact/signals").Signal<ReadonlyMap<string, string>>} typed names that are being typed
 * @property {import("@preact/signals").Signal<string | null>} merging the speaker whose target is being chosen
 * @property {(id: string | null | undefined) => void} focusName
 */

/**
 * @param {Editor} editor
 * @param {PanelState} state
 */
function createEdits({ store, player, selection, toasts, idsAt }, { typed, merging, focusName }) {
  const transcript = () => store.transcript.peek();
  const nameOf = (/** @type {string} */ id) => transcript().speaker(id)?.name || id;
  const replace = (/** @type {string} */ from, /** @type {string | null} */ to) => {
    store.commitTyping();
    const name = nameOf(from);
    const ops = replaceSpeakerOps(transcript(), from, to);
    merging.value = null;
    if (!ops.length || !store.apply(ops)) return;
    const nSegments = ops.filter(({ op }) => op === "set_speaker").length;
    const done = to === null ? `${name} was removed.` : `${name} was merged into ${nameOf(to)}.`;
    toasts.show({ text: `${done} ${count(nSegments, "segment")} changed.`, action: store.offerUndo() });
    focusName(to);
  };
  const write = (/** @type {string} */ id, /** @type {string | null} */ name) => {
    const others = [...typed.peek()].filter(([one]) => one !== id);
    typed.value = new Map(name === null ? others : [...others, [id, name]]);
  };
  const offerMerge = (/** @type {string} */ id, /** @type {string} */ name) => {
    const same = namesake(transcript().speakers, id, name);
    if (same) toasts.show({ text: `Two speakers are called ${name} now.`, action: { label: "Merge them", run: () => replace(id, same.id) } });
  };
  return {
    merge: replace,
    remove: (/** @type {string} */ id) => replace(id, null),
    type: write,
    rename(/** @type {string} */ id) {
      const name = typed.peek().get(id)?.trim();
      write(id, null);
      if (name && name !== transcript().speaker(id)?.name && store.apply([{ op: "rename_speaker", id, name }])) offerMerge(id, name);
    },
    assign(/** @type {string} */ speaker) {
      store.commitTyping();
      const at = transcript().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
      const ids = (at ? idsAt(at.id) : []).filter((id) => transcript().segment(id)?.speaker !== speaker);
      if (!at) toasts.show({ text: "Select a segment first." });
      else if (ids.length) store.apply(ids.map((id) => ({ op: "set_speaker", id, speaker })));
    },
    add(/** @type {string} */ name) {
      const id = store.newSpeakerId();
      if (store.apply([{ op: "add_speaker", speaker: { id, name } }])) offerMerge(id, name);
    },
  };
}

/**
 * @param {Editor} editor
 * @param {HTMLElement} panel
 */
function createListening({ store, player, selection }, panel) {
  /** The place that was played last, by speaker. @type {Map<string | null, number>} */
  const played = new Map();
  const listen = (/** @type {Segment} */ segment) => {
    played.set(segment.speaker, segment.id);
    selection.setSegment(segment.id, { scroll: true });
    player.playRange(segment.startMs, Math.min(segment.endMs, segment.startMs + LONGEST_MS));
  };
  return {
    /** Play a place and select its segment, so that a key corrects its speaker. */
    listen,
    /** Play the next place of the speaker at the cursor; false if the cursor is not in the panel. */
    playFocused() {
      const entry = panel.contains(document.activeElement) ? document.activeElement?.closest(".speaker-entry") : null;
      if (!entry) return false;
      const id = entry.getAttribute("data-speaker");
      const places = speakerFigures(store.transcript.peek()).find((one) => one.id === id)?.places ?? [];
      const at = places.findIndex((segment) => segment.id === played.get(id));
      if (places.length) listen(places[(at + 1) % places.length]);
      return true;
    },
  };
}

/**
 * Enter and the arrows go from name to name; Escape takes back what was typed, or ends the choice of a target.
 *
 * @param {PanelState & {transcript: () => import("../../core/document/operations.js").Transcript, rename: (id: string) => void, chooseTarget: (id: string | null) => void, divided: {peek: () => {speaker: string} | null}, endDivision: (isWanted: boolean) => void, focusNew: () => void}} parts
 */
function createNameKeys({ typed, merging, divided, endDivision, transcript, rename, chooseTarget, focusName, focusNew }) {
  const escape = (/** @type {string} */ id) => {
    if (merging.peek() === id) chooseTarget(null);
    else if (divided.peek()?.speaker === id) endDivision(false);
    else if (typed.peek().has(id)) typed.value = new Map([...typed.peek()].filter(([one]) => one !== id));
    else return false;
    return true;
  };
  const move = (/** @type {string} */ id, /** @type {1 | -1} */ step) => {
    rename(id);
    const { speakers } = transcript();
    const next = speakers[speakers.findIndex((speaker) => speaker.id === id) + step];
    if (next) focusName(next.id);
    else if (step > 0) focusNew();
    return true;
  };
  return (/** @type {KeyboardEvent} */ event, /** @type {string} */ id) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const key = pressedKey(event);
    const isInName = event.target instanceof HTMLInputElement;
    const isDone = key === "Escape" ? escape(id) : isInName && (key === "Enter" || key === "ArrowDown") ? move(id, 1) : isInName && key === "ArrowUp" && move(id, -1);
    if (!isDone) return;
    if (key === "Escape" && event.target instanceof HTMLInputElement) event.target.select(); // the next letter begins the name again
    event.preventDefault();
    event.stopPropagation();
  };
}
