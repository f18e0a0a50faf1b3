/** Tell the page that the user has done something with success, however it was done: by key, menu or button. */

/** @typedef {"low-confidence-word" | "alternatives" | "word-confirmed" | "exported"} Activity */

/** @param {Activity} name */
export function reportActivity(name) {
  dispatchEvent(new CustomEvent("activity", { detail: name }));
}
