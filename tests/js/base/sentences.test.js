import assert from "node:assert/strict";
import { test } from "node:test";

import { firstSentence } from "../../../static/core/base/sentences.js";

test("a message ends at its first sentence, not at points inside it", () => {
  for (const [message, first] of [
    ["The draft failed: only 1.2 GB are free. Choose a smaller model.", "The draft failed: only 1.2 GB are free."],
    ["No point at the end", "No point at the end"],
    ["Is model.bin there? “base” is.", "Is model.bin there?"],
    ["One line.\nTraceback (most recent call last)", "One line."],
    ["Step 3. of the plan failed.", "Step 3. of the plan failed."],
    ["", ""],
  ]) assert.equal(firstSentence(message), first);
});
