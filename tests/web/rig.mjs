// What the browser tests share: the simulated platform, a guard of its app that can be stopped and started
// again, and Debian's Chromium.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';

export const app = 'demo';
export const password = 'open-sesame';
export const headers = {authorization: 'Basic ' + Buffer.from(`any:${password}`).toString('base64')};
const scale = '60';  // a simulated hour a minute
const patience = 60_000;

export async function until(what, wanted) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await wanted();
    if (found) return found;
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const {port} = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

// A program of ours; what it says on standard error is shown when it ends by itself.
class Program {
  constructor(program, words, environment) {
    const env = {PATH: process.env.PATH, HOME: '/nonexistent', NO_COLOR: '1', SWAPGUARD_SOCKET: 'off'};
    for (const name of ['ASAN_OPTIONS', 'TSAN_OPTIONS']) {
      if (process.env[name]) env[name] = process.env[name];
    }
    const stdio = ['ignore', 'pipe', 'inherit'];
    this.process = spawn(program, words, {stdio, env: {...env, ...environment}});
    this.lines = readline.createInterface(this.process.stdout);
  }

  async end() {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
  }
}

export class World {
  static async begin(program) {
    const world = new World();
    world.program = program;
    world.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'swapguard-web-'));
    world.simulator = new Program(program, ['simulate', '--json', '--time-scale', scale]);
    const [line] = await once(world.simulator.lines, 'line');
    world.platform = JSON.parse(line).url;
    world.port = await freePort();
    world.url = `http://127.0.0.1:${world.port}`;
    await world.startGuard();
    return world;
  }

  async startGuard() {
    const words = ['run', '-a', app, '--mode', 'armed', '--port', this.port, '--time-scale', scale,
      '--history', path.join(this.folder, 'history.sqlite'), '--log-format', 'json',
      '--set', 'http.actions=true'];
    this.guard = new Program(this.program, words.map(String),
      {HEROKU_HOST: this.platform, HEROKU_API_KEY: 'any-token', SWAPGUARD_PASSWORD: password});
    this.guard.lines.resume();
    await until('the guard', () => fetch(`${this.url}/healthz`).then(({ok}) => ok, () => false));
  }

  stopGuard() {
    return this.guard.end();
  }

  // The platform is told to make trouble; see `GET /_control/page` of `swapguard simulate`.
  async cause(trouble, body = {}) {
    const url = `${this.platform}/_control/${trouble}`;
    const answer = await fetch(url, {method: 'POST', body: JSON.stringify(body)});
    if (!answer.ok) throw new Error(await answer.text());
  }

  async get(path) {
    const answer = await fetch(this.url + path, {headers});
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  async events(query) {
    const text = await (await this.get(`/api/v1/events?app=${app}&${query}`)).text();
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }

  async end() {
    await this.guard?.end();
    await this.simulator?.end();
    fs.rmSync(this.folder, {recursive: true, force: true});
  }
}

export async function browser(packages) {
  const {chromium} = createRequire(path.join(packages, 'package.json'))('playwright-core');
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags});
}
