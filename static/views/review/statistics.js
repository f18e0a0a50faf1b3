/** The dialog with statistics of the recording: confidence over its length, and the work on it over time. */

import { html } from "htm/preact";

import { messageOf } from "../../core/base/errors.js";
import { openDialog } from "../ui/dialogs.js";
import { Statistics, createConfidencePlaces } from "./statistics-view.js";

/** @typedef {import("../../core/sync/api-types.js").Statistics} WorkStatistics */

/**
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("@preact/signals").ReadonlySignal<number>} editor.threshold of confidence
 */
export function createStatistics({ mediaId, api, store, player, selection, threshold }) {
  const goTo = (/** @type {number} */ ms) => {
    player.seek(ms);
    const segment = store.index.peek().at(ms) ?? store.transcript.peek().segments.find(({ endMs }) => endMs > ms);
    if (segment) selection.setSegment(segment.id, { scroll: true });
  };
  return {
    openStatistics() {
      /** @type {WorkStatistics | null} */
      let work = null;
      let problem = "";
      const read = async () => {
        problem = "";
        try {
          await store.whenSent();
          work = await api.statistics(mediaId);
        } catch (error) {
          problem = messageOf(error);
        }
        dialog.redraw();
      };
      const places = createConfidencePlaces(store.transcript.peek().segments, player.durationMs.peek(), threshold.peek());
      const dialog = openDialog(
        "Statistics",
        (close) => html`<${Statistics} places=${places} work=${work} problem=${problem} retry=${() => void read()} goTo=${(/** @type {number} */ ms) => {
          close();
          goTo(ms);
        }} />`,
        { className: "is-wide statistics" },
      );
      void read();
    },
  };
}
