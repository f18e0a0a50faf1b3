/**
 * Groups of rows with `content-visibility: auto` on the group, and which of them are near the visible part
 * of the list. A group that has grown too large is divided; an empty group is removed.
 *
 * The groups of a long transcript are made at once, but their rows later: `onMake` is called when a group comes near, or by
 * `make`. Until then the group has the height that it would be taken to have while it is far away.
 */

const GROUP_ROWS = 64;
const ROW_PX = 40; // as in the style sheet, for 64 rows
const NEAR = "400px"; // beyond the visible part
const IN_SIGHT = "200px";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {HTMLElement} options.body holds the groups
 * @param {(row: Element, isNear: boolean) => void} options.onNear a row came near the visible part, or left it
 * @param {(id: number) => HTMLElement} options.onMake make the row of a segment
 */
export function createRowGroups(scope, { element, body, onNear, onMake }) {
  /** @type {Set<Element>} */
  const near = new Set();
  /** @type {Map<Element, readonly number[]>} the segments of groups whose rows are not made yet, from top to bottom */
  const empty = new Map();
  const make = (/** @type {Element} */ group) => {
    const ids = empty.get(group);
    if (!ids) return;
    empty.delete(group);
    /** @type {HTMLElement} */ (group).style.height = "";
    group.append(...ids.map(onMake));
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) make(target);
        if (isIntersecting) near.add(target);
        else if (!near.delete(target)) continue; // reported for every new group
        for (const row of target.children) onNear(row, isIntersecting);
      }
    },
    { root: element, rootMargin: NEAR },
  );
  scope.add(() => observer.disconnect());

  const create = (/** @type {Element | null} */ after) => {
    const group = document.createElement("div");
    group.className = "seg-group";
    group.setAttribute("role", "presentation");
    if (after) after.after(group);
    else body.prepend(group);
    observer.observe(group);
    return group;
  };
  const dropIfEmpty = (/** @type {Element | null} */ group) => {
    if (!group || group.children.length) return;
    observer.unobserve(group);
    near.delete(group);
    group.remove();
  };
  const insertAfter = (/** @type {HTMLElement} */ previous, /** @type {HTMLElement} */ row) => {
    const group = /** @type {HTMLElement} */ (previous.parentElement);
    const isAtEnd = group.lastElementChild === previous;
    const following = group.nextElementSibling;
    if (group.children.length < (isAtEnd ? GROUP_ROWS : 2 * GROUP_ROWS)) previous.after(row);
    else if (!isAtEnd) {
      const half = create(group);
      half.append(...[...group.children].slice([...group.children].indexOf(previous) + 1));
      previous.after(row);
    } else if (following && following.children.length < GROUP_ROWS) following.prepend(row);
    else create(group).append(row);
  };

  return {
    /**
     * Add groups for segments, whose rows are made later.
     * @param {readonly number[]} ids
     * @returns {HTMLElement[]} the group of each
     */
    addEmpty(ids) {
      /** @type {HTMLElement[]} */
      const places = [];
      for (let i = 0; i < ids.length; i += GROUP_ROWS) {
        const part = ids.slice(i, i + GROUP_ROWS);
        const group = create(body.lastElementChild);
        group.style.height = `${part.length * ROW_PX}px`;
        empty.set(group, part);
        places.push(...part.map(() => group));
      }
      return places;
    },
    /** Make the rows of a group now. */
    make,
    /** The first group without its rows. */
    firstEmpty: () => empty.keys().next().value ?? null,
    /**
     * Put a row after another.
     * @param {HTMLElement} row
     * @param {HTMLElement | null} previous null: the row is the first
     */
    place(row, previous) {
      const following = previous ? previous.nextElementSibling : body.firstElementChild?.firstElementChild;
      if (following === row) return;
      const old = row.parentElement;
      if (previous) insertAfter(previous, row);
      else (body.firstElementChild ?? create(null)).prepend(row);
      dropIfEmpty(old);
    },
    /** @param {HTMLElement} row */
    remove(row) {
      const group = row.parentElement;
      row.remove();
      dropIfEmpty(group);
    },
    isNear: (/** @type {HTMLElement} */ row) => row.parentElement !== null && near.has(row.parentElement),
    /** The rows near the visible part, from top to bottom. */
    nearRows: () => [...near].sort(byPosition).flatMap((group) => [...group.children]),
  };
}

/**
 * Tells which rows of the groups near the visible part are in sight, or about to be. The browser paints all text again that
 * has marks whenever anything on the page changes, so only these rows have them.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {HTMLElement} element the scroll container
 * @param {(row: Element, isInSight: boolean) => void} onChange
 */
export function watchRowsInSight(scope, element, onChange) {
  /** @type {Map<Element, boolean | null>} null: not known yet */
  const watched = new Map();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!watched.has(target) || watched.get(target) === isIntersecting) continue;
        watched.set(target, isIntersecting);
        onChange(target, isIntersecting);
      }
    },
    { root: element, rootMargin: IN_SIGHT },
  );
  scope.add(() => observer.disconnect());
  return {
    /** @param {Element} row */
    watch(row) {
      if (watched.has(row)) return;
      watched.set(row, null);
      observer.observe(row);
    },
    /** @param {Element} row */
    leave(row) {
      watched.delete(row);
      observer.unobserve(row);
    },
    /** Whether a watched row is in sight, or may be. @param {Element} row */
    mayBeSeen: (row) => watched.get(row) !== false,
  };
}

/**
 * @param {Element} a
 * @param {Element} b
 */
function byPosition(a, b) {
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
