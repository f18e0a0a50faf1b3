/**
 * Numbers that look random and are the same in every run.
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed;
  /** A whole number from 0 up to, but without, `limit`. @param {number} limit */
  const below = (limit) => (state = (state * 48271) % 2147483647) % limit;
  return {
    below,
    /** @template T @param {readonly T[] | string} choices @returns {T} */
    pick: (choices) => /** @type {any} */ (choices)[below(choices.length)],
    /** @template T @param {number} length @param {(n: number) => T} make @returns {T[]} */
    list: (length, make) => Array.from({ length }, (_, n) => make(n)),
  };
}
