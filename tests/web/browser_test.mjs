// The dashboard of the real program in a real browser. Environment: SWAPGUARD, the program; PACKAGES, where
// packages.mjs put Playwright and axe.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {after, before, test} from 'node:test';
import zlib from 'node:zlib';

import {World, app, browser, headers, password, until} from './rig.mjs';

const {SWAPGUARD: program, PACKAGES: packages} = process.env;
const axe = fs.readFileSync(path.join(packages, 'node_modules/axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const home = `/apps/${app}`;
const looks = {
  dark: {colorScheme: 'dark', viewport: {width: 1440, height: 900}},
  light: {colorScheme: 'light', viewport: {width: 1024, height: 768}},
  phone: {colorScheme: 'dark', viewport: {width: 390, height: 844}, isMobile: true, hasTouch: true},
  small: {colorScheme: 'light', viewport: {width: 320, height: 640}},
  forced: {forcedColors: 'active', viewport: {width: 1280, height: 800}},
};

let world;
let chromium;

before(async () => {
  [world, chromium] = await Promise.all([World.begin(program), browser(packages)]);
  await world.cause('level', {dyno: 'web.1', mb: 508});
  await until('a restart', async () => (await world.events('kind=restarted')).length > 0);
});
after(async () => {
  await chromium?.close();
  await world?.end();
});

// Opens a page, runs the body, and demands that the browser complained of nothing.
async function visit(address, look, body, {expected = /$^/, known = true} = {}) {
  const context = await chromium.newContext({...look, ...(known ? {extraHTTPHeaders: headers} : {})});
  const complaints = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`refused by ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
    });
    await page.goto(world.url + address);
    await body(page);
    assert.deepEqual(complaints.filter((complaint) => !expected.test(complaint)), []);
  } finally {
    await context.close();
  }
}

const drawn = (page) => page.waitForSelector('[data-chart="memory"].drawn canvas');

async function assertAccessible(page) {
  await page.evaluate(axe);
  const options = {runOnly: {type: 'tag', values: tags}};
  const {violations} = await page.evaluate((options) => window.axe.run(options), options);
  assert.deepEqual(violations.map(({id, nodes}) => [id, ...nodes.map(({html}) => html).slice(0, 3)]), []);
}

// Nothing to scroll sideways, and nothing to press that is smaller than a fingertip.
async function assertFits(page) {
  assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0);
  const small = await page.evaluate(() => [...document.querySelectorAll('a[href], button, summary, input')]
    .filter((element) => element.checkVisibility() && element.tabIndex >= 0 && !element.matches('.skip'))
    .map((element) => ({box: element.getBoundingClientRect(), html: element.outerHTML.slice(0, 90)}))
    .filter(({box}) => box.width < 24 || box.height < 24)
    .map(({box, html}) => `${box.width} × ${box.height}: ${html}`));
  assert.deepEqual(small, []);
}

for (const [name, look] of Object.entries(looks)) {
  test(`${name}: the app's page draws its charts, fits, and anybody can use it`, async () => {
    await visit(home, look, async (page) => {
      await drawn(page);
      await assertFits(page);
      await assertAccessible(page);
    });
  });
}

test('every other page fits a phone and anybody can use it', async () => {
  const [{decision}] = await world.events('kind=restart');
  const below = ['/dynos/web.1', '/events', `/decisions/${decision}`, '/restart', '/pause'];
  for (const address of ['/apps', '/setup', ...below.map((path) => home + path)]) {
    await visit(address, looks.phone, async (page) => {
      assert.ok((await page.locator('h1').count()) === 1, `${address} has no heading`);
      await assertFits(page);
      await assertAccessible(page);
    });
  }
});

test('who knows the password gets in, and no one else', () => visit(home, looks.phone, async (page) => {
  assert.match(page.url(), /\/login\?next=/);
  await assertFits(page);
  await assertAccessible(page);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
  await drawn(page);
  assert.equal(new URL(page.url()).pathname, home);
}, {known: false}));

test('a page weighs little', async () => {
  const html = Buffer.from(await (await world.get(home)).arrayBuffer());
  assert.ok(zlib.gzipSync(html).length <= 10_000, `${zlib.gzipSync(html).length} bytes`);
});

test('without a script the page says the same', async () => {
  const answer = await world.get(home);
  const page = {body: await answer.text(), headers: Object.fromEntries(answer.headers)};
  const text = async (look) => {
    const context = await chromium.newContext({...look, extraHTTPHeaders: headers});
    const tab = await context.newPage();
    await tab.route(`**${home}`, (route) => route.fulfill(page));
    await tab.route('**/api/v1/stream*', (route) => route.abort());
    await tab.goto(world.url + home);
    if (look.javaScriptEnabled === undefined) await drawn(tab);
    else await tab.waitForSelector('figure[data-chart="memory"] > svg');
    const found = await tab.locator('[data-live], main h2').allInnerTexts();
    await context.close();
    return found;
  };
  const plain = await text({...looks.dark, javaScriptEnabled: false});
  assert.deepEqual(plain, await text(looks.dark));
  assert.match(plain.join(' '), /web\.1/);
});

