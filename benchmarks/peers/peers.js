// What the benchmark drives in a peer's page; each peer's own script sets `window.peer`.

export const QUERY = new URLSearchParams(location.search);
export const DURATION_S = Number(QUERY.get("duration"));

export const frame = () => new Promise(requestAnimationFrame);

/** Lengths of n frames, with a step before each. */
window.frames_of = async (n, step) => {
  const lengths = [];
  let last = await frame();
  for (let i = 0; i < n; i++) {
    window.peer[step]?.(i);
    const now = await frame();
    lengths.push(now - last);
    last = now;
  }
  return lengths;
};

/** Milliseconds until a picture shows the segments. */
window.add_segments = async () => {
  const segments = await (await fetch("/segments.json")).json();
  await frame();
  const started = performance.now();
  window.peer.add(segments);
  await frame();
  await frame();
  return performance.now() - started;
};

export async function isReady() {
  await frame();
  window.first_draw = performance.now();
  document.documentElement.dataset.ready = "true";
}
