// node test.mjs PROGRAM WEB PACKAGES: installs Playwright and axe, then runs browser_test.mjs. 77: they, or
// the browser, cannot be had.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const [program, web, packages] = process.argv.slice(2);
const {install} = await import(path.join(web, 'packages.mjs'));

if (!fs.existsSync(process.env.CHROMIUM ?? '/usr/bin/chromium')) {
  console.log('nothing tested: no Chromium here');
  process.exit(77);
}
try {
  install(here, packages);
} catch (error) {
  console.log(`nothing tested: ${error.message}`);
  process.exit(77);
}
const env = {...process.env, SWAPGUARD: program, PACKAGES: packages};
const words = ['--test', path.join(here, 'browser_test.mjs')];
const {status} = spawnSync(process.execPath, words, {stdio: 'inherit', env});
process.exit(status ?? 1);
