// The admin page as an operator's browser shows it, with transfers running.

import assert from "node:assert/strict";
import path from "node:path";
import {chromium} from "playwright-core";
import {Client, Node, folder, until} from "./nodes.mjs";

const MIB = 1024 * 1024;
const EVIL = '<img src=x onerror="window.pwned=1">';
const LONG = `${"no-break".repeat(20)}.bin`;
const JAR = path.resolve("target/towpath.jar");
const PICTURES = path.resolve("target/browser");
const forDocs = process.argv.includes("--docs");

const files = folder({
  "build-2.14.0.tar.gz": 8000 * MIB,
  "db-backup.dump": 4000 * MIB,
  "release-notes.txt": 18_000,
  "metrics.parquet": 6 * MIB,
  "übersicht 2026.pdf": 2 * MIB,
  [EVIL]: 4000 * MIB,
  [LONG]: 1000,
});

const opened = [];
const clients = [];
let browser;

function check(what) {
  console.log(`  ok  ${what}`);
}

/** A page that keeps to what a page here must keep to: no errors, nothing from elsewhere. */
async function open(url, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, colorScheme: "light", ...options});
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const seen = {page, faults: [], requests: []};
  page.on("console", message => message.type() === "error" && seen.faults.push(message.text()));
  page.on("pageerror", error => seen.faults.push(String(error)));
  page.on("dialog", dialog => seen.faults.push(`dialog: ${dialog.message()}`));
  page.on("request", request => seen.requests.push(request.url()));
  await page.goto(url);
  opened.push(seen);
  return page;
}

const row = (page, table, text) => page.locator(`#${table} tbody tr`).filter({hasText: text});
const cell = async (page, table, text, label) => (await row(page, table, text).locator(`td[data-label="${label}"]`).textContent()).trim();

function inBytes(text) {
  const [, number, unit] = /^([0-9.]+) ([KMG]?i?B)/.exec(text);
  return Number(number) * {B: 1, KiB: 1024, MiB: MIB, GiB: 1024 * MIB}[unit];
}

async function slow(node, name, rate) {
  const client = await Client.ask(node.port, `DOWNLOAD ${name}`, rate);
  clients.push(client);
  return client.receive(1);
}

async function quick(node, line, atLeast) {
  const client = await Client.ask(node.port, line);
  await client.receive(atLeast);
  client.close();
}

async function someTraffic(node) {
  await quick(node, "DOWNLOAD release-notes.txt", 18_000);
  await quick(node, "DOWNLOAD übersicht 2026.pdf", 2 * MIB);
  await quick(node, `DOWNLOAD ${LONG}`, 1000);
  await quick(node, "LIST", 20);
  await quick(node, "DOWNLOAD no-such-file.txt", 4);
  await quick(node, "DOWNLOAD metrics.parquet", 6 * MIB);
  await quick(node, "DOWNLOAD db-backup.dump", 30 * MIB); // and gone in the middle of it
}

async function theTableLives(page) {
  await row(page, "nat", "build-2.14.0.tar.gz").waitFor();
  const first = inBytes(await cell(page, "nat", "build-2.14.0.tar.gz", "Bytes"));
  await until("bytes that grow", async () => inBytes(await cell(page, "nat", "build-2.14.0.tar.gz", "Bytes")) > first);
  check("the NAT row appears and its bytes grow");
  await until("a rate", async () => inBytes((await cell(page, "nat", "build-2.14.0.tar.gz", "Rate")).replace("–", "0 B")) > 0);
  assert.match(await cell(page, "nat", "build-2.14.0.tar.gz", "Client"), /^127\.0\.0\.1:\d+$/);
  assert.match(await cell(page, "nat", "build-2.14.0.tar.gz", "NAT port"), /^:\d+$/);
  assert.equal(await cell(page, "nat", "build-2.14.0.tar.gz", "Verb"), "DOWNLOAD");
  assert.match(await cell(page, "nat", "build-2.14.0.tar.gz", "State"), /^(streaming|paused)$/);
  assert.match(await cell(page, "nat", "build-2.14.0.tar.gz", "Age"), /^\d+ (s|min)/);
  check("client, NAT port, verb, state, rate and age are there");
}

