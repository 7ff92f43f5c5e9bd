// Heroku's own CLI, unmodified, against the simulated platform: every command a user of swapguard types.
// Arguments: the simulation's program, the folder where npm may put the CLI. 77: the CLI cannot be had.
'use strict';
const {spawn, spawnSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const [simulation, cache] = process.argv.slice(2);
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'swapguard-cli-'));

// Once; again when the lock file changes.
function install() {
  const lock = fs.readFileSync(path.join(__dirname, 'package-lock.json'), 'utf8');
  const done = path.join(cache, 'installed.lock');
  if (fs.existsSync(done) && fs.readFileSync(done, 'utf8') === lock) return;
  fs.mkdirSync(cache, {recursive: true});
  for (const file of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(__dirname, file), path.join(cache, file));
  }
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'],
                        {cwd: cache, encoding: 'utf8', timeout: 400000});
  if (npm.status !== 0) {
    console.log(`npm ci failed, nothing tested:\n${npm.stderr}`);
    process.exit(77);
  }
  fs.writeFileSync(done, lock);
}

function start() {
  const child = spawn(simulation, ['demo', '1'], {stdio: ['ignore', 'pipe', 'inherit']});
  return new Promise((resolve, reject) => {
    child.on('exit', () => reject(new Error('the simulation ended')));
    child.stdout.once('data', (url) => resolve({child, url: url.toString().trim()}));
  });
}

// What keeps the CLI on the simulation alone.
function environment(url) {
  return {
    PATH: process.env.PATH, HOME: scratch, XDG_CONFIG_HOME: scratch, XDG_DATA_HOME: scratch,
    XDG_CACHE_HOME: scratch, HEROKU_HOST: url, HEROKU_API_KEY: 'HRKU-00000000-0000-4000-8000-000000000000',
    HEROKU_PARTICLEBOARD_URL: url, HEROKU_ANALYTICS_URL: `${url}/sink`, DISABLE_TELEMETRY: 'true',
    HEROKU_DISABLE_AUTOUPDATE: 'true', HEROKU_SKIP_NEW_VERSION_CHECK: 'true', HEROKU_NETRC_WRITE: 'true',
    NO_COLOR: '1', HEROKU_LOGS_COLOR: '0', NO_PROXY: '127.0.0.1',
  };
}

// The CLI wants Node 20 or newer, Debian 12 has 18: then the one that came with the CLI's packages runs it.
function newest_node() {
  const bundled = path.join(cache, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  const old = parseInt(process.versions.node, 10) < 20;
  return old && fs.existsSync(bundled) ? bundled : process.execPath;
}

let failures = 0;
// Runs one command; its output must match all of `wanted`. With `seconds` it is ended after so long.
function heroku(env, command, wanted, {seconds = 0, status = 0} = {}) {
  const cli = path.join(cache, 'node_modules', 'heroku', 'bin', 'run');
  const ran = spawnSync(newest_node(), [cli, ...command.split(' ')],
                        {env, encoding: 'utf8', timeout: (seconds || 60) * 1000, cwd: scratch});
  const output = ran.stdout + ran.stderr;
  const missing = wanted.filter((pattern) => !pattern.test(output));
  const ended = seconds ? ran.error?.code === 'ETIMEDOUT' : ran.status === status;
  const fine = ended && missing.length === 0;
  console.log(`${fine ? 'ok  ' : 'FAIL'} heroku ${command}`);
  if (!fine) {
    ++failures;
    console.log(`  status ${ran.status}, missing ${missing.join(' ')}\n${output.replace(/^/gm, '  | ')}`);
  }
  return output;
}

async function main() {
  install();
  const {child, url} = await start();
  const env = environment(url);
  child.removeAllListeners('exit');
  const drain = 'http://user:secret@127.0.0.1:9/logs/demo';
  try {
    heroku(env, 'apps', [/demo/]);
    heroku(env, 'ps -a demo', [/web \(Standard-1X\).*\(3\)/, /web\.1: up/, /web\.3: up/]);
    heroku(env, 'ps:restart web.1 -a demo', [/[Rr]estart.*web\.1.*done/s]);
    heroku(env, 'ps:restart -d web.2 -a demo', [/[Rr]estart.*web\.2.*done/s]);
    heroku(env, 'ps:scale web=4 -a demo', [/done.*web at 4:Standard-1X/s]);
    heroku(env, 'ps:scale web+1 -a demo', [/web at 5:Standard-1X/]);
    heroku(env, 'logs -n 500 -a demo',
           [/app\[api\]: Scaled to web@5:Standard-1X/, /heroku\[web\.1\]: Restarting/]);
    heroku(env, 'logs -n 1 --tail -a demo', [/(heroku\[(web\.\d|router)\]: .*\n.*){3}/], {seconds: 8});
    heroku(env, 'labs -a demo', [/\[\+\] log-runtime-metrics/]);
    heroku(env, 'labs:enable log-runtime-metrics -a demo', [/log-runtime-metrics.*done/s]);
    heroku(env, `drains:add ${drain} -a demo`, [/added drain/i]);
    heroku(env, 'drains -a demo', [/127\.0\.0\.1:9/, /d\.[0-9a-f]{8}-/]);
    heroku(env, `drains:remove ${drain} -a demo`, [/removed drain/i]);
    heroku(env, 'releases -a demo', [/v3\s+Deploy 3f2a9c1d\s+dev@example\.com/]);
    heroku(env, 'features:enable preboot -a demo', [/preboot.*done/s]);
    heroku(env, 'authorizations:create -d swapguard -s write --short', [/HRKU-/]);
    heroku(env, 'authorizations', [/swapguard\s+\S+\s+write/]);
    heroku(env, 'config:set GREETING=hello -a demo', [/GREETING:\s+hello/]);
    heroku(env, 'create demo-guard --stack container', [/stack is container/]);
    heroku(env, 'ps:restart web.9 -a demo', [/Couldn't find that dyno/], {status: 2});
    heroku(env, 'ps -a nosuch', [/Couldn't find that app/], {status: 2});
  } finally {
    child.kill('SIGTERM');
    fs.rmSync(scratch, {recursive: true, force: true});
  }
  process.exit(failures ? 1 : 0);
}

main().catch((problem) => {
  console.error(problem);
  process.exit(1);
});
