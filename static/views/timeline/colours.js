/** The timeline's colours, read from the style sheet when the theme changes. */

export const N_SPEAKER_COLOURS = 8;
const FONT_PX = 12;

/** @param {Element} element */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || "#888";
  return {
    background: colour("--timeline-background"),
    raised: colour("--timeline-raised"),
    line: colour("--timeline-line"),
    text: colour("--timeline-text"),
    quiet: colour("--timeline-quiet"),
    wave: colour("--timeline-wave"),
    waveOver: colour("--timeline-wave-over"),
    isDark: document.documentElement.dataset.theme === "dark",
    accent: colour("--accent"),
    selection: colour("--selection-edge"),
    lowConfidence: colour("--confidence-low"),
    lost: colour("--error"),
    status: /** @type {Record<string, string>} */ ({
      draft: "",
      corrected: colour("--status-corrected"),
      approved: colour("--status-approved"),
      rejected: colour("--status-rejected"),
    }),
    nobody: colour("--speaker-none"),
    speakers: Array.from({ length: N_SPEAKER_COLOURS }, (_, i) => colour(`--speaker-${i + 1}`)),
    font: `${Math.round(FONT_PX * Math.min(1.6, Number(style.getPropertyValue("--text-scale")) || 1))}px ${style.fontFamily || "sans-serif"}`,
  };
}

/** @typedef {ReturnType<typeof readPalette>} Palette */

/**
 * @param {Pick<import("./paint.js").Scene, "palette" | "speakerIndex">} scene
 * @param {string | null} speaker
 */
export function speakerColour({ palette, speakerIndex }, speaker) {
  const place = speaker === null ? undefined : speakerIndex.get(speaker);
  return place === undefined ? palette.nobody : palette.speakers[place % N_SPEAKER_COLOURS];
}
