import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const CSS = readFileSync(new URL("../../../static/css/base.css", import.meta.url), "utf8");
const AA = 4.5; // https://www.w3.org/TR/WCAG22/#contrast-minimum
const GROUNDS = ["background", "raised", "sunken", "accent-soft"];
const INKS = [
  "text", "quiet", "accent", "error", "success", "speaker-1", "speaker-2", "speaker-3", "speaker-4", "speaker-5",
  "speaker-6", "speaker-7", "speaker-8",
]; // prettier-ignore

for (const [name, selector] of [["light", ":root {"], ["dark", ':root[data-theme="dark"] {']]) {
  test(`all text has enough contrast in the ${name} theme`, () => {
    const colours = coloursOf(selector);
    const pairs = INKS.flatMap((ink) => GROUNDS.map((ground) => [ink, ground]));
    pairs.push(["on-accent", "accent"], ["text", "playing"], ["text", "error-soft"], ["error", "error-soft"], ["timeline-text", "timeline-background"], ["timeline-quiet", "timeline-raised"]);
    const poor = pairs
      .map(([ink, ground]) => [ink, ground, contrast(colours[ink], colours[ground])])
      .filter(([, , ratio]) => Number(ratio) < AA);
    assert.deepEqual(poor, []);
  });
}

test("each colour of the light theme is defined in the dark theme", () => {
  assert.deepEqual(Object.keys(coloursOf(':root[data-theme="dark"] {')), Object.keys(coloursOf(":root {")));
});

/**
 * @param {string} selector
 * @returns {Record<string, string>}
 */
function coloursOf(selector) {
  const from = CSS.indexOf(`\n${selector}`);
  const body = CSS.slice(from, CSS.indexOf("\n}", from));
  return Object.fromEntries([...body.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]));
}

/**
 * @param {string} one
 * @param {string} other
 */
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** @param {string} hex */
function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
