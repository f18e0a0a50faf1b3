/**
 * Layout of the editor: with audio, with video, or the list only; height of the stage and width of the
 * video. Stored in the browser, separately for recordings with and without video.
 */

import { effect } from "@preact/signals";

import { LAYOUT_NAMES, createSizes, fitIn, layoutFor, layoutsOf, pictureRoom, stageRoom } from "../../core/commands/layout.js";
import { tellInPlace } from "../ui/appearance.js";
import { createSplitter } from "../ui/splitter.js";

/** @typedef {import("../../core/commands/layout.js").LayoutName} LayoutName */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.root
 * @param {{has_video: boolean}} options.media
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} options.settingsStore
 * @param {import("../ui/toasts.js").Toasts} options.toasts
 */
export function createLayout(scope, { root, media, settingsStore, toasts }) {
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(name));
  const [stage, timeline, list] = [".editor-stage", ".editor-timeline", ".editor-list"].map(part);
  const sizes = createSizes(localStorage);
  const { settings, change } = settingsStore;
  const now = () => layoutFor(media.has_video ? settings.value.pictureLayout : settings.value.soundLayout, media.has_video);
  const choose = (/** @type {LayoutName} */ name) => change({ [media.has_video ? "pictureLayout" : "soundLayout"]: name });
  const tell = tellInPlace(toasts);

  const roomOfStage = () => stageRoom(stage.offsetHeight + list.offsetHeight);
  const roomOfVideo = () => pictureRoom(stage.clientWidth);
  const applySizes = () => {
    const height = sizes.of(`stage-${root.dataset.layout}`);
    const width = sizes.of("picture");
    stage.classList.toggle("is-sized", height !== null && root.dataset.layout !== "list");
    stage.style.setProperty("--stage-height", height === null ? "auto" : `${fitIn(height, roomOfStage())}px`);
    stage.style.setProperty("--picture-width", width === null ? "" : `${fitIn(width, roomOfVideo())}px`);
    for (const splitter of splitters) splitter.describe();
  };
  const splitters = [
    createSplitter(scope, {
      label: "Height of the player and timeline",
      orientation: "horizontal",
      size: () => stage.offsetHeight,
      room: roomOfStage,
      resize: (px) => {
        sizes.keep(`stage-${root.dataset.layout}`, px);
        applySizes();
      },
    }),
  ];
  stage.after(splitters[0].element);
  if (media.has_video) {
    const videoSplitter = createSplitter(scope, {
      label: "Width of the video",
      orientation: "vertical",
      size: () => part(".player-screen").offsetWidth,
      room: roomOfVideo,
      resize: (px) => {
        sizes.keep("picture", px);
        applySizes();
      },
    });
    timeline.before(videoSplitter.element);
    splitters.push(videoSplitter);
  }
  scope.add(
    effect(() => {
      root.dataset.layout = now();
      applySizes();
    }),
  );
  scope.listen(window, "resize", applySizes);

  return {
    nextLayout() {
      const possible = layoutsOf(media.has_video);
      const next = possible[(possible.indexOf(now()) + 1) % possible.length];
      choose(next);
      tell(`Layout: ${LAYOUT_NAMES[next].toLowerCase()}`);
    },
    /** Rows of the view menu. @returns {import("../ui/menu.js").MenuItem[]} */
    layoutItems: () =>
      layoutsOf(media.has_video).map((name) => ({
        label: LAYOUT_NAMES[name],
        checked: now() === name,
        run: () => choose(name),
      })),
  };
}

/** @typedef {ReturnType<typeof createLayout>} Layout */
