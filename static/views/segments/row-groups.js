/**
 * Groups of rows with `content-visibility: auto` on the group, and which of them are near the visible part
 * of the list. A group that has grown too large is divided; an empty group is removed.
 */

const GROUP_ROWS = 64;
const NEAR = "400px"; // beyond the visible part

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {HTMLElement} options.body holds the groups
 * @param {(row: Element, isNear: boolean) => void} options.onNear a row came near the visible part, or left it
 */
export function createRowGroups(scope, { element, body, onNear }) {
  /** @type {Set<Element>} */
  const near = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) near.add(target);
        else near.delete(target);
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
 * @param {Element} a
 * @param {Element} b
 */
function byPosition(a, b) {
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
