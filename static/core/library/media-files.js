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

/**
 * Tags from the folders around a file: each folder is one tag, each tag once.
 *
 * @param {string[]} folders
 */
export function tagsOf(folders) {
  return [...new Set(folders.map((name) => name.trim()).filter(Boolean))];
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
