/**
 * The list follows playback until the user scrolls away; a button then resumes following. Any scrolling
 * that this module did not cause counts as the user's: wheel, scroll bar, keys, the cursor, a search
 * in the page.
 */

import { effect, signal } from "@preact/signals";

const OWN_MS = 400; // scroll events caused by this module arrive within this time

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the scroll container
 * @param {HTMLElement} options.rail takes the button
 * @param {Pick<import("../player/player.js").Player, "playing" | "begun">} options.player
 * @param {() => HTMLElement | null} options.playingRow
 * @param {import("./row-view.js").RowView} options.view
 */
export function createFollow(scope, { element, rail, player, playingRow, view }) {
  const isAway = signal(false);
  const isAbove = signal(false);
  let ownUntil = -Infinity;
  const place = document.createElement("div");
  place.className = "follow";
  const button = document.createElement("button");
  button.className = "button follow-button";
  place.append(button);
  rail.append(place);

  const inView = (/** @type {HTMLElement} */ row) => {
    isAbove.value = row.getBoundingClientRect().top < element.getBoundingClientRect().top;
    return view.isInView(row);
  };
  const follow = {
    isAway,
    /** Scroll to the row being played, unless the user has scrolled away. @param {HTMLElement} row */
    to(row) {
      if (isAway.peek() && !inView(row)) return;
      isAway.value = false;
      if (view.isQuiet()) return; // the user has the list in hand: the next row follows
      ownUntil = performance.now() + OWN_MS;
      view.reveal(row);
    },
    again() {
      isAway.value = false;
      const row = playingRow();
      if (!row) return;
      ownUntil = performance.now() + OWN_MS;
      view.reveal(row);
    },
  };
  scope.listen(
    element,
    "scroll",
    () => {
      const row = playingRow();
      if (performance.now() < ownUntil || !row || !(player.playing.peek() || isAway.peek())) return;
      isAway.value = !inView(row);
    },
    { passive: true },
  );
  for (const type of ["wheel", "touchmove", "pointerdown"]) {
    scope.listen(element, type, () => void (ownUntil = -Infinity), { passive: true }); // user input has priority
  }
  scope.listen(button, "click", () => follow.again());
  scope.add(effect(() => void (player.begun.value && (isAway.value = false))));
  scope.add(
    effect(() => {
      place.hidden = !isAway.value;
      button.textContent = `${isAbove.value ? "↑" : "↓"} Follow playback`;
    }),
  );
  return follow;
}
