/** The files of dropped folders, with the folders around them. */

import { foldersOf } from "../../core/library/media-files.js";

/** @typedef {import("../../core/library/media-files.js").FoundFile} FoundFile */

const byName = new Intl.Collator(undefined, { numeric: true });

/**
 * Everything that was dropped: files, and the files of folders at any depth. What cannot be read is passed on as it is, so
 * that the page can name it.
 *
 * @param {DataTransfer} transfer it is read before the first wait, because it is empty after the event
 * @returns {Promise<FoundFile[]>}
 */
export async function droppedFiles(transfer) {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const dropped = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  const found = await Promise.all(dropped.map(({ entry, file }) => (entry?.isDirectory ? filesIn(entry, []) : asFound(file))));
  return found.flat();
}

/**
 * Picked files, with the folders around them where a folder was picked.
 *
 * @param {Iterable<File>} files
 * @returns {FoundFile[]}
 */
export function pickedFiles(files) {
  return [...files].map((file) => ({ file, folders: foldersOf(file) }));
}

/** @param {File | null} file @returns {FoundFile[]} */
function asFound(file) {
  return file ? [{ file, folders: [] }] : [];
}

/**
 * @param {FileSystemEntry} entry
 * @param {string[]} folders
 * @returns {Promise<FoundFile[]>}
 */
async function filesIn(entry, folders) {
  if (entry.isFile) {
    const file = await new Promise((/** @type {(file: File | null) => void} */ resolve) => {
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, () => resolve(new File([], entry.name)));
    });
    return file ? [{ file, folders }] : [];
  }
  const inside = await entriesOf(/** @type {FileSystemDirectoryEntry} */ (entry));
  const found = await Promise.all(inside.map((one) => filesIn(one, [...folders, entry.name])));
  return found.flat();
}

/**
 * All entries of a folder in the order of their names: a browser gives at most 100 at a time, in any order.
 *
 * @param {FileSystemDirectoryEntry} folder
 */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const all = /** @type {FileSystemEntry[]} */ ([]);
  for (;;) {
    const some = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return all.sort((a, b) => byName.compare(a.name, b.name));
    all.push(...some);
  }
}
