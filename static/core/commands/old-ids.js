/** Ids that commands had in earlier versions: keys, pedals and lists that users have saved still name them. */

/** @type {Readonly<Record<string, string>>} */
const OLD_IDS = { "draft-stretch": "draft-again" }; // until 2026-12

/** The id that a command has now. @param {string} id */
export const currentId = (id) => (Object.hasOwn(OLD_IDS, id) ? OLD_IDS[id] : id);

/**
 * The same values by the ids of now; what is stored under the id of now comes before an older one.
 *
 * @template V
 * @param {Readonly<Record<string, V>>} byId
 * @returns {Record<string, V>}
 */
export function withCurrentIds(byId) {
  const renamed = Object.entries(byId).filter(([id]) => currentId(id) !== id).map(([id, value]) => [currentId(id), value]);
  return Object.fromEntries([...renamed, ...Object.entries(byId).filter(([id]) => currentId(id) === id)]);
}
