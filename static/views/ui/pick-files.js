/** Let the user choose files. */

/**
 * Without `accept` every file can be chosen: the server knows transcripts by their content, not by their suffix.
 *
 * The field is in the page until the choice is made. Chromium can collect a field that is in no page before its chooser
 * opens, and then the choice is lost.
 *
 * @param {(files: File[]) => void} onPicked gets at least one file
 * @param {{accept?: string, multiple?: boolean, isFolder?: boolean}} [options]
 */
export function pickFiles(onPicked, { accept = "", multiple = false, isFolder = false } = {}) {
  const input = document.createElement("input");
  Object.assign(input, { type: "file", hidden: true, accept, multiple, webkitdirectory: isFolder });
  input.onchange = () => {
    const files = [...(input.files ?? [])];
    input.remove();
    if (files.length) onPicked(files);
  };
  input.oncancel = () => input.remove();
  document.body.append(input);
  input.click();
}

/**
 * Let the user choose one file.
 *
 * @param {(file: File) => void} onPicked
 * @param {string} [accept]
 */
export function pickFile(onPicked, accept) {
  pickFiles(([file]) => onPicked(file), { accept });
}
