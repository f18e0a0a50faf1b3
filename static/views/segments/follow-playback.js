/**
 * The list follows the sound until the user scrolls away from it; then a button brings it back. Any
 * scrolling that is not the follower's own counts as the user's: wheel, scroll bar, keys, the
 * cursor, a search in the page.
 */

import { effect, signal } from "@preact/signals";

const OWN_MS = 400; // the scroll events of one scrolling of ours come within this time

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element what scrolls
 * @param {Pick<import("../player/player.js").Player, "playing" | "begun">} options.player
 * @param {() => HTMLElement | null} options.soundingRow
 * @param {(row: HTMLElement) => void} options.reveal
 */
export function createFollow(scope, { element, player, soundingRow, reveal }) {
  const isAway = signal(false);
  const isAbove = signal(false);
  let ownUntil = -Infinity;
  const place = document.createElement("div");
  place.className = "follow";
  const button = document.createElement("button");
  button.className = "button follow-button";
  place.append(button);
  element.append(place);

  const inView = (/** @type {HTMLElement} */ row) => {
    const box = row.getBoundingClientRect();
    const frame = element.getBoundingClientRect();
    isAbove.value = box.top < frame.top;
    return box.bottom > frame.top && box.top < frame.bottom;
  };
  const follow = {
    isAway,
    /** Scroll to the row that sounds now, unless the user has scrolled away. @param {HTMLElement} row */
    to(row) {
      if (isAway.peek() && !inView(row)) return;
      isAway.value = false;
      ownUntil = performance.now() + OWN_MS;
      reveal(row);
    },
    again() {
      isAway.value = false;
      const row = soundingRow();
      if (row) follow.to(row);
    },
  };
  scope.listen(
    element,
    "scroll",
    () => {
      const row = soundingRow();
      if (performance.now() < ownUntil || !row || !(player.playing.peek() || isAway.peek())) return;
      isAway.value = !inView(row);
    },
    { passive: true },
  );
  for (const type of ["wheel", "touchmove", "pointerdown"]) {
    scope.listen(element, type, () => void (ownUntil = -Infinity), { passive: true }); // the user's hand comes first
  }
  scope.listen(button, "click", () => follow.again());
  scope.add(effect(() => void (player.begun.value && (isAway.value = false))));
  scope.add(
    effect(() => {
      place.hidden = !isAway.value;
      button.textContent = `${isAbove.value ? "↑" : "↓"} Follow the sound again`;
    }),
  );
  return follow;
}
