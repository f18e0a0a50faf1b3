/** Let the user choose a file. Every file can be chosen: the server knows transcripts by their content, with any suffix. */

/** @param {(file: File) => void} onPicked */
export function pickFile(onPicked) {
  const input = document.createElement("input");
  input.type = "file";
  input.onchange = () => input.files?.[0] && onPicked(input.files[0]);
  input.click();
}