test('keys move the cursor and try another threshold', () => visit(home, looks.dark, async (page) => {
  await drawn(page);
  const chart = page.getByRole('slider', {name: 'Memory chart'});
  await page.route('**/api/v1/stream*', (route) => route.abort());
  await chart.focus();
  await page.keyboard.press('End');
  const last = await chart.getAttribute('aria-valuetext');
  assert.match(last, /^\d+ \w+ \d\d:\d\d UTC\. /);
  await page.keyboard.press('PageDown');
  assert.notEqual(await chart.getAttribute('aria-valuetext'), last);
  await page.waitForSelector('.reading:not([hidden])');

  const grip = page.getByRole('slider', {name: 'Try another restart threshold'});
  await grip.focus();
  const before = Number(await grip.getAttribute('aria-valuenow'));
  await page.keyboard.press('PageDown');
  assert.equal(Number(await grip.getAttribute('aria-valuenow')), before - 5);
  await page.getByText(`At ${before - 5} %:`).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(Number(await grip.getAttribute('aria-valuenow')), before);
}));

test('dragging tries a threshold, or opens a span', () => visit(home, looks.dark, async (page) => {
  await drawn(page);
  const grip = page.locator('.grip');
  const percent = async () => Number(await grip.getAttribute('aria-valuenow'));
  const before = await percent();
  const box = await grip.boundingBox();
  await page.mouse.move(box.x + 12, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + 12, box.y + 60, {steps: 5});
  await page.mouse.up();
  const tried = await percent();
  assert.ok(tried < before, `${tried} % lies below ${before} %`);
  await page.getByText(new RegExp(`^At ${tried} %: \\d+ restarts? here`)).waitFor();

  const plot = await page.locator('.plot .u-over').first().boundingBox();
  await page.mouse.move(plot.x + 200, plot.y + 250);
  await page.mouse.down();
  await page.mouse.move(plot.x + 400, plot.y + 250, {steps: 5});
  await page.mouse.up();
  await page.waitForURL(/\?from=[^&]+Z&to=[^&]+Z$/);
  await drawn(page);
}));

test('hostile names and texts stay text', () => visit(home, looks.dark, async (page) => {
  const hostile = '<img src=x onerror=document.title=1>';
  await page.route('**/api/v1/series*', async (route) => {
    const series = await (await route.fetch()).json();
    for (const generation of series.generations) generation.dyno = hostile;
    const [first] = series.times;
    series.marks.push({at: first, lane: 'held', dyno: hostile, number: 1, decision: hostile, text: hostile});
    await route.fulfill({json: series});
  });
  await page.reload();
  await drawn(page);
  const chart = page.getByRole('slider', {name: 'Memory chart'});
  await chart.focus();
  await page.keyboard.press('Home');
  assert.match(await chart.getAttribute('aria-valuetext'), /<img src=x/);
  await page.locator('.reading').getByText(hostile).first().waitFor();
  assert.equal(await page.locator('img').count(), 0);
  assert.notEqual(await page.title(), '1');
}));

test('a deep link opens its event', async () => {
  let address;
  await visit(home, looks.dark, async (page) => {
    address = await page.locator('.item.restart').getByText('Show on chart').first().getAttribute('href');
  });
  await visit(address, looks.dark, async (page) => {
    await drawn(page);
    await page.waitForSelector(`${new URL(page.url()).hash}:target`);
    await page.waitForSelector('.reading:not([hidden])');
  });
});

const away = /ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED|EMPTY_RESPONSE|CONNECTION_RESET)|status of 50/;

test('news show, and again after the guard was away', () => visit(home, looks.light, async (page) => {
  await drawn(page);
  const born = await page.evaluate(() => performance.timeOrigin);
  const items = () => page.locator('[data-live="feed"] .item').evaluateAll((all) => all.map(({id}) => id));
  const first = await items();
  await world.cause('restart', {dyno: 'web.2'});
  await until('the restart in the feed', async () => (await items()).some((id) => !first.includes(id)));

  await world.stopGuard();
  await page.getByText('Connection lost').waitFor();
  await world.startGuard();
  await page.getByText('Connection lost').waitFor({state: 'hidden'});
  const second = await items();
  await world.cause('restart', {dyno: 'web.3'});
  await until('news after the return', async () => (await items()).some((id) => !second.includes(id)));
  assert.equal(await page.evaluate(() => performance.timeOrigin), born);
}, {expected: away}));
