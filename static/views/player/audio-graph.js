/**
 * The audio graph of the player: speech filter, boost, limiter, volume, and the taps of the level meter.
 * It uses Web Audio and is built only when a context is running. Until then, or without one, the media
 * element plays directly, so that a suspended context does not silence the player.
 *
 *     element ─┬─ high-pass ─ high-pass ─ presence ─ compressor ─ wet ─┬─ boost ─┬─ limiter ─ gate ─ volume ─ out
 *              └────────────────────────────────────────────── dry ─┘            └─ left, right (meter)
 */

import { signal } from "@preact/signals";

const RAMP_S = 0.02; // ramp of a gain change, avoids clicks
const HIGH_PASS_HZ = 100; // hum, rumble and plosives are below, speech is above
const BUTTERWORTH_Q = [0.541, 1.307]; // fourth order in two stages: 24 dB an octave
const LIMIT = 0.8; // the limiter changes nothing up to here
const HEADROOM = 8; // largest input of the limiter, in times full scale
const IDLE_MS = 20_000; // after this pause the context releases the audio device

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
  let settings = { volume: 1, boost: 1, clears: false };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idleTimer;

  let isGated = false;

  const apply = () => {
    if (!context || !graph) {
      sound.volume = settings.volume;
      return;
    }
    const { wet, dry, boost, volume } = graph;
    rampTo(wet.gain, settings.clears ? 1 : 0, context);
    rampTo(dry.gain, settings.clears ? 0 : 1, context);
    rampTo(boost.gain, settings.boost, context);
    rampTo(volume.gain, settings.volume, context);
  };
  const connect = () => {
    if (graph || context?.state !== "running") return;
    graph = build(context, sound);
    sound.volume = 1; // from now on the graph sets the volume
    isOn.value = true;
    apply();
  };
  const wake = () => {
    clearTimeout(idleTimer);
    if (!mayPlayAudio() || typeof AudioContext !== "function") return;
    if (!context) {
      context = new AudioContext({ latencyHint: "balanced" });
      scope.listen(context, "statechange", connect);
    }
    if (context.state === "running") connect();
    else void context.resume().catch(() => {}); // no audio device: the element plays directly
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
    /** Whether the audio passes through the graph. */
    isOn,
    /** Call before playback starts, within a user event. */
    wake,
    /** Delay of the output behind the element's time, in milliseconds of real time. */
    latencyMs: () => (graph && context ? 1000 * ((context.outputLatency || 0) + (context.baseLatency || 0)) : 0),
    /**
     * Mute the output after a delay, even if the page stops playback too late.
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
    /** @param {Partial<typeof settings>} changes `boost` is a factor */
    set(changes) {
      settings = { ...settings, ...changes };
      apply();
    },
    /** Left and right, after the boost and before the limiter. */
    taps: () => graph?.taps ?? null,
  };
}

/** @typedef {ReturnType<typeof createAudioGraph>} AudioGraph */

/** Browsers refuse audio before the first click or key. If they do not tell, try it. */
function mayPlayAudio() {
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
  Object.assign(boost, { channelCount: 2, channelCountMode: "explicit" }); // mono is played and measured on both sides
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
function rampTo(parameter, value, context) {
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

/** Emphasizes consonants. @param {AudioContext} context */
function presence(context) {
  return new BiquadFilterNode(context, { type: "peaking", frequency: 3_000, Q: 0.8, gain: 5 });
}

/** Reduces the level difference between quiet and loud speakers. @param {AudioContext} context */
function compressor(context) {
  return new DynamicsCompressorNode(context, { threshold: -35, knee: 15, ratio: 4, attack: 0.005, release: 0.15 });
}

/**
 * Linear up to `LIMIT`, then curved so that it never exceeds full scale.
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
