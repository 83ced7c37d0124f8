// A desk to test: a server on a register of its own, and a browser that shows its pages.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** The day of the world that the tests ask about. */
export const today = "2025-12-20";

/** Widths at which pages are looked at, in CSS pixels. */
export const sizes = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } };

/** The program under test: `DEMARCHE`, else the newest build. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const found = [process.env.DEMARCHE, join(target, "release/demarche"), join(target, "debug/demarche")].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Error("there is no program to test: run `cargo build --package demarche`, or name one with DEMARCHE");
  return found;
}

/** The project's own announcements. */
export const corpus = () => ({ name: "announcements.jsonl", text: readFileSync(join(root, "corpus/announcements.jsonl"), "utf8"), documents: 24 });

/** The ten releases where they are at hand, else the project's own announcements. */
export function announcements() {
  const path = join(root, "../shared/announcements/motir-2025-12.txt");
  if (existsSync(path)) return { name: "motir-2025-12.txt", text: readFileSync(path, "utf8"), documents: 10 };
  console.log("the ten releases are not here: the tests read the project's own announcements instead");
  return corpus();
}

/** Starts a server on an empty register, or on what `prepare` makes at the path that it is given. */
export async function serve(extra = [], prepare = () => {}) {
  const folder = mkdtempSync(join(tmpdir(), "demarche-e2e-"));
  const register = join(folder, "desk.db");
  prepare(register);
  const arguments_ = ["serve", "--register", register, "--listen", "127.0.0.1:0", "--as-of", today, ...extra];
  const child = spawn(program(), arguments_, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const address = await new Promise((done, failed) => {
    child.stdout.on("data", (text) => done(String(text).trim().replace(/\/$/, "")));
    child.on("exit", () => failed(new Error(`the server did not start: ${log}`)));
  });
  return {
    address,
    register,
    log: () => log,
    stop: () =>
      new Promise((done) => {
        child.removeAllListeners("exit");
        child.on("exit", () => {
          rmSync(folder, { recursive: true, force: true });
          done();
        });
        child.kill("SIGTERM");
      }),
  };
}

/** Starts Chromium, which asks nobody but the pages' own server for anything. */
export function browse() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Drops a file on the form for adding, and waits until all of it is read. */
export async function drop(page, address, file) {
  await page.goto(`${address}/add`);
  const transfer = await page.evaluateHandle(({ name, text }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name, { type: "text/plain" }));
    return transfer;
  }, file);
  await page.dispatchEvent("#add", "drop", { dataTransfer: transfer });
  await page.waitForURL(/\/add\/.+/);
  await page.locator("#job .over .note").waitFor({ timeout: 120_000 });
}

/** One address of every kind of page, as the desk's own links have them: those with most to show. */
export async function addresses(page, address) {
  const first = async (list, selector) => {
    await page.goto(address + list);
    const link = page.locator(selector).first();
    return new URL(await link.getAttribute("href", { timeout: 5_000 }), address).pathname;
  };
  const told = await first("/documents?q=quota", 'main a[href^="/documents/"]');
  const series = await (async () => {
    await page.goto(`${address}/series`);
    const rows = page.locator("main tbody tr");
    const counts = await rows.locator('[data-label="Sessions"]').allInnerTexts();
    const most = counts.map(Number).reduce((best, count, at, all) => (count > all[best] ? at : best), 0);
    return new URL(await rows.nth(most).locator("a").first().getAttribute("href"), address).pathname;
  })();
  // A happening whose own news two documents are.
  await page.goto(`${address}/documents`);
  const documents = await page.locator('main a[href^="/documents/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  let compare;
  for (const document of documents) {
    await page.goto(address + document);
    const link = page.locator('main a[href^="/compare/"]').first();
    if ((await link.count()) > 0) compare ??= await link.getAttribute("href");
  }
  if (!compare) throw new Error("no two documents tell one happening");
  return {
    desk: "/",
    mine: "/mine",
    ledger: "/ledger",
    entry: await first("/ledger?with=EU", 'main a[href^="/ledger/"]'),
    counterparts: "/counterparts",
    counterpart: "/counterparts/EU",
    instruments: "/instruments",
    instrument: await first("/instruments", 'main a[href^="/instruments/"]'),
    agenda: "/agenda",
    search: "/search?q=steel",
    documents: "/documents",
    document: told,
    compare,
    people: "/people",
    person: await first("/people?q=Sefcovik", 'main a[href^="/people/"]'),
    "series-list": "/series",
    series,
    review: "/review",
    add: "/add",
    "sign-in": "/sign-in",
  };
}
