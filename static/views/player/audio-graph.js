/**
 * What the sound passes on its way out: speech filter, boost, a limiter, the volume; and the taps of
 * the level meter. Web Audio, built only once a context really runs: until then, and where none
 * does, the element plays by itself, so that a browser that holds the context back costs no sound.
 *
 *     element ─┬─ high-pass ─ high-pass ─ presence ─ compressor ─ wet ─┬─ boost ─┬─ limiter ─ gate ─ volume ─ out
 *              └────────────────────────────────────────────── dry ─┘            └─ left, right (meter)
 */

import { signal } from "@preact/signals";

const RAMP_S = 0.02; // a change without a click
const HIGH_PASS_HZ = 100; // hum, rumble and plosives lie below, speech above
const BUTTERWORTH_Q = [0.541, 1.307]; // fourth order in two stages: 24 dB an octave
const LIMIT = 0.8; // up to here the limiter leaves everything as it is
const HEADROOM = 8; // times full scale that the limiter takes in
const IDLE_MS = 20_000; // paused for so long, the context lets go of the sound card

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLMediaElement} sound
 */
export function createAudioGraph(scope, sound) {
  const isOn = signal(false);
  /** @type {AudioContext | null} */
  let context = null;
  /** @type {ReturnType<typeof build> | null} */
  let graph = null;
  let wished = { volume: 1, boost: 1, clears: false };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idleTimer;

  let isGated = false;

  const apply = () => {
    if (!context || !graph) {
      sound.volume = wished.volume;
      return;
    }
    const { wet, dry, boost, volume } = graph;
    glide(wet.gain, wished.clears ? 1 : 0, context);
    glide(dry.gain, wished.clears ? 0 : 1, context);
    glide(boost.gain, wished.boost, context);
    glide(volume.gain, wished.volume, context);
  };
  const connect = () => {
    if (graph || context?.state !== "running") return;
    graph = build(context, sound);
    sound.volume = 1; // from here on it is the chain's
    isOn.value = true;
    apply();
  };
  const wake = () => {
    clearTimeout(idleTimer);
    if (!mayMakeSound() || typeof AudioContext !== "function") return;
    if (!context) {
      context = new AudioContext({ latencyHint: "balanced" });
      scope.listen(context, "statechange", connect);
    }
    if (context.state === "running") connect();
    else void context.resume().catch(() => {}); // no sound card: the element goes on by itself
  };

  for (const type of ["pointerdown", "keydown"]) scope.listen(window, type, wake, { capture: true, passive: true });
  scope.listen(sound, "pause", () => {
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => sound.paused && void context?.suspend(), IDLE_MS);
  });
  scope.add(() => {
    clearTimeout(idleTimer);
    void context?.close();
  });

  return {
    /** Whether the sound passes through here. */
    isOn,
    /** Call when the sound is to play, in the user's own event. */
    wake,
    /** How far what is heard lies behind the element's time, in milliseconds of the clock on the wall. */
    latencyMs: () => (graph && context ? 1000 * ((context.outputLatency || 0) + (context.baseLatency || 0)) : 0),
    /**
     * Let nothing through after a while, whether the page comes to stop the sound in time or not.
     * @param {number} waitMs
     */
    closeGate(waitMs) {
      if (!graph || !context) return;
      isGated = true;
      const { gain } = graph.gate;
      gain.cancelScheduledValues(0);
      gain.setValueAtTime(1, context.currentTime);
      gain.setValueAtTime(0, context.currentTime + Math.max(0, waitMs) / 1000);
    },
    openGate() {
      if (!isGated || !graph) return;
      isGated = false;
      graph.gate.gain.cancelScheduledValues(0);
      graph.gate.gain.value = 1;
    },
    /** @param {Partial<typeof wished>} settingsStore `boost` is a factor */
    set(settingsStore) {
      wished = { ...wished, ...settingsStore };
      apply();
    },
    /** Left and right as they sound, before the limiter. */
    taps: () => graph?.taps ?? null,
  };
}

/** @typedef {ReturnType<typeof createAudioGraph>} AudioGraph */

/** Browsers refuse sound before the first click or key; where they do not say, it is tried. */
function mayMakeSound() {
  return navigator.userActivation?.hasBeenActive ?? true;
}

/**
 * @param {AudioContext} context
 * @param {HTMLMediaElement} sound
 */
function build(context, sound) {
  const source = context.createMediaElementSource(sound);
  const filters = [...BUTTERWORTH_Q.map((q) => highPass(context, q)), presence(context), compressor(context)];
  const [wet, dry, boost, gate, volume] = Array.from({ length: 5 }, () => context.createGain());
  const limiter = softLimiter(context);
  Object.assign(boost, { channelCount: 2, channelCountMode: "explicit" }); // one channel sounds, and is measured, on both sides
  wet.gain.value = 0;
  chain(source, ...filters, wet, boost);
  chain(source, dry, boost);
  chain(boost, ...limiter, gate, volume, context.destination);
  return { wet, dry, boost, gate, volume, taps: stereoTaps(context, boost) };
}

/** @param {...AudioNode} nodes */
function chain(...nodes) {
  nodes.reduce((from, to) => from.connect(to));
}

/**
 * @param {AudioParam} parameter
 * @param {number} value
 * @param {AudioContext} context
 */
function glide(parameter, value, context) {
  parameter.setTargetAtTime(value, context.currentTime, RAMP_S);
}

/**
 * @param {AudioContext} context
 * @param {number} q
 */
function highPass(context, q) {
  // Web Audio reads the Q of these two types in decibels.
  return new BiquadFilterNode(context, { type: "highpass", frequency: HIGH_PASS_HZ, Q: 20 * Math.log10(q) });
}

/** Consonants. @param {AudioContext} context */
function presence(context) {
  return new BiquadFilterNode(context, { type: "peaking", frequency: 3_000, Q: 0.8, gain: 5 });
}

/** Brings the quiet speaker nearer to the loud one. @param {AudioContext} context */
function compressor(context) {
  return new DynamicsCompressorNode(context, { threshold: -35, knee: 15, ratio: 4, attack: 0.005, release: 0.15 });
}

/**
 * Straight up to `LIMIT`, then bent so that it never passes full scale.
 * @param {AudioContext} context
 */
function softLimiter(context) {
  const nPoints = 8193;
  const curve = Float32Array.from({ length: nPoints }, (_, i) => {
    const x = ((2 * i) / (nPoints - 1) - 1) * HEADROOM;
    const over = Math.abs(x) - LIMIT;
    return over <= 0 ? x : Math.sign(x) * (LIMIT + (1 - LIMIT) * Math.tanh(over / (1 - LIMIT)));
  });
  return [new GainNode(context, { gain: 1 / HEADROOM }), new WaveShaperNode(context, { curve })];
}

/**
 * @param {AudioContext} context
 * @param {AudioNode} from
 */
function stereoTaps(context, from) {
  const splitter = context.createChannelSplitter(2);
  from.connect(splitter);
  return [0, 1].map((side) => {
    const tap = new AnalyserNode(context, { fftSize: 2048 });
    splitter.connect(tap, side);
    return tap;
  });
}
