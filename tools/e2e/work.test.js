// The desk as a place of work: from the first look to a printed brief, and what an officer does all day.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { browse, drop, program, serve, sizes, today } from "./desk.js";

const october = {
  id: "o1",
  title: "Chile and Peru meet in Lima",
  published: "2025-10-02",
  publisher: "Ministry of Trade of Chile",
  body: "Chilean Trade Minister Ana Silva met Peruvian Trade Minister Luis Rojas in Lima on October 2, 2025. Minister Silva asked Peru to finalise the rules of origin for lemons.",
};
const december = {
  id: "o2",
  title: "Peru answers Chile",
  published: "2025-12-12",
  publisher: "Ministry of Trade of Chile",
  body: "Peruvian Trade Minister Luis Rojas replied on December 12, 2025 that Peru had finalised the rules of origin for lemons, as Chile had requested. Peru agreed to publish the rules of origin for lemons by January 31, 2026.",
};
const file = (document) => ({ name: `${document.id}.jsonl`, text: JSON.stringify(document) });

let browser;
before(async () => {
  browser = await browse();
});
after(() => browser?.close());

/** A page of a new browser, whose errors are collected. */
async function visitor(errors = []) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("pageerror", (error) => errors.push(String(error)));
  return page;
}

async function clean(page) {
  await page.evaluate(() => document.querySelectorAll("main details").forEach((details) => (details.open = true)));
  await page.evaluate(axe.source);
  for (const viewport of Object.values(sizes)) {
    await page.setViewportSize(viewport);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(result.violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`), []);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `it is ${overflow} pixels wider than the window`);
  }
}

test("a first visitor reaches a printed brief in four clicks", async () => {
  const desk = await serve();
  try {
    const page = await visitor();
    await page.addInitScript(() => (window.print = () => (window.printed = (window.printed ?? 0) + 1)));
    await page.goto(desk.address);
    await page.getByRole("button", { name: /sample announcements/ }).click();
    await page.locator("#job .over .note").waitFor({ timeout: 300_000 });
    await page.locator("nav").getByRole("link", { name: "Counterparts" }).click();
    await page.locator('main a[href="/counterparts/EU"]').first().click();
    await page.getByRole("button", { name: "Print" }).click();
    assert.equal(await page.evaluate(() => window.printed), 1);
    assert.match(await page.locator("h1").innerText(), /EU|European/);
  } finally {
    await desk.stop();
  }
});

test("an officer works on an entry, follows it, and an answer is told with its words", async () => {
  const desk = await serve();
  const errors = [];
  try {
    const page = await visitor(errors);
    await drop(page, desk.address, file(october));
    await page.goto(`${desk.address}/ledger?act=request`);
    const entry = await page.locator('main a[href^="/ledger/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")).find((one) => /^\/ledger\/[^?]+$/.test(one)));
    await page.goto(desk.address + entry);
    const work = page.locator("#work");
    await work.getByRole("button", { name: "I own it" }).click();
    await work.getByText("Owner set.").waitFor();
    await work.getByLabel("Note").fill("Lima said it would answer by letter");
    await work.getByRole("button", { name: "Add note" }).click();
    await work.getByText("Note added.").waitFor();
    await work.getByRole("textbox", { name: "Next step" }).fill("call Lima");
    await work.getByLabel("By", { exact: true }).fill("2026-01-09");
    await work.getByRole("button", { name: "Set next step" }).click();
    await work.getByText("call Lima, by 9 January 2026").first().waitFor();
    await work.getByRole("button", { name: "Follow this entry" }).click();
    await work.getByText("You follow this now.").waitFor();
    await clean(page);
    await page.goto(`${desk.address}/mine`);
    assert.match(await page.locator("main").innerText(), /Nothing has changed since you last looked/);

    await drop(page, desk.address, file(december));
    await page.goto(`${desk.address}/mine`);
    const news = page.locator("section[aria-labelledby=changed]");
    assert.match(await news.innerText(), /You own this entry/);
    assert.match(await news.locator("blockquote").first().innerText(), /rules of origin for lemons/);
    assert.match(await news.locator('a[href^="/documents/"]').first().getAttribute("href"), /#fact-/);
    await clean(page);
    const arguments_ = ["digest", "--register", desk.register, "--since", "2025-01-01", "--as-of", today, "--for", "desk"];
    assert.match(execFileSync(program(), arguments_, { encoding: "utf8" }), /You own this entry[\s\S]*rules of origin for lemons/);

    await page.getByRole("button", { name: "I have read this" }).click();
    await page.getByText("Nothing has changed since you last looked").waitFor();
    assert.deepEqual(errors, []);
  } finally {
    await desk.stop();
  }
});

test("what was done is undone by one step, by keyboard alone", async () => {
  const desk = await serve();
  try {
    const page = await visitor();
    await drop(page, desk.address, file(october));
    await page.goto(`${desk.address}/ledger?act=request`);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("main tbody details[open]").count(), 1, "j and Enter open the first entry");
    const entry = page.locator('main tbody a[href^="/ledger/"]').first();
    await entry.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/ledger\/[^?]+$/);
    await page.getByLabel("Reason").focus();
    await page.keyboard.type("agreed by telephone");
    await page.keyboard.press("Enter");
    await page.locator("#work").getByText("Status set.").waitFor();
    assert.match(await page.locator("main > p .chip").first().innerText(), /fulfilled/i);
    await page.getByRole("button", { name: "Undo", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#work").getByText("Undone.").waitFor();
    assert.match(await page.locator("main > p .chip").first().innerText(), /open/i);
    await page.keyboard.press("g");
    await page.keyboard.press("m");
    await page.waitForURL(/\/mine$/);
    assert.match(await page.locator("main").innerText(), /set the status: agreed by telephone \(undone\)/);
  } finally {
    await desk.stop();
  }
});

test("two people with different roles see what is theirs, and do what they may", async () => {
  const secrets = {};
  const desk = await serve(["--tokens"], (register) => {
    for (const [name, role] of [["Ines", "officer"], ["Bo", "reader"]]) {
      const made = execFileSync(program(), ["account", "add", name, "--role", role, "--register", register], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      secrets[name] = made.trim();
    }
  });
  try {
    const people = {};
    for (const name of ["Ines", "Bo"]) {
      const page = await visitor();
      await page.goto(desk.address);
      await page.waitForURL(/sign-in/);
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill("not this one");
      await page.getByRole("button", { name: "Sign in" }).first().click();
      await page.getByText("do not match").waitFor();
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Password").fill(secrets[name]);
      await page.getByRole("button", { name: "Sign in" }).first().click();
      await page.getByText(`Signed in as ${name}`).waitFor();
      people[name] = page;
    }
    const { Ines, Bo } = people;
    await drop(Ines, desk.address, file(october));
    await Ines.goto(`${desk.address}/ledger?act=request`);
    const entry = await Ines.locator('main tbody a[href^="/ledger/"]').first().getAttribute("href");
    await Ines.goto(desk.address + entry);
    await Ines.getByLabel("Owner, a person or ministry").fill("Ministry of Trade");
    await Ines.getByRole("button", { name: "Set owner" }).click();
    await Ines.getByText("Owner set.").waitFor();
    await Ines.getByLabel("Note").fill("for my eyes");
    await Ines.getByLabel(/Private/).check();
    await Ines.getByRole("button", { name: "Add note" }).click();
    await Ines.getByText("Note added.").waitFor();
    await Bo.goto(desk.address + entry);
    const seen = await Bo.locator("#work").innerText();
    assert.match(seen, /Ministry of Trade/);
    assert.match(seen, /Ines set the owner to Ministry of Trade|Log of this entry/);
    assert.doesNotMatch(seen, /for my eyes/);
    assert.equal(await Bo.getByRole("button", { name: "Set owner" }).count(), 0, "a reader has no form for it");
    await Bo.getByRole("button", { name: "Follow this entry" }).click();
    await Bo.getByText("You follow this now.").waitFor();
    await Ines.goto(`${desk.address}/mine`);
    assert.doesNotMatch(await Ines.locator("section[aria-labelledby=followed]").innerText(), /lemons/, "each follows alone");
  } finally {
    await desk.stop();
  }
});
