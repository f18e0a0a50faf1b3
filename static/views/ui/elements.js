/** Elements that a view makes by hand, where no template draws them. */

/**
 * @param {string} tag
 * @param {string} className
 * @returns {HTMLElement}
 */
export function makeElement(tag, className) {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}
