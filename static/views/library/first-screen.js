/** The first screen: what this program is and where to begin, until there are recordings of one's own. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";

/** @typedef {import("../../core/library/list-view.js").Row} Row */

/**
 * Whether the library is known and has nothing of the user's yet.
 *
 * @param {{n_all: number} | null} summary
 * @param {Row | null} sample
 */
export function isFirstScreen(summary, sample) {
  return summary !== null && summary.n_all <= (sample ? 1 : 0);
}

/**
 * @param {object} props
 * @param {Row | null} props.sample
 * @param {() => void} props.pick
 * @param {() => void} props.pickFolder
 */
export function FirstScreen({ sample, pick, pickFolder }) {
  return html`<section class="first-screen" aria-labelledby="first-screen">
    <h2 id="first-screen">Speech to text that you can publish</h2>
    <p>Transcribe drafts the text of your recordings with speech recognition. You listen, correct and time it in the editor, mostly by keyboard, then export
      subtitles, text or data. Everything stays on this computer.</p>
    <div class="first-steps">
      <section>
        <h3>Add your recordings</h3>
        <p>Drop audio, video or whole folders anywhere on this page. The draft starts at once; you can correct it before it is finished.</p>
        <p class="first-buttons"><button class="button is-main" onClick=${pick}>Choose files…</button><button class="button" onClick=${pickFolder}>Choose a folder…</button></p>
      </section>
      ${sample && html`<${Sample} media=${sample} />`}
    </div>
  </section>`;
}

/** @param {{media: Row}} props */
function Sample({ media }) {
  const length = media.duration === null ? "" : ` of ${formatClock(media.duration * 1000)}`;
  return html`<section>
    <h3>Or try the sample first</h3>
    <p>A recording${length} with a few words that are hard to hear. The draft underlines the words that it may have wrong, and a tour in seven
      steps shows how to find, correct and approve them.</p>
    <p class="first-buttons"><a class="button" href=${`/media/${media.id}`}>Open the sample</a>${media.state !== "ready" && html` <span class="quiet">${media.state === "drafting" ? "It is being drafted." : "It is being prepared."}</span>`}</p>
  </section>`;
}
