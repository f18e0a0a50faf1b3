/**
 * Follows the position during playback, and stops or jumps at edges. Near an edge a timer takes over from animation
 * frames, and the gate of the audio graph closes in case the timer is late.
 */

const EARLY_MS = 8; // playback stops this much before an edge, because audio continues briefly after a pause
const AIM_MS = 400; // a nearer edge gets a timer: animation frames may be late or suspended

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLMediaElement} options.sound
 * @param {import("./audio-graph.js").AudioGraph} options.chain
 * @param {import("../../core/player/playback.js").Playback} options.playback
 * @param {import("./position.js").Position} options.position
 * @param {() => boolean} options.isPlaying
 */
export function createEdges(scope, { sound, chain, playback, position, isPlaying }) {
  let frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const aim = () => {
    clearTimeout(timer);
    const edgeMs = playback.edgeAhead();
    const leftMs = edgeMs === null ? Infinity : (edgeMs - position.exactMs()) / sound.playbackRate - EARLY_MS;
    if (leftMs >= AIM_MS) return chain.openGate();
    timer = setTimeout(read, Math.max(0, leftMs));
    return chain.closeGate(leftMs + EARLY_MS); // in case the timer is late
  };
  /** @param {import("../../core/player/playback.js").Order} order */
  const obey = ({ kind, atMs }) => {
    if (kind === "jump") return position.move(atMs);
    sound.pause();
    position.move(Math.max(0, atMs - 1)); // the last millisecond of the range, not the first of the next
  };
  const read = () => {
    const order = sound.paused || sound.seeking ? null : playback.reach(position.exactMs() + EARLY_MS * sound.playbackRate);
    if (order) obey(order);
    else position.show();
    aim();
  };
  const tick = () => {
    read();
    frame = isPlaying() ? requestAnimationFrame(tick) : 0;
  };
  scope.listen(sound, "seeked", aim);
  scope.listen(sound, "timeupdate", () => {
    if (!sound.seeking) read(); // the only clock in a background tab
  });
  scope.add(() => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  });

  return {
    /** Prepare for the next edge: it, the position or the speed has changed. */
    aim,
    obey,
    /** Follow the position while it plays. */
    follow() {
      if (!frame) frame = requestAnimationFrame(tick);
    },
  };
}

/** @typedef {ReturnType<typeof createEdges>} Edges */