async function namesAreText(page, table) {
  await row(page, table, EVIL).waitFor();
  assert.equal(await cell(page, table, EVIL, "Path"), EVIL);
  assert.equal(await page.locator("table img").count(), 0);
  assert.equal(await page.evaluate(() => window.pwned), undefined);
  check(`a file called ${EVIL} is shown as text (${table}), and nothing ran`);
}

async function lastTransfers(page) {
  const outcome = async name => cell(page, "recent", name, "Outcome");
  await row(page, "recent", "db-backup.dump").waitFor();
  assert.equal(await outcome("release-notes.txt"), "complete");
  assert.equal(await outcome("no-such-file.txt"), "refused: file not found");
  assert.equal(await outcome("db-backup.dump"), "client gone");
  check("the last transfers are there with their outcomes");
}

async function chartAndFacts(page) {
  await until("a line in the chart", async () =>
    /L\d/.test(await page.locator("#chart path.out").getAttribute("d") ?? ""));
  const heights = (await page.locator("#chart path.out").getAttribute("d")).match(/ ([0-9.]+)/g).map(Number);
  assert.ok(Math.min(...heights) < Math.max(...heights), "the chart is flat");
  assert.equal(await page.locator("#phase").textContent(), "serving");
  assert.equal(await page.locator("#role").textContent(), "proxy");
  await until("an upstream that is up", async () => await page.locator("#upstream").textContent() === "up");
  assert.match(await page.locator("#uptime").textContent(), /^\d+ (s|min)/);
  check("role, state, uptime, upstream and throughput are there");
}

async function keyboard(page) {
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.className);
  const stops = [];
  for (let i = 0; i < 12; i++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement === document.body)) {
      break; // all round
    }
    stops.push(await focused());
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", `no focus to be seen on ${stops.at(-1)}`);
  }
  for (const stop of ["skip", "pause", "nat-filter", "scroll"]) {
    assert.ok(stops.includes(stop), `${stop} is not reached by Tab: ${stops}`);
  }
  await page.keyboard.press("p");
  assert.equal(await page.locator("#pause").getAttribute("aria-pressed"), "true");
  const held = await cell(page, "nat", "build-2.14.0.tar.gz", "Bytes");
  await page.waitForTimeout(2500);
  assert.equal(await cell(page, "nat", "build-2.14.0.tar.gz", "Bytes"), held);
  await page.keyboard.press("p");
  await page.keyboard.press("/");
  assert.equal(await focused(), "nat-filter");
  await page.keyboard.type("onerror");
  await until("one row that fits", async () => await page.locator("#nat tbody tr").count() === 1);
  await page.locator("#nat-filter").fill("");
  await until("all rows again", async () => await page.locator("#nat tbody tr").count() >= 3);
  check("Tab reaches everything and shows where it is; P pauses, / filters");
}

