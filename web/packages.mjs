// node packages.mjs FOLDER CACHE: installs what FOLDER's lock file names into CACHE, once and again when the
// lock file changes. Says on standard error why it could not, with status 77.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const patience = 300_000;  // for the installation of another process, in ms
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1'];

export function install(folder, cache) {
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const done = path.join(cache, 'installed.lock');
  const installed = () => fs.existsSync(done) && fs.readFileSync(done, 'utf8') === lock;
  if (installed()) return;
  fs.mkdirSync(cache, {recursive: true});
  const release = acquire(path.join(cache, 'installing'));
  try {
    if (installed()) return;
    for (const file of ['package.json', 'package-lock.json']) {
      fs.copyFileSync(path.join(folder, file), path.join(cache, file));
    }
    const npm = spawnSync('npm', ['ci', ...quiet], {cwd: cache, encoding: 'utf8', timeout: 400_000});
    if (npm.status !== 0) throw new Error(`npm ci: ${npm.error?.message ?? npm.stderr.trim()}`);
    fs.writeFileSync(done, lock);
  } finally {
    release();
  }
}

// Two builds may want the same packages: the second waits for the first. What a killed one left expires.
function acquire(lock) {
  for (;;) {
    try {
      fs.mkdirSync(lock);
      return () => fs.rmdirSync(lock);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const age = Date.now() - (fs.statSync(lock, {throwIfNoEntry: false})?.mtimeMs ?? 0);
    if (age > patience) fs.rmSync(lock, {recursive: true, force: true});
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

if (import.meta.url === `file://${fs.realpathSync(process.argv[1])}`) {
  try {
    install(process.argv[2], process.argv[3]);
  } catch (error) {
    console.error(error.message);
    process.exit(77);
  }
}
