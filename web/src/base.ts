// What all charts of a page share: the time axis, its future part, the hatch over gaps, the colours and
// the cursor.
import uPlot from 'uplot';

import {future} from './picture.ts';
import type {Series} from './series.ts';
import {colours} from './theme.ts';
import {isLocal, ticks} from './time.ts';

const tokens = ['sf', 'fut', 'grid', 'ln', 'tx', 'dim', 'ctx', 'ac', 'warn', 'bad', 'pur',
  's1', 's2', 's3', 's4'];
export const axisWidth = 60;  // `1000 MB`
const forced = matchMedia('(forced-colors: active)');

// What the charts of one page stand on. A chart reads it anew each time it draws.
export class Picture {
  series: Series;
  readonly live: boolean;
  colour: Record<string, string> = {};

  constructor(series: Series, live: boolean) {
    this.series = series;
    this.live = live;
    this.recolour();
  }

  recolour(): void {
    this.colour = colours(tokens);
    if (forced.matches) Object.assign(this.colour, {grid: 'transparent', fut: 'transparent', sf: 'Canvas'});
  }

  of(token: string): string {
    return this.colour[token] ?? 'gray';
  }

  get end(): number {
    return this.series.to + future(this.series, this.live);
  }
}

export const narrow = (): boolean => innerWidth <= 640;
const font = '12px system-ui, sans-serif';

// Draws in CSS pixels: what is inside need not know how dense the screen is.
export function brush(chart: uPlot, draw: (pen: CanvasRenderingContext2D, box: DOMRect) => void): void {
  const {ctx, bbox} = chart;
  const scale = uPlot.pxRatio;
  ctx.save();
  ctx.scale(scale, scale);
  ctx.font = font;
  draw(ctx, new DOMRect(bbox.left / scale, bbox.top / scale, bbox.width / scale, bbox.height / scale));
  ctx.restore();
}

export const xOf = (chart: uPlot, at: number): number =>
  chart.bbox.left / uPlot.pxRatio + chart.valToPos(at, 'x');
export const yOf = (chart: uPlot, value: number, scale: string): number =>
  chart.bbox.top / uPlot.pxRatio + chart.valToPos(value, scale);

function background(chart: uPlot, picture: Picture): void {
  brush(chart, (pen, box) => {
    const now = xOf(chart, picture.series.to);
    pen.fillStyle = picture.of('fut');
    pen.fillRect(now, box.top, Math.max(0, box.right - now), box.height);
    pen.beginPath();
    pen.rect(box.left, box.top, box.width, box.height);
    pen.clip();
    pen.strokeStyle = picture.of('ln');
    for (const gap of picture.series.gaps) hatch(pen, box, xOf(chart, gap.from), xOf(chart, gap.to));
  });
}

function hatch(pen: CanvasRenderingContext2D, box: DOMRect, from: number, to: number): void {
  pen.save();
  pen.beginPath();
  pen.rect(from, box.top, Math.max(1, to - from), box.height);
  pen.clip();
  pen.setLineDash([]);
  pen.lineWidth = 1;
  pen.beginPath();
  for (let x = from - box.height; x < to; x += 8) {
    pen.moveTo(x, box.bottom);
    pen.lineTo(x + box.height, box.top);
  }
  pen.stroke();
  pen.restore();
}

// Samples come every 20 s or so: a hole of less than that, or than three steps, is no gap.
export function bridgeable(picture: Picture): uPlot.Series.GapsRefiner {
  return (chart, _series, _from, _to, gaps) => {
    const seconds = Math.max(75, picture.series.step * 2.5);
    const pixels = (chart.valToPos(seconds, 'x', true) - chart.valToPos(0, 'x', true));
    return gaps.filter(([from, to]) => to - from > pixels);
  };
}

export interface Axis {
  scale: string;
  splits?: number[];
  words: (value: number) => string;
  side?: 1 | 3;
}

// The options that a chart adds to.
export function options(picture: Picture, width: number, height: number, axes: Axis[]): uPlot.Options {
  const line = {stroke: () => picture.of('grid'), width: 1};
  const axis = {stroke: () => picture.of('dim'), font, grid: line, ticks: {show: false}};
  return {
    width,
    height,
    padding: [8, narrow() ? 54 : 66, 0, 0],
    legend: {show: false},
    tzDate: (at) => isLocal() ? new Date(at * 1000) : uPlot.tzDate(new Date(at * 1000), 'Etc/UTC'),
    cursor: {
      y: false,
      points: {show: false},
      sync: {key: 'swapguard', scales: ['x', null]},
      drag: {x: true, y: false, setScale: false},
    },
    scales: {x: {time: true, range: () => [picture.series.from, picture.end]}},
    axes: [
      {...axis, space: narrow() ? 56 : 70, size: 28, values: (_, splits) => ticks(splits)},
      ...axes.map(({scale, splits, words, side}) => ({
        ...axis, scale, side: side ?? 3 as const, size: axisWidth, grid: side === 1 ? {show: false} : line,
        ...(splits === undefined ? {space: 26} : {splits}),
        values: (_: uPlot, values: number[]) => values.map(words),
      })),
    ],
    series: [{}],
    hooks: {drawClear: [(chart) => background(chart, picture)]},
  };
}
