/** Sentences of messages. */

/**
 * The first sentence of a message. A point inside a number or a name ends none.
 *
 * @param {string} message
 */
export function firstSentence(message) {
  const line = message.trim().split("\n", 1)[0];
  const end = /[.!?](?=\s+[\p{Lu}“"(])/u.exec(line);
  return end ? line.slice(0, end.index + 1) : line;
}
