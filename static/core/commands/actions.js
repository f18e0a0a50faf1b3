/** One object of actions, from features that do not know each other. */

/** Two features have an action of the same name, so that one of them would be lost. */
export class DuplicateAction extends Error {
  /**
   * @param {string} name
   * @param {string} first
   * @param {string} second
   */
  constructor(name, first, second) {
    super(`The features "${first}" and "${second}" both have an action "${name}": rename one of them.`);
    this.name = "DuplicateAction";
  }
}

/**
 * The functions of an object; other members are the feature's own.
 * @template T
 * @typedef {{[K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K]}} ActionsOf
 */

/**
 * All actions of features, by name.
 * @template F
 * @typedef {{[K in keyof F]: (actions: ActionsOf<F[K]>) => void}[keyof F] extends (actions: infer All) => void ? All : never} JoinedActions
 */

/**
 * Let some actions run before those of the same name, which run only if these return false.
 *
 * @template {object} T
 * @param {T} actions
 * @param {{[K in keyof T]?: T[K] extends (...args: infer A) => unknown ? (...args: A) => boolean : never}} first
 * @returns {T}
 */
export function preferActions(actions, first) {
  const preferred = Object.entries(first).map(([name, run]) => {
    const usual = /** @type {(...args: unknown[]) => unknown} */ (Reflect.get(actions, name));
    const attempt = /** @type {(...args: unknown[]) => boolean} */ (run);
    return [name, (/** @type {unknown[]} */ ...args) => attempt(...args) || usual(...args)];
  });
  return { ...actions, ...Object.fromEntries(preferred) };
}

/**
 * Join the actions of features.
 *
 * @template {Record<string, object>} F
 * @param {F} features by a name for messages
 * @returns {JoinedActions<F>}
 * @throws {DuplicateAction}
 */
export function joinActions(features) {
  /** @type {Map<string, string>} the feature of each action */
  const owners = new Map();
  /** @type {Record<string, unknown>} */
  const joined = {};
  for (const [feature, members] of Object.entries(features)) {
    for (const [name, action] of Object.entries(members)) {
      if (typeof action !== "function") continue;
      const owner = owners.get(name);
      if (owner !== undefined) throw new DuplicateAction(name, owner, feature);
      owners.set(name, feature);
      joined[name] = action;
    }
  }
  return /** @type {JoinedActions<F>} */ (joined);
}
