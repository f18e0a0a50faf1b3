/** Tags that a field suggests while one is typed. */

const MOST_SUGGESTED = 50;

/**
 * The tags that contain what is typed; those that begin with it, or have a folder that does, come first.
 *
 * @param {readonly string[]} tags
 * @param {string} typed
 * @param {readonly string[]} [without] tags that are chosen already
 * @returns {string[]} at most 50
 */
export function suggestTags(tags, typed, without = []) {
  const wanted = typed.trim().toLowerCase();
  const found = tags.filter((tag) => !without.includes(tag) && tag.toLowerCase().includes(wanted));
  const begins = (/** @type {string} */ tag) => `/${tag.toLowerCase()}`.includes(`/${wanted}`);
  return [...found.filter(begins), ...found.filter((tag) => !begins(tag))].slice(0, MOST_SUGGESTED);
}
