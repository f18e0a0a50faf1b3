/** Requests of which only the latest counts: a later choice has been made meanwhile. */

/**
 * @template T
 * @param {(answer: T) => void} take gets the answer to the latest request
 * @returns {(asked: Promise<T>) => Promise<void>}
 */
export function createLatestAnswer(take) {
  let latest = /** @type {Promise<T> | null} */ (null);
  return async (asked) => {
    latest = asked;
    const answer = await asked;
    if (asked === latest) take(answer);
  };
}
