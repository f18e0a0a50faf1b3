/**
 * Playback commands for use while typing: repeat, play a selection, play from before a word, pause while
 * typing, step by frames, and audio filters.
 */

import { computed, effect } from "@preact/signals";

import { locateWords } from "../../core/editing/operations-at.js";
import { USUAL_FRAME_RATE, frameAt, frameStartMs } from "../../core/player/timecode.js";
import { tellInPlace } from "../ui/appearance.js";
import { caretOffset, selectedOffsets } from "../ui/caret.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list, where text is typed
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("./player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 */
export function createPlaybackCommands(scope, { element, store, player, timeline, selection, list, toasts, settingsStore }) {
  const { settings, change } = settingsStore;
  const transcript = () => store.transcript.peek();
  const tell = tellInPlace(toasts);
  const field = () => {
    const found = list.focusedText();
    if (found) store.commitTyping();
    const segment = found && transcript().segment(found.id);
    return segment ? { segment, element: found.element } : null;
  };
  const flip = (/** @type {import("@preact/signals").Signal<boolean>} */ option, /** @type {string} */ name) => {
    option.value = !option.value;
    tell(`${name}: ${option.value ? "on" : "off"}`);
  };

  const repeated = computed(
    () => timeline.range.value ?? store.transcript.value.segment(selection.segmentId.value ?? -1) ?? null,
  );
  scope.add(effect(() => void (player.loopPassage.value = repeated.value)));
  scope.add(
    effect(() => {
      // Without a selection, repeat the segment being played.
      if (!player.loops.value || repeated.peek()) return;
      selection.setSegment(store.index.peek().at(player.timeMs.peek())?.id ?? null);
    }),
  );
  listenToTyping(scope, element, player);

  return {
    toggleLoop: () => flip(player.loops, "Repeat"),
    togglePauseAtEnd() {
      change({ pauseAtEnd: !settings.peek().pauseAtEnd });
      tell(`Pause at each segment's end: ${settings.peek().pauseAtEnd ? "on" : "off"}`);
    },
    togglePauseWhileTyping() {
      change({ pauseWhileTyping: !settings.peek().pauseWhileTyping });
      tell(`Pause while typing: ${settings.peek().pauseWhileTyping ? "on" : "off"}`);
    },
    toggleBoost: () => flip(player.boosts, `Louder (${settings.peek().boostPercent} %)`),
    toggleClarity: () => flip(player.clears, "Clear speech"),
    toggleMeter: () => change({ showMeter: !settings.peek().showMeter }),
    toggleCaptionSpeakers: () => change({ captionSpeakers: !settings.peek().captionSpeakers }),
    toggleSafeArea: () => change({ showSafeArea: !settings.peek().showSafeArea }),
    /** Play the words selected in the text, else the range on the timeline. */
    playSelection() {
      const words = selectedWords(field());
      const range = timeline.range.peek();
      if (words.length) player.playRange(words[0].startMs, words[words.length - 1].endMs);
      else if (range) player.playRange(Math.round(range.startMs), Math.round(range.endMs));
      else toasts.show({ text: "Select words in a text, or drag over a range of the timeline, to play only that." });
    },
    playFromBeforeWord() {
      const at = field();
      const segment = at?.segment ?? transcript().segment(selection.segmentId.peek() ?? -1);
      const fromMs = at ? wordStart(at.segment, caretOffset(at.element)) : segment?.startMs ?? player.timeMs.peek();
      player.seek(fromMs - settings.peek().leadMs);
      player.play();
    },
    /** Step by one frame of the video; without video, by the step length in the settings. */
    stepFrame(/** @type {1 | -1} */ by) {
      const media = player.media.peek();
      const nowMs = player.timeMs.peek();
      player.pause();
      if (!media.has_video) return player.seek(nowMs + by * settings.peek().stepMs);
      const rate = media.frame_rate || USUAL_FRAME_RATE;
      return player.seek(frameStartMs(frameAt(nowMs, rate) + by, rate));
    },
    followAgain: () => list.followAgain(),
    detachPicture: () => detachVideo(toasts),
    /** Rows of the view menu. @returns {import("../ui/menu.js").MenuItem[]} */
    pictureItems() {
      const { showMeter, showSafeArea, captionSpeakers } = settings.peek();
      const videoItems = [
        { label: "Speaker in the cue", checked: captionSpeakers, run: () => change({ captionSpeakers: !captionSpeakers }) },
        { label: "Safe area", checked: showSafeArea, run: () => change({ showSafeArea: !showSafeArea }) },
        { label: "Video in its own window", run: () => void detachVideo(toasts) },
      ];
      const meter = { label: "Level meter", checked: showMeter, isFirst: true, run: () => change({ showMeter: !showMeter }) };
      return [meter, ...(player.media.peek().has_video ? videoItems : [])];
    },
  };
}

/** @typedef {ReturnType<typeof createPlaybackCommands>} PlaybackCommands */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {import("./player.js").Player} player
 */
function listenToTyping(scope, element, player) {
  const isText = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).classList.contains("seg-text");
  scope.listen(element, "input", (event) => isText(event) && player.type());
  scope.listen(element, "keydown", (event) => isText(event) && player.stir());
  scope.listen(element, "compositionstart", (event) => isText(event) && player.compose(true));
  scope.listen(element, "compositionend", () => player.compose(false));
  scope.listen(element, "focusout", () => player.endComposing());
}

/** @param {{segment: Segment, element: HTMLElement} | null} at */
function selectedWords(at) {
  const chosen = at && selectedOffsets(at.element);
  if (!at || !chosen) return [];
  const places = locateWords(at.segment.text, at.segment.words);
  return at.segment.words.filter((_, i) => {
    const place = places[i];
    return place !== null && place.from < chosen.to && place.to > chosen.from;
  });
}

/**
 * Start time of the word at an offset.
 * @param {Segment} segment
 * @param {number} offset
 */
function wordStart(segment, offset) {
  const places = locateWords(segment.text, segment.words);
  const n = places.findLastIndex((place) => place !== null && place.from <= offset);
  return n < 0 ? segment.startMs : segment.words[n].startMs;
}

/** @param {import("../ui/toasts.js").Toasts} toasts */
async function detachVideo(toasts) {
  const video = document.querySelector("video");
  if (!video) return void toasts.show({ text: "This recording has no video." });
  if (document.pictureInPictureElement) return document.exitPictureInPicture();
  if (!document.pictureInPictureEnabled) return void toasts.show({ text: "This browser cannot show the video in its own window." });
  return video.requestPictureInPicture().then(
    () => {},
    (error) => void toasts.show({ text: `The video could not be detached: ${error.message}`, kind: "error" }),
  );
}
