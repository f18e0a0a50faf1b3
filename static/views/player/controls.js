/** The player's controls: play, clock, speed, volume, and switches of the playback options. */

import { html } from "htm/preact";
import { render } from "preact";
import { computed, effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { clamp } from "../../core/base/numbers.js";
import { FASTEST, SLOWEST } from "../../core/player/playback-preferences.js";
import { formatPosition, showsTimecodes, timecodeAt } from "../../core/player/shown-time.js";
import { USUAL_FRAME_RATE, frameAt, toTimecode } from "../../core/player/timecode.js";
import { Icon } from "../ui/icon.js";
import { withKey } from "../ui/key-labels.js";
import { createMeter } from "./level-meter.js";

/** @typedef {import("./player.js").Player} Player */
/** @typedef {import("../../core/commands/settings.js").Settings} Settings */

const RATE_STEP = 0.1;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {Player} options.player
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} options.settingsStore
 */
export function drawBar(scope, { element, player, settingsStore }) {
  const bar = document.createElement("div");
  bar.className = "player-bar";
  const controls = document.createElement("div");
  controls.className = "player-controls";
  bar.append(controls);
  element.append(bar);
  createMeter(scope, { element: bar, player, settings: settingsStore.settings });
  // Rounded to what is shown, so that the bar is rendered ten times a second and not every frame.
  const tenths = computed(() => (player.playing.value ? Math.floor(player.timeMs.value / 100) * 100 : player.timeMs.value));
  scope.add(
    effect(() =>
      render(
        Bar({
          player,
          nowMs: tenths.value,
          isExact: !player.playing.value && !player.media.value.has_video,
          place: formatFrame(player.media.value, tenths.value),
          skipMs: settingsStore.settings.value.skipMs,
          settings: settingsStore.settings.value,
          durationMs: player.durationMs.value,
          isPlaying: player.playing.value,
          rate: player.rate.value,
          volume: player.volume.value,
          switches: switchesOf(player, settingsStore),
        }),
        controls,
      ),
    ),
  );
  scope.add(() => render(null, controls));
}

/**
 * Timecode and frame number of a video; shown while it is paused.
 * @param {import("../../core/sync/api-types.js").Media} media
 * @param {number} ms
 */
function formatFrame(media, ms) {
  if (!media.has_video) return "";
  const rate = media.frame_rate || USUAL_FRAME_RATE;
  const frame = frameAt(ms, rate);
  if (showsTimecodes()) return `frame ${frame}`;
  return `${timecodeAt(ms) || toTimecode(frame, rate)} · frame ${frame}`;
}

/**
 * @typedef {object} Switch
 * @property {string} id the command with the same effect
 * @property {string} label short, shown where there is space
 * @property {string} title
 * @property {string} path
 * @property {boolean} isOn
 * @property {() => void} flip
 * @property {string} [hint]
 */

/**
 * @param {Player} player
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} settingsStore
 * @returns {Switch[]}
 */
function switchesOf(player, { settings, change }) {
  const { pauseAtEnd, pauseWhileTyping, boostPercent, restMs } = settings.value;
  const flip = (/** @type {import("@preact/signals").Signal<boolean>} */ option) => () => void (option.value = !option.value);
  const all = [
    { id: "loop", label: "Repeat", title: "Repeat the segment or the selected range", path: "M7 7h9v3l4.5-4.5L16 1v3.5H4.5V12H7zm10 10H8v-3l-4.5 4.5L8 23v-3.5h11.5V12H17z", isOn: player.loops.value, flip: flip(player.loops) },
    { id: "pause-at-end", label: "Pause at end", title: "Pause at each segment's end", path: "M4 5h3.5v14H4zm6 0h3.5v14H10zm7-2h2.5v18H17z", isOn: pauseAtEnd, flip: () => change({ pauseAtEnd: !pauseAtEnd }) },
    { id: "pause-while-typing", label: "Pause to type", title: `Pause while typing, continue ${restMs / 1000} s after the last key`, path: "M2 6h20v12H2zm2 2v8h16V8zm2 1.5h2v2H6zm4 0h2v2h-2zm4 0h2v2h-2zM7 13h10v1.8H7z", isOn: pauseWhileTyping, flip: () => change({ pauseWhileTyping: !pauseWhileTyping }) },
    { id: "boost", label: "Louder", title: `Louder: ${boostPercent} %`, path: "M3 9v6h4l5 5V4L7 9zm14-2h2.2v3.9H23v2.2h-3.8V17H17v-3.9h-3.8v-2.2H17z", isOn: player.boosts.value, flip: flip(player.boosts) },
    { id: "clarity", label: "Clear", title: "Clear speech: removes hum, evens out levels", path: "M4 10h2v4H4zm4-4h2v12H8zm4-3h2v18h-2zm4 4h2v10h-2zm4 3h2v4h-2z", isOn: player.clears.value, flip: flip(player.clears) },
  ];
  return all.map((each) => ({ ...each, title: withKey(each.title, each.id, settings.value) }));
}

