// Pictures of every page, made from the project's own announcements, for docs/screenshots.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { addresses, browse, corpus, drop, root, serve, sizes } from "./desk.js";

const folder = process.argv.slice(2).find((word) => !word.startsWith("-")) ?? join(root, "docs/screenshots");
const desk = await serve();
const browser = await browse();
try {
  const page = await browser.newPage();
  await drop(page, desk.address, corpus());
  const pages = await addresses(page, desk.address);
  await page.close();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of Object.values(sizes)) {
      const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
      const page = await context.newPage();
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(desk.address + address);
        await page.screenshot({ path: join(folder, `${name}-${viewport.width}-${colorScheme}.png`), scale: "css" });
      }
      await context.close();
    }
  }
  console.log(`${4 * Object.keys(pages).length} pictures in ${folder}`);
} finally {
  await browser.close();
  await desk.stop();
}
