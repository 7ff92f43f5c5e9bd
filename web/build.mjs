// node build.mjs PACKAGES OUT: bundles src/main.ts into OUT/app.js, minifies app.css, and lays .gz and .br
// beside every file. PACKAGES is where packages.mjs installed.
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import zlib from 'node:zlib';

const web = path.dirname(fileURLToPath(import.meta.url));
const [packages, out] = process.argv.slice(2);
const esbuild = createRequire(path.resolve(packages, 'package.json'))('esbuild');

await esbuild.build({
  entryPoints: {app: path.join(web, 'src/main.ts')},
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  nodePaths: [path.resolve(packages, 'node_modules')],
  banner: {js: '/* swapguard; with uPlot by Leon Sorokin, MIT */'},
  logLevel: 'error',
});
await esbuild.build({
  entryPoints: {app: path.join(web, 'app.css')},
  outdir: out,
  minify: true,
  target: 'chrome123',  // keeps light-dark()
  logLevel: 'error',
});
fs.copyFileSync(path.join(web, 'icon.svg'), path.join(out, 'icon.svg'));

for (const file of ['app.js', 'app.css', 'icon.svg']) {
  const bytes = fs.readFileSync(path.join(out, file));
  fs.writeFileSync(path.join(out, `${file}.gz`), zlib.gzipSync(bytes, {level: 9}));
  const brotli = zlib.brotliCompressSync(bytes);  // Node's default quality is the best, 11
  fs.writeFileSync(path.join(out, `${file}.br`), brotli);
}
