// heroku swapguard COMMAND…: passes everything on to the swapguard program of this machine, which knows its
// own words, and ends as it ends.
'use strict';
const {spawn} = require('node:child_process');
const {constants} = require('node:os');
const {Command} = require('@oclif/core');

class Swapguard extends Command {
  async run() {
    const program = process.env.HEROKU_SWAPGUARD || 'swapguard';
    const child = spawn(program, this.argv, {stdio: 'inherit'});
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', () => {});  // the terminal tells the child as well
    process.on('SIGTERM', pass);
    const [code, signal] = await new Promise((resolve) => {
      child.on('error', (problem) => resolve([problem]));
      child.on('exit', (...how) => resolve(how));
    });
    if (code instanceof Error) {
      this.error(`${program} cannot be started: ${code.message}`, {
        exit: 69,
        suggestions: ['install swapguard on this machine, or set HEROKU_SWAPGUARD to where it is'],
      });
    }
    this.exit(signal ? 128 + constants.signals[signal] : code);
  }
}

Swapguard.summary = 'restart dynos shortly before they would swap';
Swapguard.description = `Passes everything on to swapguard: "heroku swapguard help" lists its commands,
"heroku swapguard help status" tells of one. HEROKU_SWAPGUARD names the program where it is not in PATH.`;
Swapguard.examples = [
  'heroku swapguard status -a my-app',
  'heroku swapguard why web.1 -a my-app',
  'heroku swapguard events --held',
  'heroku swapguard replay day.log.gz',
];
Swapguard.strict = false;

module.exports = Swapguard;
