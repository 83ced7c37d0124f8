// An accessibility checker finds nothing on any page, in either theme, wide or narrow.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { addresses, browse, corpus, drop, serve, sizes } from "./desk.js";

let browser, desk, pages;

before(async () => {
  desk = await serve();
  browser = await browse();
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await drop(page, desk.address, corpus());
  pages = { ...(await addresses(page, desk.address)), missing: "/documents/there-is-none" };
  await page.close();
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(sizes)) {
    test(`${colorScheme}, ${size}`, async () => {
      const context = await browser.newContext({ colorScheme, viewport });
      const page = await context.newPage();
      const found = [];
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(desk.address + address);
        // What opens is looked at open, too.
        await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
        await page.evaluate(axe.source);
        const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
        for (const violation of result.violations)
          found.push(`${name}: ${violation.id}: ${violation.help} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 160)} ${violation.nodes[0].failureSummary.replaceAll("\n", " ").slice(0, 260)}`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (overflow > 0) found.push(`${name}: is ${overflow} pixels wider than the window`);
      }
      await context.close();
      assert.deepEqual(found, []);
    });
  }
}
