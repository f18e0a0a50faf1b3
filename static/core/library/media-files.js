/** Which files of a folder are audio or video, and which tags its structure gives them. */

/** @typedef {{file: File, folders: string[]}} FoundFile a file, and the folders around it from the outside in */

/**
 * Whether a file looks like audio or video, by its media type or extension. Hidden files do not: macOS writes one next to
 * each file, with the same extension.
 *
 * @param {Pick<File, "name" | "type">} file
 * @param {ReadonlySet<string>} extensions of audio and video files; a browser knows the media type of only some of them
 */
export function isMediaFile({ name, type }, extensions) {
  if (name.startsWith(".")) return false;
  return /^(audio|video)\//.test(type) || extensions.has(/\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? "");
}

const TAG_CHARACTERS = 100; // as `transcribe/text/tags.py` has it
// What cannot be in a tag: control characters, line separators and direction overrides.
const NOT_IN_TAGS = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]+/gu;

/**
 * The tag of a file from the folders around it, each folder a level: `interviews/anna`. Files are not refused because of
 * the name of a folder, so what cannot be in a tag is left out.
 *
 * @param {string[]} folders
 */
export function tagsOf(folders) {
  const levels = folders.map((name) => name.replace(NOT_IN_TAGS, " ").replaceAll("/", " ").trim()).filter((name) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(name));
  const tag = [...levels.join("/")].slice(0, TAG_CHARACTERS).join("").replace(/[ /]+$/, "");
  return tag ? [tag] : [];
}

/**
 * The folders around a picked file: `webkitRelativePath` without the file's name.
 *
 * @param {Pick<File, "webkitRelativePath">} file
 */
export function foldersOf({ webkitRelativePath }) {
  return webkitRelativePath.split("/").slice(0, -1);
}

/**
 * Separate the files to upload from the others. A file that was picked or dropped by itself is always uploaded: the server
 * says what it is. In a folder, other files are expected.
 *
 * @param {FoundFile[]} found
 * @param {ReadonlySet<string>} extensions of audio and video files
 * @returns {{media: FoundFile[], others: FoundFile[]}}
 */
export function separate(found, extensions) {
  const isTaken = (/** @type {FoundFile} */ { file, folders }) => !folders.length || isMediaFile(file, extensions);
  return { media: found.filter(isTaken), others: found.filter((one) => !isTaken(one)) };
}

/** A file's path for people. @param {FoundFile} found */
export function pathOf({ file, folders }) {
  return [...folders, file.name].join("/");
}
