// node test.mjs PACKAGES SCRATCH: the types of all sources are checked, then src/*_test.ts run. 77: the
// packages cannot be had.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';

import {install} from './packages.mjs';

const web = path.dirname(fileURLToPath(import.meta.url));
const [packages, scratch] = process.argv.slice(2).map((folder) => path.resolve(folder));
const modules = path.join(packages, 'node_modules');

try {
  install(web, packages);
} catch (error) {
  console.log(`nothing tested: ${error.message}`);
  process.exit(77);
}
fs.rmSync(scratch, {recursive: true, force: true});
fs.mkdirSync(scratch, {recursive: true});

function run(...words) {
  const {status} = spawnSync(process.execPath, words, {stdio: 'inherit', cwd: scratch});
  if (status !== 0) process.exit(1);
}

// The packages are not above the sources, where the compiler would find them by itself.
const tsconfig = path.join(scratch, 'tsconfig.json');
fs.writeFileSync(tsconfig, JSON.stringify({
  extends: path.join(web, 'tsconfig.json'),
  compilerOptions: {
    paths: {uplot: [path.join(modules, 'uplot/dist/uPlot.d.ts')]},
    typeRoots: [path.join(modules, '@types')],
  },
  include: [path.join(web, 'src')],
}));
run(path.join(modules, 'typescript/bin/tsc'), '-p', tsconfig);
console.log('types: fine');

const tests = fs.readdirSync(path.join(web, 'src')).filter((file) => file.endsWith('_test.ts'));
await createRequire(path.join(packages, 'package.json'))('esbuild').build({
  entryPoints: tests.map((file) => path.join(web, 'src', file)),
  outdir: scratch,
  outExtension: {'.js': '.mjs'},
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node18',
  nodePaths: [modules],
  logLevel: 'error',
});
run('--test', ...tests.map((file) => path.join(scratch, file.replace(/\.ts$/, '.mjs'))));
