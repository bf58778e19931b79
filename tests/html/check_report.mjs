// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the HTML reports that run.py made, in a real browser, and tries what a reader does.
//
// usage: node check_report.mjs FOLDER_WITH_NODE_MODULES CHROMIUM FOLDER_WITH_REPORTS [FOLDER_FOR_PICTURES]
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { auditStructure, auditContrast } from "./audits.mjs";
import { takePictures } from "./pictures.mjs";

const [modules, executablePath, reports, pictures] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "package.json"))("playwright-core");
const failures = [];
let checks = 0;

function expect(what, condition, seen = "") {
  checks += 1;
  if (!condition) failures.push(`${what}: ${typeof seen === "string" ? seen : JSON.stringify(seen)}`.slice(0, 600));
}

let profiles = 0;
async function withBrowser(options, use) {
  const profile = join(reports, `profile-${(profiles += 1)}`);
  mkdirSync(profile);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  try {
    await use(context);
  } finally {
    await context.close();
  }
}

// Opens a report, and notes whatever leaves the page or complains in it.
async function open(context, name) {
  const page = await context.newPage();
  const url = pathToFileURL(join(reports, `${name}.html`)).href;
  page.on("request", (request) => expect(`${name}: no request`, request.url() === url, request.url()));
  page.on("console", (message) => expect(`${name}: a quiet console`, false, message.text()));
  page.on("pageerror", (error) => expect(`${name}: no error`, false, String(error)));
  page.on("dialog", (dialog) => { expect(`${name}: no dialog`, false, dialog.message()); dialog.dismiss(); });
  await page.goto(url, { timeout: 120_000 });  // the first page of a browser comes late on a busy machine
  return page;
}

const visibleRows = (page) => page.locator("#phones tbody tr:visible");

async function filterAndSort(page) {
  const rows = await visibleRows(page).count();
  expect("all phones are listed", rows === (await page.locator("article.phone").count()) && rows > 8, rows);
  await page.fill("#find", "CAPF-REFUSED");
  const found = await visibleRows(page).allTextContents();
  expect("the filter keeps what fits, whatever the case", found.length > 0 && found.length < rows && found.every((text) => text.includes("capf-refused")), found);
  expect("the phones below follow the filter", (await page.locator("article.phone:visible").count()) === found.length);
  expect("the number is told", (await page.textContent("#shown")) === `${found.length} of ${rows} shown`);
  await page.fill("#find", "no such words");
  expect("nothing fits", (await visibleRows(page).count()) === 0);
  await page.fill("#find", "");
  await page.uncheck("input[name=verdict][value=encrypted]");
  const badges = await visibleRows(page).locator(".badge").allTextContents();
  expect("a verdict can be left out", badges.length > 0 && badges.length < rows && !badges.some((text) => text.includes("encrypted")), badges);
  await page.check("input[name=verdict][value=encrypted]");

  const column = (number) => page.locator(`#phones tbody tr > :nth-child(${number})`).allTextContents();
  const press = (title) => page.locator("#phones thead button", { hasText: title }).click();
  await press("Phone");
  const names = await column(2);
  expect("sorted by name", names.every((name, i) => i === 0 || names[i - 1].localeCompare(name, "en", { numeric: true }) <= 0), names);
  expect("the order is told", (await page.locator("#phones th[aria-sort=ascending]").textContent()) === "Phone");
  await press("Phone");
  expect("sorted the other way", (await column(2)).join() === names.reverse().join());
  await press("Verdict");
  const verdicts = (await column(1)).map((text) => text.trim().split(" ").pop());
  expect("failures first", verdicts[0] === "failed" && verdicts.lastIndexOf("failed") < verdicts.indexOf("encrypted"), verdicts);
}

// A closed part shows nothing to press.
const openAll = (page) => page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));

// The cause is read before anything else, in words.
async function causeFirst(page) {
  const box = page.locator("article.phone > .box");
  const text = await box.innerText();
  for (const words of ["the CAPF server refuses the connection [capf-refused]", "answers the SYN with RST", "frames 37, 38 (observed)", "Activate and start Certificate Authority Proxy Function"]) {
    expect("the box says", text.includes(words), text);
  }
  expect("what to do is numbered", (await box.locator("dd > ol > li").count()) > 0);
  expect("the box stands before the prose", await page.evaluate(() => {
    const [first, prose] = [document.querySelector(".box"), document.querySelector(".conclusion")];
    return Boolean(first.compareDocumentPosition(prose) & Node.DOCUMENT_POSITION_FOLLOWING);
  }));
}