/**
 * @param {object} props
 * @param {Player} props.player
 * @param {number} props.nowMs
 * @param {boolean} props.isExact the clock shows milliseconds
 * @param {string} props.place
 * @param {number} props.skipMs
 * @param {Settings} props.settings
 * @param {number} props.durationMs
 * @param {boolean} props.isPlaying
 * @param {number} props.rate
 * @param {number} props.volume
 * @param {Switch[]} props.switches
 */
function Bar({ player, nowMs, isExact, place, skipMs, settings, durationMs, isPlaying, rate, volume, switches }) {
  const setRate = (/** @type {number} */ to) => {
    player.rate.value = clamp(Math.round(to * 100) / 100, SLOWEST, FASTEST);
  };
  const valueOf = (/** @type {Event} */ event) =>
    Number(/** @type {HTMLInputElement} */ (event.currentTarget).value);
  const skipText = (/** @type {string} */ way) => `${way} ${skipMs / 1000} ${skipMs === 1000 ? "second" : "seconds"}`;
  return html`
    <button class="player-button" title=${withKey(skipText("Back"), "back", settings)} aria-label=${skipText("Back")} onClick=${() => player.skip(-skipMs)}>
      <${Icon} path="M12 5V2L7 6.5 12 11V8a5.5 5.5 0 1 1-5.5 5.5h-2A7.5 7.5 0 1 0 12 5z" />
    </button>
    <button
      class="player-button player-play"
      title=${isPlaying ? "Pause" : "Play"}
      aria-label=${isPlaying ? "Pause" : "Play"}
      onClick=${() => player.toggle()}
    >
      <${Icon} path=${isPlaying ? "M7 4h4v16H7zM13 4h4v16h-4z" : "M7 4l13 8-13 8z"} />
    </button>
    <button class="player-button" title=${withKey(skipText("Forward"), "forward", settings)} aria-label=${skipText("Forward")} onClick=${() => player.skip(skipMs)}>
      <${Icon} path="M12 5V2l5 4.5L12 11V8a5.5 5.5 0 1 0 5.5 5.5h2A7.5 7.5 0 1 1 12 5z" />
    </button>
    <span class="player-clock"><span class="player-now">${formatPosition(nowMs, isExact ? 3 : 1)}</span><span class="player-total"> / ${formatClock(durationMs)}</span></span>
    ${place && html`<span class="player-place" style=${{ visibility: isPlaying ? "hidden" : "visible" }}>${place}</span>`}
    <span class="player-space"></span>
    <span class="player-group player-switches" role="group" aria-label="Playback options">
      ${switches.map((each) => html`<${SwitchButton} key=${each.id} ...${each} />`)}
    </span>
    <span class="player-group" role="group" aria-label="Speed">
      <button class="player-button is-small" aria-label="Slower" title="Slower" disabled=${rate <= SLOWEST} onClick=${() => setRate(rate - RATE_STEP)}>−</button>
      <button class="player-rate" title="Speed; press for normal speed" aria-label=${`Speed ${rate.toFixed(2)}, press for normal speed`} onClick=${() => setRate(1)}>${rate.toFixed(2)}×</button>
      <button class="player-button is-small" aria-label="Faster" title="Faster" disabled=${rate >= FASTEST} onClick=${() => setRate(rate + RATE_STEP)}>+</button>
      <input class="player-rate-slider" type="range" min=${SLOWEST} max=${FASTEST} step="0.05" value=${rate} aria-label="Speed" onInput=${(/** @type {Event} */ event) => setRate(valueOf(event))} />
    </span>
    <label class="player-group" title="Volume">
      <${Icon} path=${volume > 0 ? "M4 9v6h4l5 5V4L8 9zM15.5 8.5a5 5 0 0 1 0 7l-1-1a3.5 3.5 0 0 0 0-5z" : "M4 9v6h4l5 5V4L8 9z"} />
      <input class="player-volume" type="range" min="0" max="1" step="0.05" value=${volume} aria-label="Volume" onInput=${(/** @type {Event} */ event) => (player.volume.value = valueOf(event))} />
    </label>
  `;
}

/** @param {Switch} props */
function SwitchButton({ label, title, path, isOn, flip }) {
  return html`<button class="player-button player-switch" aria-pressed=${String(isOn)} aria-label=${title.startsWith(label) ? title : `${label}: ${title}`} title=${title} onClick=${flip}>
    <${Icon} path=${path} /><span class="switch-label" aria-hidden="true">${label}</span>
  </button>`;
}
