/**
 * The video with the cue over it as it will be exported: the same lines as in the SubRip file, with size
 * and position relative to the video, not to the window.
 */

import { computed, effect, signal } from "@preact/signals";

import { cueText } from "../../core/player/cue.js";

const CUE_SHARE = 0.0533; // of the video's height, as WebVTT's 5.33vh line (https://www.w3.org/TR/webvtt1/#processing-cue-settings)
const SAFE_SHARE = 0.05; // at each side: the title safe area of SMPTE ST 2046-1

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {HTMLVideoElement} options.video
 * @param {Pick<import("./player.js").Player, "timeMs" | "toggle">} options.player
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} options.settings
 */
export function createVideo(scope, { element, video, player, store, settings }) {
  const make = (/** @type {string} */ className) => {
    const made = document.createElement("div");
    made.className = className;
    return made;
  };
  const screen = make("player-screen");
  const safe = make("player-safe");
  const caption = make("player-caption");
  caption.setAttribute("aria-hidden", "true"); // the list has the same text
  caption.dir = "auto";
  safe.append(caption);
  screen.append(video, safe);
  video.disablePictureInPicture = false;
  element.append(screen);
  const size = signal(0);
  const place = () => {
    const box = videoBox(video);
    Object.assign(safe.style, {
      left: `${box.left + box.width * SAFE_SHARE}px`,
      top: `${box.top + box.height * SAFE_SHARE}px`,
      width: `${box.width * (1 - 2 * SAFE_SHARE)}px`,
      height: `${box.height * (1 - 2 * SAFE_SHARE)}px`,
    });
    size.value = box.height * CUE_SHARE;
  };
  const observer = new ResizeObserver(place);
  observer.observe(video);
  scope.add(() => observer.disconnect());
  for (const type of ["loadedmetadata", "resize"]) scope.listen(video, type, place);
  scope.listen(screen, "click", () => player.toggle());

  const text = computed(() => cuesAt(store, player.timeMs.value, settings.value.captionSpeakers));
  scope.add(
    effect(() => {
      caption.textContent = text.value;
      caption.hidden = !text.value;
    }),
  );
  scope.add(effect(() => void (caption.style.fontSize = `${(size.value * settings.value.captionPercent) / 100}px`)));
  scope.add(effect(() => void safe.classList.toggle("is-shown", settings.value.showSafeArea)));
}

/**
 * All cues at a time, in order of their start, as players stack them.
 *
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {number} ms
 * @param {boolean} withSpeakers
 */
function cuesAt(store, ms, withSpeakers) {
  const { segments, speakers } = store.transcript.value;
  const here = store.index.value.visible(ms, ms + 1).map((i) => cueText(segments[i], speakers, withSpeakers));
  return here.filter(Boolean).join("\n");
}

/**
 * Position of the video in its element, without the black bars.
 * @param {HTMLVideoElement} video
 */
function videoBox(video) {
  const { offsetWidth: width, offsetHeight: height, videoWidth, videoHeight } = video;
  const scale = videoWidth ? Math.min(width / videoWidth, height / videoHeight) : 0;
  const shown = scale ? { width: videoWidth * scale, height: videoHeight * scale } : { width, height };
  return { ...shown, left: (width - shown.width) / 2, top: (height - shown.height) / 2 };
}
