/** Addresses of exports, and the beginning of one for a preview. */

/** @typedef {import("./api-types.js").Answers["GET /formats"]["formats"][number]} Format */
/** @typedef {Record<string, boolean | number | string>} Values by option name */

/**
 * The address of an export. Options with their default value are left out.
 *
 * @param {string} mediaId
 * @param {Format} format
 * @param {object} choice
 * @param {Values} choice.values
 * @param {string} choice.of "transcript" or "translation"
 * @param {readonly string[]} choice.view query parameters of the clean view, or none
 */
export function exportAddress(mediaId, format, { values, of, view }) {
  const wanted = format.option_values
    .filter(({ name, default: usual }) => values[name] !== undefined && values[name] !== usual)
    .map(({ name }) => `${name}=${encodeURIComponent(typeof values[name] === "boolean" ? Number(values[name]) : values[name])}`);
  const query = [...view, ...(of === "transcript" ? [] : [`of=${of}`]), ...wanted];
  return `/api/v1/media/${mediaId}/export/${format.name}${query.length ? `?${query.join("&")}` : ""}`;
}

/**
 * What an export does not keep of the transcript.
 *
 * @param {Response} response
 * @returns {readonly string[]}
 */
export function warningsOf(response) {
  return JSON.parse(response.headers.get("Transcribe-Warnings") ?? "[]");
}

/**
 * The first characters of a text answer; the rest is not read.
 *
 * @param {Response} response
 * @param {number} nChars
 * @returns {Promise<{text: string, isWhole: boolean}>}
 */
export async function readBeginning(response, nChars) {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader && text.length <= nChars) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (done) return cut(text, nChars);
  }
  await reader?.cancel();
  return cut(text, nChars);
}

/**
 * At most so many characters, and no half line unless it is the only one.
 *
 * @param {string} text
 * @param {number} nChars
 */
function cut(text, nChars) {
  if (text.length <= nChars) return { text, isWhole: true };
  const end = text.lastIndexOf("\n", nChars);
  return { text: text.slice(0, end > 0 ? end : nChars), isWhole: false };
}
