#!/usr/bin/env node
// tools/screenshots.mjs [PROGRAM [FOLDER]]: the pictures of the dashboard in the README, light and dark, from
// the demo as it stands after some hours of its time. Wants what tests/web wants: npm and chromium.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import {fileURLToPath} from 'node:url';

import {browser} from '../tests/web/rig.mjs';
import {install} from '../web/packages.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const program = process.argv[2] ?? path.join(root, 'build/release/swapguard');
const folder = process.argv[3] ?? path.join(root, 'docs/pictures');
const packages = path.join(root, 'build/browser_packages');
const scale = 120;
const hours = 5.4;
const heaviest = 200_000;

install(path.join(root, 'tests/web'), packages);
const words = ['demo', '--time-scale', String(scale)];
const env = {PATH: process.env.PATH, HOME: '/nonexistent', SWAPGUARD_SOCKET: 'off'};
const demo = spawn(program, words, {stdio: ['ignore', 'pipe', 'inherit'], env});
const url = await new Promise((resolve) => {
  readline.createInterface(demo.stdout).on('line', (line) => {
    const found = /Watch it here: (http\S+)/.exec(line);
    if (found) resolve(found[1]);
  });
});
await new Promise((resolve) => setTimeout(resolve, hours * 3_600_000 / scale));

const chromium = await browser(packages);
fs.mkdirSync(folder, {recursive: true});
for (const colorScheme of ['light', 'dark']) {
  const page = await chromium.newPage({colorScheme, viewport: {width: 1280, height: 1000}});
  await page.goto(`${url}/?range=6h`);
  await page.waitForSelector('[data-chart="memory"].drawn canvas');
  await page.waitForTimeout(300);  // two frames, whatever the machine
  const file = path.join(folder, `dashboard-${colorScheme}.png`);
  const picture = await page.screenshot({path: file});
  console.log(`${file}: ${picture.length} bytes`);
  if (picture.length > heaviest) process.exitCode = 1;
}
await chromium.close();
demo.kill('SIGTERM');
await once(demo, 'exit');
