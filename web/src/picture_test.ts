import assert from 'node:assert/strict';
import {test} from 'node:test';

import {
  band, ceiling, crossing, drawingOrder, future, highlighted, lastBefore, nearest, readings, spread,
  swapTotal,
} from './picture.ts';
import {generation, series} from './testing.ts';

test('the dynos that need a look have the colours, four at most', () => {
  const lives = ['web.1', 'web.2', 'web.3', 'web.4', 'web.5', 'web.6'].map((dyno, i) =>
    generation(dyno, {look: i !== 0}));
  const colours = highlighted(series({generations: lives}));
  assert.deepEqual([...colours.keys()], ['web.2', 'web.3', 'web.4', 'web.5']);
  assert.deepEqual([...colours.values()], [0, 1, 2, 3]);
});

test('of many that need a look the fullest have the colours', () => {
  const lives = [50, 95, 60, 91, 70, 80].map((used, i) => generation(`web.${i}`, {look: true, used: [used]}));
  const chosen = highlighted(series({generations: lives}));
  assert.deepEqual([...chosen.keys()], ['web.1', 'web.3', 'web.4', 'web.5'], 'as they stand in the series');
});

test('more than twelve grey lines are one band', () => {
  const lives = Array.from({length: 14}, (_, i) => generation(`web.${i}`, {used: [i, i === 3 ? 40 : null]}));
  const of = series({generations: lives, times: [0, 20]});
  assert.deepEqual(band(of, new Map([['web.13', 0]])), {low: [0, 40], high: [12, 40]});
  assert.equal(band(of, new Map([['web.13', 0], ['web.12', 1]])), null);
});

test('when none needs a look the fullest that runs has a colour', () => {
  const lives = [generation('web.1', {used: [99], current: false}), generation('web.2', {used: [40]}),
    generation('web.3', {used: [50]})];
  assert.deepEqual([...highlighted(series({generations: lives})).keys()], ['web.3']);
});

test('all generations of a place have its colour, and coloured lines lie above grey ones', () => {
  const older = generation('web.1', {id: 'older', current: false});
  const lives = [generation('web.1', {look: true}), generation('web.2'), older];
  const of = series({generations: lives});
  assert.deepEqual(drawingOrder(of, highlighted(of)).map(({dyno}) => dyno), ['web.2', 'web.1', 'web.1']);
});

test('the memory axis has room above the highest', () => {
  assert.equal(ceiling(series({generations: [generation('web.1', {used: [50, null, 80]})]})), 112);
  assert.equal(ceiling(series({generations: [generation('web.1', {used: [163.2]})]})), 168);
});

test('only a chart of now has a future', () => {
  assert.equal(future(series({from: 0, to: 21_600}), true), 3600);
  assert.equal(future(series({from: 0, to: 21_600}), false), 0);
});

test('a forecast meets the quota between two of its points, or not at all', () => {
  const points = [{at: 0, mid: 80}, {at: 100, mid: 90}, {at: 200, mid: 110}];
  assert.equal(crossing(points, 100), 150);
  assert.equal(crossing(points.slice(0, 2), 100), null);
  assert.equal(crossing([{at: 0, mid: 101}, {at: 9, mid: 120}], 100), null);
});

test('a restart is marked on the line that it ended', () => {
  const old = generation('web.1', {id: 'old', current: false, from: 0, to: 100, used: [50, 97, null]});
  const young = generation('web.1', {from: 95, to: 400, used: [null, 20, 30]});
  assert.equal(lastBefore(series({generations: [young, old]}), 'web.1', 98), 97);
  assert.equal(lastBefore(series(), 'web.1', 98), null);
});

test('labels move apart, keep their order and stay above the bottom', () => {
  const at = (...ys: number[]) => ys.map((y) => ({text: String(y), y, colour: null}));
  assert.deepEqual(spread(at(10, 12, 40), 15, 100).map(({y}) => y), [10, 25, 40]);
  assert.deepEqual(spread(at(95, 99), 15, 100).map(({y}) => y), [85, 100]);
});

test('the nearest time is found', () => {
  assert.equal(nearest([0, 20, 40], 29), 1);
  assert.equal(nearest([0, 20, 40], 31), 2);
  assert.equal(nearest([0, 20, 40], 900), 2);
  assert.equal(nearest([], 5), 0);
});

test('a reading has each place once, fullest first, in percent and MB', () => {
  const lives = [generation('web.1', {used: [20]}), generation('web.1', {id: 'older', used: [90]}),
    generation('web.2', {used: [50], quota_mb: null}), generation('web.3', {used: [null]})];
  assert.deepEqual(readings(series({generations: lives}), 0),
    [{dyno: 'web.1', percent: 90, mb: 460.8}, {dyno: 'web.2', percent: 50, mb: null}]);
});

test('swap is summed over dynos and unknown where none is known', () => {
  const lives = [generation('web.1', {swap_mb: [3, null]}), generation('web.2', {swap_mb: [4, null]})];
  assert.deepEqual(swapTotal(series({times: [0, 20], generations: lives})), [7, null]);
});
