// What somebody does at the desk, from an empty one on, in a real browser with a real register.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { announcements, browse, drop, serve } from "./desk.js";

const file = announcements();
const steel = /steel/i;
const quota = /quota|TRQ/i;

let browser, context, page, desk;
/** What the browser asked other servers for, and what went wrong in pages. */
const elsewhere = [];
const errors = [];

before(async () => {
  desk = await serve();
  browser = await browse();
  context = await browser.newContext();
  page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on("request", (request) => {
    if (!request.url().startsWith(desk.address)) elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    // A page that is refused is told of on the console, too: these are told by their text.
    if (message.type() === "error" && !/status of (403|404|422)/.test(message.text())) errors.push(message.text());
  });
  page.on("dialog", (dialog) => {
    errors.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
});

after(async () => {
  await browser?.close();
  await desk?.stop();
});

const text = (selector) => page.locator(selector).first().innerText();

test("an empty desk says what to do", async () => {
  await page.goto(desk.address);
  assert.ok((await text("h1")).length > 0);
  await page.goto(`${desk.address}/documents`);
  assert.match(await text("main"), /No documents yet/);
  await page.goto(`${desk.address}/review`);
  assert.match(await text("main"), /nothing to review/);
});

test("files that are dropped are read, and appear as they are read", async () => {
  await drop(page, desk.address, file);
  assert.match(await text("#job .over"), new RegExp(`Done: ${file.documents} new`));
  assert.equal(await page.locator("ul.told li").count(), file.documents);
  await drop(page, desk.address, file);
  assert.match(await text("#job .over"), new RegExp(`Done: ${file.documents} known`));
});

test("an error says which file and why", async () => {
  await drop(page, desk.address, { name: "photo.png", text: "\u0089PNG\u0000\u0001" });
  assert.match(await text("ul.told li"), /photo\.png.*is not text/);
  await drop(page, desk.address, { name: "inbox.zip", text: "PK\u0003\u0004…" });
  assert.match(await text("ul.told li"), /inbox\.zip.*broken ZIP/);
});

/** The steel quota's entry: id of the fact. */
let fact;

test("the EU's steel quota is found in the ledger, its words are opened, and the instrument is one step away", async () => {
  await page.goto(`${desk.address}/ledger`);
  await page.fill("#with", "EU");
  await page.press("#with", "Enter");
  await page.waitForURL(/with=EU/);
  const row = page.locator("main table.ledger tbody tr").filter({ hasText: steel }).filter({ hasText: quota })
    .filter({ has: page.locator("summary .tag", { hasText: "request" }) }).first();
  await row.waitFor();
  await row.locator("summary").first().click();
  assert.match(await row.locator("blockquote, .words").first().innerText(), steel);
  const entry = await row.locator('a[href^="/ledger/"]').first().getAttribute("href");
  fact = entry.split("/").pop();
  await row.locator('a[href^="/documents/"]').first().click();
  await page.waitForURL(/\/documents\/.*#fact-/);
  const note = page.locator(":target");
  assert.equal(await note.getAttribute("data-fact"), fact);
  const mark = page.locator(`mark[data-facts~="${fact}"]`).first();
  await note.hover();
  assert.match(await mark.getAttribute("class"), /lit/, "a fact lights up its words");
  await page.locator("h1").hover();
  await mark.locator("a").focus();
  assert.match(await note.getAttribute("class"), /lit/, "words light up their fact");
  await note.locator("summary").click();
  await note.getByText("In the ledger").click();
  await page.waitForURL(new RegExp(`/ledger/${fact}`));
  await page.locator('main a[href^="/instruments/"]').first().click();
  await page.waitForURL(/\/instruments\//);
  assert.match(await text("h1"), steel);
});

test("every marked word is a slice of the text", async () => {
  await page.goto(`${desk.address}/ledger/${fact}`);
  await page.locator('main a[href^="/documents/"]').first().click();
  const shown = await page.locator("article.paper .text").evaluateAll((all) => all.map((one) => one.textContent).join("\n"));
  const marks = await page.locator("mark[data-facts]").allTextContents();
  assert.ok(marks.length > 5);
  for (const mark of marks) assert.ok(shown.includes(mark), mark);
});

test("the brief prints to one page with text that can be selected", async () => {
  await page.goto(`${desk.address}/counterparts/EU`);
  const folder = mkdtempSync(join(tmpdir(), "demarche-pdf-"));
  const path = join(folder, "brief.pdf");
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true }));
  const pages = /Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [path], { encoding: "utf8" }))?.[1];
  const words = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.equal(pages, "1");
  assert.match(words, steel);
  assert.match(words, /EU/);
  assert.doesNotMatch(words, /Skip to content|People and bodies\s+Series/, "what stands around the page is not printed");
});

