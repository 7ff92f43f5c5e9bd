// The charts under the memory chart: swap, and what users felt. Same time axis, same cursor.
import uPlot from 'uplot';

import {bridgeable, options, type Picture} from './base.ts';
import {highest, swapTotal} from './picture.ts';

export interface Companion {
  readonly chart: uPlot;
  refresh(): void;
}

const bars = uPlot.paths.bars!({size: [0.7, 6, 2]});
const atLeast = (most: number, least: number) => Math.max(most * 1.1, least);

export function swapChart(picture: Picture, mount: HTMLElement, width: number): Companion {
  const data = (): uPlot.AlignedData => [picture.series.times, swapTotal(picture.series)];
  const base = options(picture, width, 112, [{scale: 'mb', words: (value) => `${value} MB`}]);
  base.scales = {...base.scales, mb: {range: (_, _least, most) => [0, atLeast(most, 10)]}};
  base.series = [{}, {
    scale: 'mb', stroke: () => picture.of('s2'), fill: () => translucent(picture.of('s2')), width: 1.5,
    points: {show: false}, gaps: bridgeable(picture),
  }];
  const chart = new uPlot(base, data(), mount);
  return {chart, refresh: () => chart.setData(data())};
}

export function responsesChart(picture: Picture, mount: HTMLElement, width: number): Companion {
  const data = (): uPlot.AlignedData =>
    [picture.series.times, picture.series.responses.p95_ms, picture.series.responses.errors];
  const seconds = (value: number) => value < 1000 ? `${value} ms` : `${value / 1000} s`;
  const base = options(picture, width, 132, [{scale: 'ms', words: seconds}]);
  base.scales = {
    ...base.scales,
    ms: {range: (_, _least, most) => [0, atLeast(most, 100)]},
    // Errors take the lower half at most: a minute of them must not hide how slow it was.
    errors: {range: () => [0, atLeast(highest(picture.series.responses.errors), 5) * 2]},
  };
  base.series = [{},
    {
      scale: 'ms', stroke: () => picture.of('dim'), width: 1.5, points: {show: false},
      gaps: bridgeable(picture),
    },
    {
      scale: 'errors', fill: () => picture.of('bad'), stroke: () => picture.of('bad'), width: 0, paths: bars,
      points: {show: false},
    },
  ];
  const chart = new uPlot(base, data(), mount);
  return {chart, refresh: () => chart.setData(data())};
}

// rgb(…) as the probe gives it, at a fifth.
function translucent(colour: string): string {
  return colour.startsWith('rgb(') ? colour.replace('rgb(', 'rgba(').replace(')', ', 0.22)') : colour;
}