async function folding(context) {
  const isOpen = (page, name) => page.locator(`section.${name} > details`).first().evaluate((details) => details.open);
  const failed = await open(context, "failed");
  for (const name of ["steps", "ladder"]) expect(`what failed: ${name} open`, await isOpen(failed, name));
  for (const name of ["files", "certificates", "history", "notices"]) expect(`what failed: ${name} folded`, !(await isOpen(failed, name)));
  const healthy = await open(context, "one");
  expect("a healthy phone: steps open", await isOpen(healthy, "steps"));
  for (const name of ["ladder", "files", "sessions", "certificates"]) expect(`a healthy phone: ${name} folded`, !(await isOpen(healthy, name)));
  const many = await open(context, "many");
  expect("several phones: all folded", (await many.locator("article details[open]").count()) === 0);
  await many.evaluate(() => (location.hash = document.querySelector("section.files").querySelector("h3").id));
  expect("a link opens what it leads to", await many.locator("section.files > details").first().evaluate((details) => details.open));
}

async function failuresFirst(context) {
  const page = await open(context, "fifty");
  const rank = (classes) => ["failed", "incomplete", "encrypted"].findIndex((word) => classes.split(" ").includes(word));
  const order = (await page.locator("article.phone").evaluateAll((phones) => phones.map((phone) => phone.className))).map(rank).map((place) => (place < 0 ? 2 : place));
  expect("failures first, then what is undecided", order.includes(1) && order.join() === [...order].sort().join(), order);
  const causes = await page.locator("article.failed .box .cause").allTextContents();
  expect("those with one cause stand together", causes.length > 10 && causes.every((cause, i) => causes.indexOf(cause) === i || causes[i - 1] === cause), causes);
  const groups = await page.locator(".groups > ul > li h3").allTextContents();
  const counts = groups.map((text) => parseInt(text, 10));
  expect("the most frequent cause first, in words", counts.join() === [...counts].sort((a, b) => b - a).join() && groups.every((text) => /^\d+ \S+ .+ \[[a-z0-9-]+\]$/.test(text)), groups);
  expect("their phones are counted", counts.reduce((a, b) => a + b, 0) === order.filter((place) => place === 0).length, counts);
  for (const width of [1280, 900, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await openAll(page);
    const broken = await page.evaluate(() => [...document.querySelectorAll(".name")].filter((name) => name.getClientRects().length > 1).map((name) => name.textContent));
    expect(`names are not broken at ${width}`, broken.length === 0, broken);
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(`fifty: no scrolling sideways at ${width}`, wide[0] <= wide[1], wide);
  }
}

// But for the columns that name the row.
async function columnsVary(context) {
  for (const name of ["fifty", "many", "across"]) {
    const page = await open(context, name);
    const same = await page.evaluate(() => [...document.querySelectorAll("#phones, .across table")].flatMap((table) => {
      const rows = [...table.tBodies[0].rows];
      if (rows.length < 2) return [];
      return [...table.tHead.rows[0].cells].map((head) => head.textContent).filter((title, i) =>
        rows.every((row) => row.cells[i].localName === "td" && row.cells[i].innerHTML === rows[0].cells[i].innerHTML));
    }));
    expect(`${name}: no column says the same in every row`, same.length === 0, same);
    await page.close();
  }
}

// More phones than the page has ready: the script makes the others of data when they are looked at.
async function crowd(page) {
  const ready = await page.locator("article.phone").count();
  const all = Number((await page.textContent("#shown")).match(/ of (\d+) /)[1]);
  expect("a part of the phones is ready", ready === 100 && all > ready + 10, `${ready} of ${all}`);
  expect("and of the rows", (await visibleRows(page).count()) === 100);
  await page.click("#more");
  expect("more rows on demand", (await visibleRows(page).count()) === Math.min(all, 200));
  const link = page.locator("#phones tbody tr").nth(105).locator("a");
  const [name, href] = [await link.textContent(), await link.getAttribute("href")];
  await link.click();
  await page.waitForSelector(`article${href}`);
  const article = page.locator(`article${href}`);
  expect("a phone is made when it is chosen", (await article.locator("h2").textContent()) === name && (await article.locator(".box dt").count()) > 0, name);
  const leadsTo = async (what, one) => {
    const isThere = (selector) => {
      const { top } = document.querySelector(selector).getBoundingClientRect();
      const isEnd = scrollY + innerHeight > document.documentElement.scrollHeight - 2;
      return top >= 0 && top < (isEnd ? innerHeight : 100);
    };
    const there = await page.waitForFunction(isThere, `article${one}`, { timeout: 5000 }).catch(() => null);
    expect(what, there, await page.evaluate((selector) => [document.querySelector(selector).getBoundingClientRect().top, scrollY, document.documentElement.scrollHeight], `article${one}`));
  };
  await leadsTo("the link leads to it", href);
  // The third is still being made when the second is chosen.
  const unmade = await page.evaluate(() => document.querySelector("script.pack").dataset.ids.split(" ").filter((id) => !document.getElementById(id)));
  const [first, second, third] = unmade.map((id) => `#${id}`);
  await page.evaluate(async ([one, other]) => {
    const heard = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
    location.hash = one;
    await heard;
    location.hash = other;
  }, [third, second]);
  await page.waitForSelector(`article${third}`);
  await page.waitForSelector(`article${second}`);
  await leadsTo("what is chosen last is shown", second);
  await page.evaluate((one) => (location.hash = one), first);
  await page.waitForSelector(`article${first}`);
  const made = await page.locator("article.phone").evaluateAll((phones) => phones.map((phone) => `#${phone.id}`));
  const places = [first, second, third].map((id) => made.indexOf(id));
  expect("phones are in their order, whatever is looked at first", places[0] < places[1] && places[1] < places[2], places);
  await page.emulateMedia({ media: "print" });
  expect("a print says how many it shows", await page.locator("#shown").isVisible());
  await page.emulateMedia({ media: "screen" });
  const taken = await page.evaluate((words) => {
    const begin = performance.now();
    const find = document.getElementById("find");
    find.value = words;
    find.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
    return performance.now() - begin;
  }, name);
  expect("the filter finds what is data", (await visibleRows(page).count()) > 0 && (await page.textContent("#shown")).includes(` of ${all} shown`), await page.textContent("#shown"));
  expect("at once", taken < 2000, taken);
}

async function localTime(page) {
  await openAll(page);
  const text = await page.evaluate(() => document.body.innerText);
  expect("local time in the head", text.includes("2026-11-24 05:19:00.205567 +0900"), text.slice(0, 300));
  const drawn = await page.locator("svg.ladder.wide text.time").allTextContents();
  expect("local time in the ladder", drawn.length > 5 && drawn.every((time) => /^05:19:\d\d\.\d{3}$/.test(time)), drawn);
  const steps = (await page.locator('.steps-table td[data-label="Time, UTC+0900"]').allTextContents()).filter(Boolean);
  expect("local time in the steps", steps.length > 3 && steps.every((time) => time.startsWith("2026-11-24 05:19:")), steps);
  const others = text.match(/.*(UTC(?!\+0900)|20:19:|2026-11-23).*/g) ?? [];
  expect("and no other", others.every((line) => /TIMESTAMP|Validity|valid at|the line marks/.test(line)), others);
}

async function ladder(page) {
  await openAll(page);
  const arrow = page.locator("svg.ladder.wide a.event").nth(1);
  const box = page.locator("#event-details");
  await arrow.hover();
  const words = await arrow.locator("title").textContent();
  expect("hovering shows the frame", (await box.isVisible()) && (await box.textContent()).includes(words.split(": ").pop()), words);
  await page.mouse.move(1, 1);
  expect("and leaves nothing behind", !(await box.isVisible()));
  await arrow.click();
  await page.mouse.move(1, 1);
  expect("a click keeps it", await box.isVisible());
  const filter = await box.locator("code").textContent();
  expect("with a filter for the frame", /^frame\.number == \d+$/.test(filter), filter);
  await box.locator("button").click();
  expect("which can be copied", (await page.evaluate(() => navigator.clipboard.readText())) === filter);
  await page.mouse.move(1, 1);  // there may be another arrow under the box
  await page.keyboard.press("Escape");
  expect("Escape closes it", !(await box.isVisible()));
  await arrow.blur();
  await arrow.focus();
  expect("the focus shows it as well", await box.isVisible());
  await page.keyboard.press("Enter");
  expect("Enter goes into it", await box.locator("button").evaluate((button) => button === document.activeElement));
  await page.keyboard.press("Escape");
  expect("and Escape back", await arrow.evaluate((link) => link === document.activeElement));
}

async function failureIsMarked(page) {
  const marked = await page.locator("svg.ladder.wide a.event.failed").count();
  expect("the failed arrows are marked", marked > 0, marked);
  expect("and where it stopped", (await page.locator("svg.ladder.wide .stop text").textContent()).includes("stopped at capf-connect"));
  const copy = page.locator(".box .copy").first();
  await copy.click();
  const filter = await page.evaluate(() => navigator.clipboard.readText());
  expect("the evidence is a filter to copy", /^frame\.number in \{[\d., ]+\}$/.test(filter), filter);
}

// A page in another language: its words, and the script's.
async function japanese(context) {
  const english = /(?:\b[a-z]{2,} ){2}[a-z]{2,}\b/;
  const wide = /[\u3040-\u30ff\u4e00-\u9fff]/;
  const page = await open(context, "japanese");
  expect("the page says its language", (await page.evaluate(() => document.documentElement.lang)) === "ja");
  await openAll(page);
  const arrow = page.locator("svg.ladder.wide a.event").nth(1);
  await arrow.click();
  const box = page.locator("#event-details");
  const lines = await box.locator("div").allTextContents();
  const [frame, time, , from, to] = await page.locator("details.events tbody tr").nth(1).locator("td").allTextContents();
  expect("the box has from, to, frame and time", lines[0] === `${from} → ${to}` && lines[1].includes(`フレーム ${frame}`) && lines[1].includes(`${time} s`), lines);
  expect("and a filter", (await box.locator("code").textContent()) === `frame.number == ${frame}`, await box.innerText());
  expect("all of it in Japanese", wide.test(await box.locator("button").textContent()), await box.innerText());
  // The word is there for a moment.
  const said = await box.locator("button").evaluate(async (button) => {
    const label = button.textContent;
    button.click();
    while (button.textContent === label) await new Promise((resolve) => setTimeout(resolve, 10));
    return button.textContent;
  });
  expect("the script says in Japanese what it did", said === "コピーしました" || said === "Ctrl+C を押してください", said);
  const text = await page.evaluate(() => document.body.innerText);
  const left = text.split("\n").filter((line) => english.test(line) && !/Certificate Authority Proxy|select md5hash/.test(line));
  expect("nothing is left in English", left.length === 0, left.slice(0, 5));

  const many = await open(context, "japanese-many");
  const all = Number((await many.textContent("#shown")).match(/\d+/)[0]);
  expect("the number is told in Japanese", /^\d+ 件中 \d+ 件が該当、最初の 100 件を表示$/.test(await many.textContent("#shown")) && all > 110, await many.textContent("#shown"));
  expect("more are offered in Japanese", wide.test(await many.textContent("#more")), await many.textContent("#more"));
  await many.fill("#find", "接続を拒否");
  const found = await visibleRows(many).allTextContents();
  expect("Japanese words can be looked for", found.length > 0 && found.length < all && found.every((row) => row.includes("接続を拒否")), found);
  await many.fill("#find", "capf-refused 接続");
  expect("and beside codes", (await visibleRows(many).count()) === found.length, await many.textContent("#shown"));
  await many.fill("#find", "");
  await many.uncheck("input[name=verdict][value=failed]");
  expect("a verdict can be left out", !(await visibleRows(many).locator(".badge").allTextContents()).some((badge) => badge.includes("失敗")));
  await many.check("input[name=verdict][value=failed]");
  await many.locator("#phones thead button").nth(1).click();
  expect("the table can be sorted", (await many.locator("#phones th[aria-sort=ascending]").textContent()) === "電話機");
  await many.click("#more");
  const link = many.locator("#phones tbody tr").nth(105).locator("a");
  const made = many.locator(`article${await link.getAttribute("href")}`);
  await link.click();
  await made.waitFor();
  expect("a phone made by the script is in Japanese", wide.test(await made.locator(".box").textContent()), await made.textContent());
}

// Lines of logs stand among the arrows.
async function logLines(page) {
  await openAll(page);
  const line = page.locator("svg.ladder.wide a.event.log").first();
  const words = await line.locator("title").textContent();
  expect("a line of a log is in the ladder, with its place", /^[a-z-]+\d*:\d+, .+: ./.test(words), words);
  expect("and in the table", (await page.locator("details.events tbody tr").allTextContents()).some((row) => row.startsWith(words.split(",")[0])), words);
  await line.click();
  const box = page.locator("#event-details");
  expect("it has no frame to filter for", (await box.isVisible()) && (await box.locator("code").count()) === 0 && (await box.textContent()).includes(words.split(",")[0]), await box.textContent());
}

// The tables below the index: what all phones have, side by side.
async function acrossPhones(page) {
  await openAll(page);
  const table = (id) => page.locator(`section.across[aria-labelledby=${id}] table`);
  const texts = (id, label) => table(id).locator(`td[data-label="${label}"]`).allTextContents();
  const lists = await table("trust-lists").locator("tbody tr").allTextContents();
  expect("six phones got one list", lists.some((text) => text.includes("6: SEP") && text.includes("3 more")), lists);
  const marked = lists.filter((text) => text.includes("differs from another server's list"));
  const has = (name) => marked.filter((text) => text.includes(name)).length;
  expect("another list than another server's is marked", has("two-servers-two-lists") === 2 && has("s26-six-phones") === 0, lists);
  const ends = await table("phone-certificates").locator("td[data-label=Validity]").evaluateAll((cells) => cells.map((cell) => cell.dataset.key));
  expect("what expires first is first", ends.length > 2 && ends.join() === [...ends].sort().join(), ends);
  expect("of all kinds", new Set(await texts("phone-certificates", "Kind")).size === 2, await texts("phone-certificates", "Kind"));
  const outcomes = (await texts("registrations", "Outcome")).join();
  for (const word of ["registered", "refused", "not in the capture", "inferred"]) expect(`a registration: ${word}`, outcomes.includes(word), outcomes);
  expect("with its reason", (await texts("registrations", "Reason")).some((text) => text.includes("403 Forbidden")));
  await table("registrations").locator("thead button", { hasText: "Outcome" }).click();
  const sorted = await texts("registrations", "Outcome");
  expect("the tables can be sorted", sorted.join() === [...sorted].sort((a, b) => a.localeCompare(b, "en", { numeric: true })).join(), sorted);
}

// Everything that can be pressed is reached with the Tab key, once.
async function keyboard(page) {
  await page.evaluate(() => document.body.focus());
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")];
    const shown = all.filter((element) => element.checkVisibility({ contentVisibilityAuto: false, visibilityProperty: true }));
    shown.forEach((element, number) => (element.dataset.stop = number));
    return shown.length;
  });
  const reached = new Set();
  for (let i = 0; i < wanted + 5; i += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => document.activeElement?.dataset?.stop);
    if (stop !== undefined) reached.add(stop);
  }
  expect("the Tab key reaches everything", reached.size === wanted && wanted > 20, `${reached.size} of ${wanted}`);
}