test("a fact is corrected in review, and is another everywhere at once", async () => {
  const act = async () => (await (await page.request.get(`${desk.address}/api/v1/ledger?limit=500`)).json()).items.find((one) => one.fact === fact)?.act;
  const was = await act();
  const becomes = was === "proposal" ? "request" : "proposal";
  await page.goto(`${desk.address}/review?fact=${fact}`);
  await page.keyboard.press("c");
  await page.locator("#field-act").waitFor({ state: "visible" });
  await page.fill("#due-end", "soon");
  await page.getByRole("button", { name: "Correct the fact" }).click();
  await page.locator("#wrong-due").waitFor();
  assert.match(await text("#wrong-due"), /is no day/);
  assert.equal(await act(), was, "nothing was changed");
  await page.fill("#due-end", "2026-06-30");
  await page.selectOption("#field-act", becomes);
  await page.fill("#why", "it offers");
  await page.getByRole("button", { name: "Correct the fact" }).click();
  await page.getByText("Corrected.").waitFor();
  assert.equal(await act(), becomes);
  await page.goto(`${desk.address}/ledger/${fact}`);
  assert.match(await text("main"), new RegExp(`${becomes}[\\s\\S]*30 June 2026`));
  assert.match(await text("main"), /review/);
  await page.goto(`${desk.address}/ledger?with=EU`);
  const row = page.locator("main tbody tr").filter({ has: page.locator(`a[href="/ledger/${fact}"]`) });
  assert.match(await row.first().innerText(), new RegExp(becomes, "i"));
  await row.first().locator("summary").first().click();
  await row.first().locator('a[href^="/documents/"]').first().click();
  assert.match(await page.locator(`#fact-${fact}`).innerText(), new RegExp(becomes, "i"));
  await page.goto(`${desk.address}/agenda`);
  assert.match(await text("main"), steel, "what has a date now is on the agenda");
});

test("facts are reviewed by keys, which do not act while somebody types", async () => {
  await page.goto(`${desk.address}/review`);
  const shown = () => text("#claim + .source code");
  const first = await shown();
  await page.getByLabel("Keys decide").uncheck();
  await page.keyboard.press("a");
  assert.equal(await shown(), first, "keys can be turned off");
  await page.getByLabel("Keys decide").check();
  await page.locator("main").focus();
  await page.keyboard.press("j");
  await page.waitForURL(/skip=1/);
  const second = await shown();
  assert.notEqual(second, first);
  await page.locator("#find").fill("");
  await page.locator("#find").press("a");
  assert.equal(await shown(), second);
  await page.locator("main").focus();
  await page.keyboard.press("a");
  await page.getByText("Accepted.").waitFor();
  assert.notEqual(await shown(), second);
  const third = await shown();
  await page.keyboard.press("r");
  await page.getByText("Rejected.").waitFor();
  const gone = await page.request.get(`${desk.address}/review?fact=${third}`);
  assert.equal(gone.status(), 404, "a fact that was rejected is none");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Undone").waitFor();
  const back = await page.request.get(`${desk.address}/review?fact=${third}`);
  assert.equal(back.status(), 200, "and comes back by one step");
});

