// `node run.js` runs the tests; `node run.js --screenshots [FOLDER]` makes pictures of every page.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

if (process.argv.includes("--screenshots")) {
  await import("./screenshots.js");
} else {
  const files = ["pages.test.js", "work.test.js", "accessibility.test.js"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const done = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files], { stdio: "inherit" });
  process.exit(done.status ?? 1);
}