async function noScript() {
  await withBrowser({ javaScriptEnabled: false }, async (context) => {
    const many = await open(context, "many");
    expect("without script: the failures are listed", (await many.locator("#phones tbody tr").count()) > 8);
    expect("without script: no controls that do nothing", !(await many.locator(".controls").isVisible()) && (await many.locator("button:visible").count()) === 0);
    const page = await open(context, "failed");
    expect("without script: the ladder is there", await page.locator("svg.ladder.wide").first().isVisible());
    const link = page.locator("svg.ladder.wide a.event").first();
    const target = (await link.getAttribute("href")).slice(1);
    await link.click();
    expect("without script: an arrow leads to its row", await page.locator(`[id="${target}"]`).isVisible(), target);
  });
}

async function hostileNames(context) {
  const page = await open(context, "hostile");
  for (const arrow of await page.locator("svg.ladder.wide a.event").all()) {
    await arrow.scrollIntoViewIfNeeded();
    await arrow.dispatchEvent("pointerenter");
    await arrow.dispatchEvent("click", { detail: 1 });
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await page.fill("#find", "<script>");
  await page.fill("#find", "");
  expect("nothing ran", (await page.evaluate(() => window.hacked)) === undefined, await page.evaluate(() => String(window.hacked)));
  const odd = await page.evaluate(() =>
    [...document.querySelectorAll("*")].flatMap((element) => {
      const found = [];
      const place = element.closest("section, article, table")?.className ?? "";
      if (/^(img|iframe|object|embed|link|base|form|foreignObject)$/i.test(element.localName)) found.push(`${element.localName} in ${place}`);
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === "style" && element.id !== "event-details") found.push(`${name} in ${place}`);
        if (/^(href|src|xlink:href|action)$/i.test(name) && !/^#[\w-]+$/.test(value)) found.push(`${name}=${value}`);
      }
      return found;
    }));
  expect("no element or attribute came from a name", odd.length === 0, odd);
  expect("one script, ours", (await page.locator("script").count()) === 1);
  const text = await page.evaluate(() => document.body.textContent);
  for (const shown of ["SEP<script>window.hacked='script'</script>", "javascript:window.hacked='link'", "\\x1b]0;hacked\\x07", "\\xe2\\x80\\xae", "\\xff\\xfe"]) {
    expect("a hostile name is shown as text", text.includes(shown), shown);
  }
  expect("the authentication string is masked", !text.includes("string-7391") && text.includes("********"));
}