test("a name with a slip is found", async () => {
  await page.goto(`${desk.address}/search?q=Sefcovik`);
  assert.match(await text("main"), /Maroš Šefčovič/);
  await page.goto(`${desk.address}/people?q=Sefcovik`);
  await page.locator("main tbody a").filter({ hasText: "Maroš Šefčovič" }).first().click();
  assert.match(await text("h1"), /Maroš Šefčovič/);
  assert.ok((await page.locator("main .list li").count()) > 0, "meetings or statements are shown");
});

test("revisions of a document are compared", async () => {
  const release = (minister) =>
    `Korea and Chile hold talks on trade\n\n2025-12-01\n\nMinister ${minister} met his counterpart in Seoul on December 1, 2025. ` +
    "Korea asked Chile to open its market for pears. The two sides agreed to meet again within the first half of next year.\n";
  for (const minister of ["Ahn Duk-geun", "Kim Jung-kwan"]) await drop(page, desk.address, { name: "chile.txt", text: release(minister) });
  assert.match(await text("ul.told li"), /revised[\s\S]*revision 2/);
  await page.locator("ul.told a").first().click();
  await page.getByText("what changed").click();
  assert.match(await text(".difference del"), /Ahn/);
  assert.match(await text(".difference ins"), /Kim/);
});

test("hostile documents do no harm", async () => {
  const title = '<script>window.harmed = 1</script><img src="/x" onerror="window.harmed = 1"> \u202Ekcab ot tnorf';
  const body =
    '"><svg onload="window.harmed = 1"><a href="javascript:window.harmed = 1">here</a> {{ harmed }} </textarea></article>\n\n' +
    "Minister <b onmouseover=\"window.harmed = 1\">Kim</b> met Minister </mark><script src=\"https://example.org/x.js\"></script> in Seoul on December 3, 2025 and Korea asked the EU to <script>window.harmed = 1</script> exempt its steel.";
  const document = { id: '"><script>window.harmed = 1</script>/../?#', url: "javascript:window.harmed=1", publisher: "<img src=x onerror=window.harmed=1>", title, published: "2025-12-03", body };
  await drop(page, desk.address, { name: '"><script>window.harmed=1</script>.jsonl', text: JSON.stringify(document) });
  assert.match(await text("ul.told li"), /<script>/, "it is shown as it stands");
  const address = await page.locator("ul.told a").first().getAttribute("href");
  const pages = [address, "/documents", "/documents?q=script", "/", "/ledger?topic=script", "/search?q=script", "/people", "/agenda", "/review", `/review?fact=${"<script>"}`];
  for (const one of pages) {
    await page.goto(desk.address + one);
    assert.equal(await page.evaluate(() => window.harmed), undefined, one);
    assert.equal(await page.locator('main script, main img[src^="/x"], main img[src="x"], main a[href^="javascript"], main [onerror], main [onload], main [onmouseover]').count(), 0, one);
  }
  await page.goto(desk.address + address);
  assert.equal(await text("h1 bdi"), title, "nothing of the title is lost, and it stays in its own direction");
  assert.equal(await page.locator("h1 bdi").first().evaluate((one) => getComputedStyle(one).unicodeBidi), "isolate");
  assert.equal(await page.getByText("as published").count(), 0, "no address but those of the web is followed");
});

test("without script the same is done by forms", async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`${desk.address}/add`);
  await page.fill("#text", "Korea and Peru agree on a roadmap\n\n2025-12-02\n\nKorea and Peru agreed on December 2, 2025 to conclude their talks by June 2026.\n");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText("Done: 1 new").waitFor({ timeout: 30_000 });
  await page.locator("ul.told a").first().click();
  await page.locator("mark a").first().click();
  assert.match(page.url(), /#fact-/);
  await page.goto(`${desk.address}/review`);
  await page.getByRole("button", { name: /Accept/ }).click();
  await page.getByText("Accepted.").waitFor();
  await plain.close();
});

test("nothing was asked of other servers, and nothing failed in a page", () => {
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(errors, []);
});
