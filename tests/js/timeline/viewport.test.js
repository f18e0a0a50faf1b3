import assert from "node:assert/strict";
import { test } from "node:test";
import { signal } from "@preact/signals-core";

import { endMs, isInView, msToPx } from "../../../static/core/timeline/geometry.js";
import { createViewport } from "../../../static/core/timeline/viewport.js";
import { createRandom } from "../support/random.js";

const HOUR_MS = 3_600_000;

function createPlaying({ durationMs = HOUR_MS, widthPx = 1_000 } = {}) {
  const timeMs = signal(0);
  const playing = signal(true);
  const viewport = createViewport({ timeMs, playing, durationMs: () => durationMs });
  viewport.fit(widthPx);
  /** Playback goes on to a time. @param {number} ms */
  const play = (ms) => {
    timeMs.value = ms;
    viewport.followPlayhead(ms, false);
  };
  const seek = (/** @type {number} */ ms) => {
    timeMs.value = ms;
    viewport.followPlayhead(ms, true);
  };
  const look = (/** @type {number} */ startMs) => viewport.setByHand({ ...viewport.view.peek(), startMs });
  return { viewport, timeMs, playing, play, seek, look, view: () => viewport.view.peek() };
}

test("whatever is done, the view stays inside the recording and keeps its width", () => {
  const random = createRandom(9);
  for (const durationMs of [0, 900, 20_000, HOUR_MS]) {
    const { viewport, play, seek, view } = createPlaying({ durationMs });
    for (let n = 0; n < 200; n++) {
      const ms = random.below(Math.max(1, durationMs));
      random.pick([
        () => play(ms),
        () => seek(ms),
        () => viewport.zoomBy(random.pick([0.1, 0.5, 2, 30])),
        () => viewport.zoomToFit(),
        () => viewport.centreOn(ms),
        () => viewport.fit(),
      ])();
      const { startMs, widthPx } = view();
      assert.equal(widthPx, 1_000);
      assert.ok(startMs >= 0 && (startMs === 0 || endMs(view()) <= durationMs + 1e-6), JSON.stringify(view()));
    }
  }
});

test("by page, playback is always in view, and the view moves only at its end", () => {
  const { play, view } = createPlaying();
  let nMoves = 0;
  for (let ms = 0; ms < 100_000; ms += 40) {
    const before = view().startMs;
    play(ms);
    assert.ok(isInView(view(), ms), String(ms));
    if (view().startMs !== before) nMoves++;
  }
  assert.ok(nMoves >= 4 && nMoves <= 6, String(nMoves)); // pages of 20 s, of which 18 are new
});

test("centred, the playhead stays in the middle; switched off, the view stays", () => {
  const { viewport, play, view } = createPlaying();
  viewport.follow.value = "centre";
  play(100_000);
  assert.equal(Math.round(msToPx(view(), 100_000)), 500);
  viewport.follow.value = "off";
  play(200_000);
  assert.equal(Math.round(msToPx(view(), 100_000)), 500);
});

test("centred, the view stays where the user moves it, even with the playhead in it", () => {
  const { viewport, play, look, view } = createPlaying();
  viewport.follow.value = "centre";
  play(100_000);
  look(95_000);
  play(101_000);
  assert.equal(view().startMs, 95_000);
});

test("at the end of the recording the view stays, and is not drawn again", () => {
  const { play, seek, view } = createPlaying();
  seek(HOUR_MS - 3_000);
  const before = view();
  play(HOUR_MS - 10);
  assert.equal(view(), before);
});

test("a view that the user moved away stays until playback begins again or the position jumps", () => {
  const { viewport, play, seek, look, view } = createPlaying();
  play(5_000);
  look(600_000);
  play(6_000);
  assert.equal(view().startMs, 600_000);
  viewport.beginFollowing();
  play(7_000);
  assert.ok(isInView(view(), 7_000));
  look(600_000);
  seek(30_000);
  assert.ok(isInView(view(), 30_000));
  look(600_000);
  seek(601_000); // a jump inside the view: playback is followed from there
  play(619_900);
  assert.ok(view().startMs > 600_000);
  seek(30_000);
  look(20_000); // the playhead is still in view: playback is followed
  play(39_900);
  assert.ok(view().startMs > 20_000);
});

test("while paused only a jump moves the view, and not when its target is visible", () => {
  const { playing, play, seek, view } = createPlaying();
  playing.value = false;
  play(500_000);
  assert.equal(view().startMs, 0);
  seek(15_000);
  assert.equal(view().startMs, 0);
  seek(500_000);
  assert.equal(Math.round(msToPx(view(), 500_000)), 500);
});

test("zoom keeps the playhead where it is, or the middle when it is out of view", () => {
  const { viewport, timeMs, look, view } = createPlaying();
  look(100_000);
  timeMs.value = 104_000;
  const px = msToPx(view(), 104_000);
  viewport.zoomBy(0.5);
  assert.equal(msToPx(view(), 104_000), px);
  timeMs.value = 0;
  const middleMs = (view().startMs + endMs(view())) / 2;
  viewport.zoomTo(7);
  assert.equal(view().msPerPx, 7);
  assert.ok(Math.abs(msToPx(view(), middleMs) - 500) < 1e-6);
});

test("before the timeline has a size nothing moves", () => {
  const { seek, view } = createPlaying({ widthPx: 0 });
  seek(500_000);
  assert.equal(view().startMs, 0);
});