async function narrow(context) {
  for (const width of [320, 390, 768]) {
    for (const name of ["one", "keyed", "many", "across", "hostile", "japanese"]) {
      const page = await open(context, name);
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(`${name}: no scrolling sideways at ${width}`, wide[0] <= wide[1], wide);
      const labels = await page.evaluate(() => [...document.querySelectorAll("#phones td:has(.badge), .steps-table td:has(.status)")]
        .map((cell) => getComputedStyle(cell, "::before").content).filter((content) => content !== "none"));
      expect(`${name}: no label before a badge at ${width}`, width > 700 || labels.length === 0, labels);
      await page.locator("svg.ladder.narrow").first().waitFor({ timeout: 10_000 });
      expect(`${name}: the narrow ladder at ${width}`, !(await page.locator("svg.ladder.wide").first().isVisible()));
      await page.close();
    }
  }
}

// Chromium writes a dictionary for each page.
const countPages = async (page) => (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type\s*\/Page\b/g).length;

async function print(context) {
  const page = await open(context, "failed");
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect("print: no controls", (await page.locator(".controls:visible, button.copy:visible").count()) === 0);
  expect("print: the ladder is there", await page.locator("svg.ladder.wide").first().isVisible());
  expect("print: the box is there", await page.locator(".box").isVisible());
  expect("print: what is folded is not", !(await page.locator("section.files").isVisible()));
  await page.locator("section.files > details").evaluate((details) => (details.open = true));
  expect("print: what the reader opened is", await page.locator("section.files .file").first().evaluate((part) => part.parentElement.checkVisibility()));
  const colors = await page.evaluate(() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]);
  expect("print: black on white, in dark mode as well", colors.join() === "rgb(0, 0, 0),rgb(255, 255, 255)", colors);
  for (const [name, most] of [["failed", 2], ["one", 2], ["keyed", 2], ["local", 2], ["japanese", 2], ["fifty", 10]]) {
    const other = await open(context, name);
    const pages = await countPages(other);
    expect(`print: ${name} on at most ${most} pages`, pages >= 1 && pages <= most, pages);
    await other.emulateMedia({ media: "print" });
    if (name === "fifty") expect("print: the index has all", (await other.locator("#phones tbody tr:visible").count()) === (await other.locator("article.phone").count()));
    await other.close();
  }
}

