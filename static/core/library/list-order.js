/** The filter and order of the library's list, kept for the editor: its next recording is the next one of the list as it was filtered. */

import { readView } from "./list-view.js";

const KEY = "transcribe.list-view";

/** @typedef {Pick<Storage, "getItem" | "setItem">} Kept */

/**
 * Keep the view from which a recording is opened.
 *
 * @param {Kept | null} storage
 * @param {string} search the view as a part of an address, from "?"
 */
export function keepListView(storage, search) {
  try {
    storage?.setItem(KEY, search);
  } catch {
    return; // no access to storage, or full: the editor then takes the order of the whole library
  }
}

/**
 * The kept view; that of the whole library, newest first, if there is none.
 *
 * @param {Kept | null} storage
 */
export function recallListView(storage) {
  try {
    return readView(storage?.getItem(KEY) ?? "");
  } catch {
    return readView(""); // no access to storage
  }
}
