// What arrives while the page is open, and what the reader hears of it.
import assert from 'node:assert/strict';
import {test} from 'node:test';

Object.assign(globalThis, {localStorage: {getItem: () => null}, matchMedia: () => ({matches: false})});
const {backOff} = await import('./live.ts');
const {join} = await import('./series.ts');
const {marksAt, moved, spoken} = await import('./cursor.ts');
const {address} = await import('./lanes.ts');
const {clamp, question, sentence} = await import('./threshold.ts');
const {clock, inZone, moment, ticks} = await import('./time.ts');
const {generation, series} = await import('./testing.ts');

const sample = (id: string, percent: number) => ({app: 'acme', dyno: 'web.1', id, percent, swap_mb: 1});
const begun = 1_763_774_000;  // 22 Nov 2025 01:13:20

test('a sample of the last step raises its maximum and never lowers it', () => {
  const of = series({generations: [generation('web.1')]});
  assert.ok(join(of, {at: 10, samples: [sample('web.1-now', 12)]}));
  assert.ok(join(of, {at: 15, samples: [sample('web.1-now', 11)]}));
  assert.deepEqual(of.generations[0]?.used, [12]);
  assert.deepEqual(of.times, [0]);
});

test('a later sample begins a step, in every column, and the oldest goes', () => {
  const of = series({times: [0], from: 0, to: 20, generations: [generation('web.1'), generation('web.2')]});
  assert.ok(join(of, {at: 47, samples: [sample('web.1-now', 30)]}));
  assert.deepEqual(of.times, [40]);
  assert.deepEqual(of.generations.map(({used}) => used), [[30], [null]]);
  assert.deepEqual(of.responses.p95_ms, [null]);
  assert.deepEqual([of.from, of.to], [27, 47]);
});

test('a generation that is not known asks for the whole; another app is not ours', () => {
  const of = series({generations: [generation('web.1')]});
  assert.equal(join(of, {at: 10, samples: [sample('new', 12)]}), false);
  assert.equal(join(of, {at: 10, samples: [{...sample('new', 12), app: 'other'}]}), true);
  assert.equal(join(series({times: []}), {at: 10, samples: []}), false);
});

test('tries to connect again come ever more slowly', () => {
  assert.deepEqual([0, 1, 2, 9].map(backOff), [1000, 2000, 4000, 30_000]);
});

test('keys move the cursor within the chart', () => {
  assert.equal(moved('ArrowLeft', 0, 9), 0);
  assert.equal(moved('ArrowRight', 4, 9), 5);
  assert.equal(moved('PageUp', 4, 9), 9);
  assert.equal(moved('Home', 4, 9), 0);
  assert.equal(moved('End', 4, 9), 9);
  assert.equal(moved('Tab', 4, 9), null);
});

test('the cursor says the time, the dynos and what happened', () => {
  const mark = {at: begun + 5, lane: 'held' as const, number: 7, text: 'Held back web.1.'};
  const of = series({times: [begun], generations: [generation('web.1', {used: [71]})], marks: [mark]});
  assert.equal(spoken(of, 0), '22 Nov 01:13 UTC. web.1 364 MB, 71 % of quota. Held back web.1.');
  assert.equal(spoken(series({times: []}), 0), 'no samples yet');
  assert.deepEqual(marksAt(of, 0), [mark]);
});

test('a mark leads to its decision, else to its entry', () => {
  const mark = {at: 0, lane: 'restart' as const, number: 7, text: ''};
  assert.equal(address(series(), {...mark, decision: 'd-1/2'}), '/apps/acme/decisions/d-1%2F2');
  assert.equal(address(series(), mark), '#e7');
});

test('another threshold is a question to the server', () => {
  assert.equal(clamp(200), 110);
  assert.equal(clamp(84.6), 85);
  assert.equal(question(series({from: begun, to: begun + 60}), 85),
    '/api/v1/ghosts?app=acme&limit=85%25&from=2025-11-22T01%3A13%3A20Z&to=2025-11-22T01%3A14%3A20Z');
  assert.equal(sentence({limit_percent: 85, restarts: [{at: 1}], as_it_was: 4, note: 'Estimated.'}),
    'At 85 %: 1 restart here, not 4. Estimated.');
});

test('times are UTC; ticks say the day at midnight and when they are days apart', () => {
  assert.equal(clock(begun, false), '01:13');
  assert.equal(moment(begun, false), '22 Nov 01:13 UTC');
  const midnight = begun - begun % 86_400;
  assert.deepEqual(ticks([midnight - 3600, midnight], false), ['23:00', '22 Nov']);
  assert.deepEqual(ticks([midnight, midnight + 86_400], false), ['22 Nov', '23 Nov']);
  assert.deepEqual(ticks([begun, begun + 10], false), ['01:13:20', '01:13:30']);
});

test('in the local zone only the clock of a sentence changes', () => {
  process.env['TZ'] = 'Asia/Tokyo';
  assert.equal(inZone('around 01:13 UTC', begun), 'around 10:13 local');
  const late = Date.parse('2026-11-23T19:16:00Z') / 1000;
  assert.equal(inZone('Nov 23 19:16', late), '24 Nov 04:16');
  assert.equal(inZone('19:16', late), '24 Nov 04:16', 'another day here');
  assert.equal(inZone('2026-11-23 19:16:05 UTC', late + 5), '24 Nov 04:16:05 local');
  assert.equal(inZone('4 minutes ago', begun), '4 minutes ago');
});
