/** Whether the server answers. A closed event stream alone does not tell: a proxy may close it too. */

import { effect, signal, untracked } from "@preact/signals-core";

const CHECK_MS = 2_000;

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("@preact/signals-core").ReadonlySignal<boolean>} options.isLive whether events arrive
 * @param {() => Promise<boolean>} options.isReachable ask the server for an answer
 * @returns {import("@preact/signals-core").ReadonlySignal<boolean>} whether the server does not answer
 */
export function watchServer(scope, { isLive, isReachable }) {
  const isGone = signal(false);
  let wasLive = false;
  let isChecking = false;

  const check = async () => {
    if (isChecking || !wasLive || isLive.peek()) return;
    isChecking = true;
    const isHere = await isReachable().catch(() => false);
    isChecking = false;
    isGone.value = !isHere && !isLive.peek();
  };
  scope.add(
    effect(() => {
      const isOpen = isLive.value;
      untracked(() => {
        wasLive ||= isOpen;
        if (isOpen) isGone.value = false;
        else void check();
      });
    }),
  );
  scope.every(CHECK_MS, () => void check());
  return isGone;
}
