/** The comparisons of models on the release that is unfolded. */

import { signal } from "@preact/signals";

/** @typedef {import("./datasets.js").Job} Job */
/** @typedef {import("../../core/datasets/comparison.js").Comparison} Comparison */
/** @typedef {import("../../core/datasets/request.js").Release} Release */
/** @typedef {Awaited<ReturnType<import("../../core/sync/api.js").Api["models"]>>["models"][number]} InstalledModel */
/** @typedef {{release: number, models: InstalledModel[], found: Comparison[]}} Unfolded */

/**
 * @param {import("../../core/sync/api.js").Api} api
 * @param {string} project
 * @param {(job: Job) => void} onBegun
 */
export function createComparisonState(api, project, onBegun) {
  const shown = signal(/** @type {Unfolded | null} */ (null));
  const read = async (/** @type {number} */ release) => (await api.bakeoffs(project, release)).bakeoffs;
  return {
    shown,
    /** @param {Release} release */
    async toggle({ id }) {
      if (shown.peek()?.release === id) return void (shown.value = null);
      const [{ models }, found] = await Promise.all([api.models(), read(id)]);
      shown.value = { release: id, models: models.filter(({ present }) => present), found };
    },
    /** @param {Release} release @param {import("../../core/sync/api.js").BakeoffRequest} asked */
    async begin({ id }, asked) {
      onBegun(await api.compareModels(project, id, asked));
      await this.refresh(id);
    },
    /** @param {number} release */
    async refresh(release) {
      const found = await read(release);
      const now = shown.peek();
      if (now?.release === release) shown.value = { ...now, found };
    },
    /** A failed job was dismissed. @param {number} job */
    forget(job) {
      const now = shown.peek();
      if (now) shown.value = { ...now, found: now.found.filter((one) => one.job.id !== job) };
    },
    /** A job has changed; a report is fetched when one is done. @param {Job} job */
    async take(job) {
      const now = shown.peek();
      if (!now) return;
      const known = now.found.some((one) => one.job.id === job.id);
      if (!known || job.state === "done") return this.refresh(now.release);
      shown.value = { ...now, found: now.found.map((one) => (one.job.id === job.id ? { ...one, job } : one)) };
    },
  };
}
