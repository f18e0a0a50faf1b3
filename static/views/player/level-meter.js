/**
 * The level meter in the player's bar: left and right, peak and RMS in dBFS, peak hold, and a clip mark
 * that stays until it is pressed. It draws only during playback.
 */

import { effect } from "@preact/signals";

import { SILENCE_DB, SILENT, measure, nextLevel } from "../../core/player/levels.js";

const WIDTH_PX = 110;
const HEIGHT_PX = 18;
const BAR_PX = 6;
const SCALE_DB = [-48, -36, -24, -12, -6];
const LOUD_DB = -6; // from here on the bar has a warning colour
const CALM_MS = 250; // between two frames with reduced motion
const ANNOUNCE_MS = 1_000;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element
 * @param {import("./player.js").Player} options.player
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} options.settings
 */
export function createMeter(scope, { element, player, settings }) {
  const parts = buildParts();
  element.append(parts.root);
  const ctx = /** @type {CanvasRenderingContext2D} */ (parts.canvas.getContext("2d"));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const samples = new Float32Array(2048);
  let levels = [SILENT, SILENT];
  let palette = readPalette(parts.root);
  let frame = 0;
  let drawnAt = 0;
  let announcedAt = 0;

  const read = (/** @type {number} */ now) => {
    const passedMs = Math.min(now - drawnAt, 1_000);
    (player.chain.taps() ?? []).forEach((tap, side) => {
      tap.getFloatTimeDomainData(samples);
      levels[side] = nextLevel(levels[side], measure(samples), now, passedMs);
    });
  };
  const draw = (/** @type {number} */ now) => {
    frame = requestAnimationFrame(draw);
    if (calm.matches && now - drawnAt < CALM_MS) return;
    read(now);
    drawnAt = now;
    paint(ctx, levels, palette);
    const hasClipped = levels.some((level) => level.hasClipped);
    parts.clip.classList.toggle("is-off", !hasClipped);
    if (now - announcedAt > ANNOUNCE_MS) {
      announcedAt = now;
      const peakDb = Math.max(...levels.map((level) => level.heldDb));
      parts.root.dataset.peakDb = peakDb.toFixed(1);
      parts.root.dataset.rmsDb = Math.max(...levels.map((level) => level.rmsDb)).toFixed(1);
      parts.readout.textContent = peakDb <= SILENCE_DB ? "−∞" : peakDb.toFixed(0).replace("-", "−");
    }
  };
  const rest = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    levels = levels.map(({ hasClipped }) => ({ ...SILENT, hasClipped }));
    parts.readout.textContent = "";
    paint(ctx, levels, palette);
  };
  scope.add(
    effect(() => {
      const isShown = settings.value.showMeter && player.chain.isOn.value;
      parts.root.hidden = !settings.value.showMeter;
      parts.root.classList.toggle("is-off", !player.chain.isOn.value); // its place is kept: the chain begins at the first play
      if (isShown && player.playing.value) {
        announcedAt = 0;
        drawnAt = performance.now();
        frame ||= requestAnimationFrame(draw);
      } else rest();
    }),
  );
  scope.listen(parts.clip, "click", () => {
    levels = levels.map((level) => ({ ...level, hasClipped: false }));
    parts.clip.classList.add("is-off");
  });
  const fit = () => {
    parts.canvas.width = WIDTH_PX * devicePixelRatio;
    parts.canvas.height = HEIGHT_PX * devicePixelRatio;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    palette = readPalette(parts.root);
    paint(ctx, levels, palette);
  };
  scope.listen(window, "themechange", fit);
  scope.listen(window, "resize", fit);
  scope.add(() => cancelAnimationFrame(frame));
  fit();
}

function buildParts() {
  const root = document.createElement("span");
  root.className = "player-meter";
  root.title = "Levels of left and right: bar RMS, line peak, in dB below full scale";
  const canvas = document.createElement("canvas");
  canvas.className = "player-meter-canvas";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Level meter");
  const readout = document.createElement("span");
  readout.className = "player-meter-peak";
  const clip = document.createElement("button");
  clip.className = "player-clip is-off";
  clip.textContent = "Clip";
  clip.title = "The audio reached full scale. Press to reset.";
  root.append(canvas, readout, clip);
  return { root, canvas, readout, clip };
}

/** @param {Element} element */
function readPalette(element) {
  const style = getComputedStyle(element);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || "#888";
  return { ground: colour("--line"), rms: colour("--accent"), loud: colour("--warning"), clip: colour("--error"), line: colour("--text"), scale: colour("--sunken") };
}

/** @param {number} db */
function pxOf(db) {
  return Math.min(1, 1 - db / SILENCE_DB) * WIDTH_PX;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../../core/player/levels.js").Level[]} levels
 * @param {ReturnType<typeof readPalette>} palette
 */
function paint(ctx, levels, palette) {
  ctx.clearRect(0, 0, WIDTH_PX, HEIGHT_PX);
  levels.forEach((level, side) => {
    const top = 2 + side * (BAR_PX + 2);
    ctx.fillStyle = palette.ground;
    ctx.fillRect(0, top, WIDTH_PX, BAR_PX);
    ctx.fillStyle = palette.rms;
    ctx.fillRect(0, top, pxOf(level.rmsDb), BAR_PX);
    ctx.fillStyle = level.peakDb >= 0 ? palette.clip : level.peakDb > LOUD_DB ? palette.loud : palette.line;
    if (level.peakDb > SILENCE_DB) ctx.fillRect(pxOf(level.rmsDb), top + BAR_PX / 2 - 1, Math.max(0, pxOf(level.peakDb) - pxOf(level.rmsDb)), 2);
    if (level.heldDb > SILENCE_DB) ctx.fillRect(Math.min(WIDTH_PX - 2, pxOf(level.heldDb)), top, 2, BAR_PX);
  });
  ctx.fillStyle = palette.scale;
  for (const db of SCALE_DB) ctx.fillRect(pxOf(db), 2, 1, HEIGHT_PX - 4);
}