async function readers(context) {
  for (const name of ["one", "keyed", "many", "across", "hostile", "japanese"]) {
    const page = await open(context, name);
    for (const problem of await page.evaluate(auditStructure)) expect(`${name}: structure`, false, problem);
    checks += 1;
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      const { measured, poor } = await page.evaluate(auditContrast);
      expect(`${name}, ${colorScheme}: contrast`, poor.length === 0 && measured > 100, poor.slice(0, 5));
    }
    await page.close();
  }
}

await withBrowser({}, async (context) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const many = await open(context, "many");
  await filterAndSort(many);
  await many.close();
  const across = await open(context, "across");
  await acrossPhones(across);
  await across.close();
  const one = await open(context, "one");
  expect("one phone has no tables across phones", (await one.locator("section.across").count()) === 0);
  await ladder(one);
  await one.close();
  await failureIsMarked(await open(context, "failed"));
  await causeFirst(await open(context, "failed"));
  await localTime(await open(context, "local"));
  await folding(context);
  await crowd(await open(context, "crowd"));
  await logLines(await open(context, "logged"));
  await japanese(context);
  await failuresFirst(context);
  await columnsVary(context);
  await hostileNames(context);
});
await withBrowser({}, async (context) => keyboard(await open(context, "failed")));
await withBrowser({}, async (context) => keyboard(await open(context, "many")));
await withBrowser({}, narrow);
await withBrowser({}, print);
await withBrowser({}, readers);
await noScript();
if (pictures) await withBrowser({}, (context) => takePictures((name) => open(context, name), pictures));

failures.slice(0, 40).forEach((failure) => console.log(failure));
console.log(`${checks} checks, ${failures.length} failures`);
process.exit(failures.length > 0 ? 1 : 0);