async function lightAndDark(page) {
  const brightness = () => page.evaluate(() => {
    const sum = colour => colour.match(/[0-9.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
    const style = getComputedStyle(document.body);
    return {ground: sum(style.backgroundColor), ink: sum(style.color)};
  });
  const light = await brightness();
  assert.ok(light.ground > 600 && light.ink < 200, JSON.stringify(light));
  await page.screenshot({path: `${PICTURES}/admin-light.png`, fullPage: true});
  await page.emulateMedia({colorScheme: "dark"});
  const dark = await brightness();
  assert.ok(dark.ground < 150 && dark.ink > 600, JSON.stringify(dark));
  await page.screenshot({path: `${PICTURES}/admin-dark.png`, fullPage: true});
  await page.emulateMedia({colorScheme: "light"});
  check("light and dark follow the system");
}

async function onAPhone(node) {
  const page = await open(node.url(), {viewport: {width: 360, height: 740}, isMobile: true, hasTouch: true});
  await row(page, "nat", EVIL).waitFor();
  await row(page, "recent", LONG).waitFor();
  const {inner, wide} = await page.evaluate(() => ({inner: innerWidth, wide: document.documentElement.scrollWidth}));
  assert.ok(wide <= 360 && inner <= 360, `${wide} px wide`);
  await page.screenshot({path: `${PICTURES}/admin-phone.png`, fullPage: true});
  await page.context().close();
  check("nothing is wider than a phone of 360 px");
}

async function theBannerOfADrain(page, node) {
  assert.equal(await page.locator("#banner").isVisible(), false);
  node.terminate();
  await page.locator("#banner", {hasText: /^Draining: \d+ connections are open; the node ends in \d+ s at most$/}).waitFor();
  assert.equal(await page.locator("#phase").textContent(), "draining");
  await row(page, "nat", EVIL).waitFor();
  await page.screenshot({path: `${PICTURES}/admin-draining.png`});
  check("the banner appears when the node drains with transfers running");
}

async function anUpload(page, node) {
  const client = await Client.upload(node.port, "logs.tar", 400 * MIB, 1.2 * MIB);
  clients.push(client);
  await row(page, "nat", "logs.tar").waitFor();
  await until("bytes from a client", async () =>
    inBytes(await page.locator("#rate-in").textContent()) > 100_000);
  check("an upload shows as bytes from a client");
  return client;
}

async function pictureForDocs(page, node) {
  console.log("  lets transfers run for four minutes");
  const names = ["metrics.parquet", "übersicht 2026.pdf", "db-backup.dump", "release-notes.txt"];
  const end = Date.now() + 240_000;
  for (let i = 0; Date.now() < end; i++) {
    const rate = (4 + 16 * Math.sin(i / 4) ** 2) * MIB;
    const client = await Client.ask(node.port, `DOWNLOAD ${names[i % names.length]}`, rate);
    await page.waitForTimeout(1200 + 1300 * (i % 4));
    client.close();
  }
  await page.evaluate(() => {
    document.activeElement.blur();
    scrollTo(0, 0);
  });
  await page.waitForTimeout(1500);
  await page.screenshot({path: "src/docs/admin.png"});
  console.log("  src/docs/admin.png is new");
}

let server;
let proxy;
try {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [], // the sandbox refuses root
  });
  console.log(`admin page in Chromium ${browser.version()}`);
  server = await Node.start(JAR, "server", "--root", files.root);
  proxy = await Node.start(JAR, "proxy", "--upstream", `127.0.0.1:${server.port}`);
  await someTraffic(proxy);
  const running = [
    await slow(proxy, "build-2.14.0.tar.gz", 6 * MIB),
    await slow(proxy, EVIL, 2 * MIB),
    await slow(proxy, "db-backup.dump", 3 * MIB),
  ];

  const page = await open(proxy.url());
  await theTableLives(page);
  await namesAreText(page, "nat");
  await lastTransfers(page);
  await chartAndFacts(page);
  running.push(await anUpload(page, proxy));
  await keyboard(page);
  if (forDocs) {
    await pictureForDocs(page, proxy);
  }
  await lightAndDark(page);
  await onAPhone(proxy);

  const upstream = await open(server.url());
  await namesAreText(upstream, "running");
  await upstream.context().close();

  await theBannerOfADrain(page, proxy);
  await page.context().close();
  running.forEach(client => client.close());
  await until("the end of the drained proxy", () => proxy.exit !== null);
  assert.equal(proxy.exit, 0, proxy.log);

  for (const {faults, requests} of opened) {
    assert.deepEqual(faults, []);
    for (const url of requests) {
      assert.ok([proxy.url(), server.url()].some(own => url.startsWith(own)), `asked for ${url}`);
    }
  }
  check("no errors in the console, no request to anywhere else");
  console.log("browser test passed");
} catch (failure) {
  console.error(failure);
  for (const {faults} of opened) {
    faults.forEach(fault => console.error(`in the page: ${fault}`));
  }
  const page = opened.find(seen => !seen.page.isClosed())?.page;
  await page?.screenshot({path: `${PICTURES}/failed.png`}).catch(() => {});
  console.error(`browser test FAILED; pictures are in ${PICTURES}`);
  process.exitCode = 1;
} finally {
  clients.forEach(client => client.close());
  await browser?.close();
  await proxy?.end();
  await server?.end();
  files.remove();
}
