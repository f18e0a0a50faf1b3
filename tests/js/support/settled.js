import assert from "node:assert/strict";

/**
 * Wait until something is so, for 5 seconds at most.
 * @param {() => boolean} isSo
 */
export async function settled(isSo) {
  for (let i = 0; i < 1000 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(isSo());
}
