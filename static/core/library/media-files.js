/** Which files of a folder are audio or video, and which tags its structure gives them. */

/** @typedef {{file: File, folders: string[]}} FoundFile a file, and the folders around it from the outside in */

/** Extensions of audio and video files; a browser knows the media type of only some of them. */
const EXTENSIONS = new Set(
  (
    "3ga 3gp 3g2 aac ac3 aif aifc aiff alac amr ape asf au avi awb caf dss ds2 dts dv eac3 f4a f4v flac flv gsm m2ts m2v m4a m4b m4p m4v mka mkv " +
    "mov mp1 mp2 mp3 mp4 mpc mpe mpeg mpg mts mxf oga ogg ogm ogv opus qt ra ram rm rmvb snd spx tta vob voc w64 wav wave weba webm wma wmv wv"
  ).split(" "),
);

/**
 * Whether a file looks like audio or video, by its media type or extension. Hidden files do not: macOS writes one next to
 * each file, with the same extension.
 *
 * @param {Pick<File, "name" | "type">} file
 */
export function isMediaFile({ name, type }) {
  if (name.startsWith(".")) return false;
  return /^(audio|video)\//.test(type) || EXTENSIONS.has(/\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? "");
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
 * @returns {{media: FoundFile[], others: FoundFile[]}}
 */
export function separate(found) {
  const isTaken = (/** @type {FoundFile} */ { file, folders }) => !folders.length || isMediaFile(file);
  return { media: found.filter(isTaken), others: found.filter((one) => !isTaken(one)) };
}

/** A file's path for people. @param {FoundFile} found */
export function pathOf({ file, folders }) {
  return [...folders, file.name].join("/");
}
