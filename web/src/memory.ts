// The memory chart: each generation in percent of its quota, the lines that matter, and where it is going.
import uPlot from 'uplot';

import {bridgeable, brush, narrow, options, xOf, yOf, type Picture} from './base.ts';
import {
  band, ceiling, crossing, drawingOrder, highlighted, labelsMost, lastBefore, latest, spread, type Band,
  type Label,
} from './picture.ts';
import type {Forecast, Generation, Mark} from './series.ts';
import {clock} from './time.ts';

const dashes: number[][] = [[], [7, 4], [2, 4], [10, 3, 2, 3]];
const seriesTokens = ['s1', 's2', 's3', 's4'];

type Pen = CanvasRenderingContext2D;

export interface Ghosts {
  limit: number;
  at: number[];
}

export class Memory {
  readonly chart: uPlot;
  ghosts: Ghosts | null = null;
  private readonly colours: Map<string, number>;
  private order: Generation[] = [];
  private band: Band | null = null;

  constructor(private readonly picture: Picture, mount: HTMLElement, width: number) {
    this.colours = highlighted(picture.series);
    this.sort();
    const base = options(picture, width, narrow() ? 240 : 360,
      [{scale: 'percent', splits: [0, 25, 50, 75, 100, 125, 150, 175, 200], words: (value) => `${value} %`}]);
    base.scales = {...base.scales, percent: {range: () => [0, ceiling(picture.series)]}};
    base.series = [{}, ...this.order.map((generation) => this.line(generation))];
    const under = base.hooks?.drawAxes ?? [];
    const area = () => brush(this.chart, (pen) => this.area(pen));
    const over = () => brush(this.chart, (pen, box) => this.over(pen, box));
    base.hooks = {...base.hooks, drawAxes: [...under, area], draw: [over]};
    this.chart = new uPlot(base, this.data(), mount);
  }

  // The series may be another, as long as it has the same generations in the same colours: `likeness`.
  refresh(): void {
    this.sort();
    this.chart.setData(this.data());
  }

  // The lines that are drawn one by one, and the rest.
  private sort(): void {
    this.band = band(this.picture.series, this.colours);
    const all = drawingOrder(this.picture.series, this.colours);
    this.order = this.band ? all.filter(({dyno}) => this.colours.has(dyno)) : all;
  }

  private area(pen: Pen): void {
    if (!this.band) return;
    const {low, high} = this.band;
    pen.fillStyle = this.picture.of('ctx');
    pen.globalAlpha = 0.3;
    let run: number[] = [];
    const to = (i: number, values: (number | null)[]) =>
      pen.lineTo(xOf(this.chart, this.picture.series.times[i] ?? 0), this.limitY(values[i] ?? 0));
    const fill = () => {
      pen.beginPath();
      run.forEach((i) => to(i, high));
      run.reverse().forEach((i) => to(i, low));
      pen.fill();
      run = [];
    };
    high.forEach((value, i) => value === null ? fill() : run.push(i));
    fill();
    pen.globalAlpha = 1;
  }

  limitY(limit: number): number {
    return yOf(this.chart, limit, 'percent');
  }

  private data(): uPlot.AlignedData {
    return [this.picture.series.times, ...this.order.map(({used}) => used)];
  }

  private line({dyno}: Generation): uPlot.Series {
    const colour = this.colours.get(dyno);
    return {
      scale: 'percent',
      stroke: () => this.token(colour ?? null),
      width: colour === undefined ? 1.25 : 2.25,
      dash: dashes[colour ?? 0] ?? [],
      points: {show: false},
      gaps: bridgeable(this.picture),
    };
  }

  private token(colour: number | null): string {
    return this.picture.of(colour === null ? 'ctx' : seriesTokens[colour] ?? 'ctx');
  }

  private over(pen: Pen, box: DOMRect): void {
    pen.save();
    pen.beginPath();
    pen.rect(box.left, box.top - 6, box.width, box.height + 6);
    pen.clip();
    this.picture.series.forecasts.filter(({dyno}) => this.colours.has(dyno) || !this.band)
      .forEach((forecast) => this.cone(pen, forecast));
    this.levels(pen, box);
    this.verticals(pen, box);
    const restarts = this.picture.series.marks.filter(({lane}) => lane === 'restart');
    restarts.forEach((mark) => this.restart(pen, mark));
    const {ghosts} = this;
    ghosts?.at.forEach((at) => this.ghost(pen, xOf(this.chart, at), this.limitY(ghosts.limit)));
    pen.restore();
    this.meetings(pen);
    this.labels(pen, box);
  }

  private level(pen: Pen, box: DOMRect, value: number, token: string, words: string, dash: number[]): void {
    const y = this.limitY(value);
    pen.strokeStyle = pen.fillStyle = this.picture.of(token);
    pen.lineWidth = dash.length > 0 ? 1.5 : 2;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(box.left, y);
    pen.lineTo(box.right, y);
    pen.stroke();
    pen.setLineDash([]);
    // The quota's words stand above; those of a line at the upper edge have no room there.
    const under = (token === 'warn' && value > 90) || y < box.top + 14;
    pen.textAlign = 'left';
    pen.textBaseline = under ? 'top' : 'bottom';
    this.text(pen, words, box.left + 6, under ? y + 4 : y - 3, true);
  }

  private levels(pen: Pen, box: DOMRect): void {
    const {kill_percent: kill, limit_percent: limit} = this.picture.series;
    const killed = kill !== null && kill <= 100;
    const quota = killed ? 'Quota: killed' : narrow() ? 'Quota' : 'Quota: swap starts, R14';
    this.level(pen, box, 100, 'bad', quota, []);
    if (kill !== null && !killed && kill < ceiling(this.picture.series)) {
      this.level(pen, box, kill, 'bad', 'Killed, R15', [2, 3]);
    }
    if (limit === null || limit === 100) return;
    this.level(pen, box, limit, 'warn', narrow() ? '' : `Restart threshold ${Math.round(limit)} %`, [6, 4]);
  }

  // Releases, and now.
  private verticals(pen: Pen, box: DOMRect): void {
    const upright = (at: number, dash: number[], words: string, token: string) => {
      const x = xOf(this.chart, at);
      pen.strokeStyle = pen.fillStyle = this.picture.of(token);
      pen.lineWidth = dash.length > 0 ? 1.5 : 1;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(x, box.top);
      pen.lineTo(x, box.bottom);
      pen.stroke();
      pen.setLineDash([]);
      pen.textAlign = 'left';
      pen.textBaseline = 'bottom';
      this.text(pen, words, x + 4, box.bottom - 3, dash.length > 0);
    };
    for (const {at, lane, text} of this.picture.series.marks) {
      if (lane === 'release') upright(at, [4, 3], /\bv\d+\b/.exec(text)?.[0] ?? '', 'pur');
    }
    if (this.picture.live) upright(this.picture.series.to, [], 'now', 'dim');
  }

  private cone(pen: Pen, {dyno, points}: Forecast): void {
    if (points.length < 2) return;
    const colour = this.token(this.colours.get(dyno) ?? null);
    const path = (values: {at: number; value: number}[]) => values.forEach(({at, value}, i) => {
      const [x, y] = [xOf(this.chart, at), this.limitY(value)];
      if (i === 0) pen.moveTo(x, y);
      else pen.lineTo(x, y);
    });
    pen.fillStyle = pen.strokeStyle = colour;
    pen.globalAlpha = this.colours.has(dyno) ? 0.22 : 0.1;
    pen.beginPath();
    path([...points.map(({at, high}) => ({at, value: high})),
      ...[...points].reverse().map(({at, low}) => ({at, value: low}))]);
    pen.fill();
    pen.globalAlpha = 1;
    if (!this.colours.has(dyno)) return;
    pen.lineWidth = 1.75;
    pen.setLineDash([2, 4]);
    pen.beginPath();
    path(points.map(({at, mid}) => ({at, value: mid})));
    pen.stroke();
    pen.setLineDash([]);
  }

  // A ring where the middle of a coloured forecast meets the quota; the first that does so with its time.
  private meetings(pen: Pen): void {
    const found = this.picture.series.forecasts.filter(({dyno}) => this.colours.has(dyno))
      .map(({points}) => crossing(points, 100)).filter((at) => at !== null && at <= this.picture.end);
    found.sort((a, b) => (a ?? 0) - (b ?? 0)).forEach((at, i) => this.ring(pen, at ?? 0, i === 0));
  }

  private ring(pen: Pen, at: number, timed: boolean): void {
    const [x, y] = [xOf(this.chart, at), this.limitY(100)];
    pen.setLineDash([]);
    pen.lineWidth = 2;
    pen.strokeStyle = this.picture.of('bad');
    pen.fillStyle = this.picture.of('sf');
    pen.beginPath();
    pen.arc(x, y, 5, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    pen.fillStyle = this.picture.of('tx');
    pen.textAlign = 'right';
    pen.textBaseline = 'bottom';
    if (timed) this.text(pen, clock(at), x - 8, y - 4, true);
  }

  // The triangle stands on the line of the generation that ended there.
  private restart(pen: Pen, {at, dyno}: Mark): void {
    const value = lastBefore(this.picture.series, dyno, at);
    if (value === null) return;
    pen.fillStyle = this.picture.of('ac');
    this.triangle(pen, xOf(this.chart, at), this.limitY(value));
    pen.fill();
  }

  private ghost(pen: Pen, x: number, y: number): void {
    pen.strokeStyle = this.picture.of('warn');
    pen.fillStyle = this.picture.of('sf');
    pen.lineWidth = 1.5;
    this.triangle(pen, x, y);
    pen.fill();
    pen.stroke();
  }

  private triangle(pen: Pen, x: number, y: number): void {
    pen.beginPath();
    pen.moveTo(x, y - 6);
    pen.lineTo(x + 6, y + 5);
    pen.lineTo(x - 6, y + 5);
    pen.closePath();
  }

  // Each running dyno's name where its line ends; a coloured one with a forecast at the end of its cone.
  private labels(pen: Pen, box: DOMRect): void {
    const labels: Label[] = [];
    const ends: Label[] = [];
    for (const {dyno, id, used, current} of this.order) {
      const colour = this.colours.get(dyno) ?? null;
      const value = latest(used.slice(-12));
      if (!current || value === null) continue;
      const tip = this.picture.series.forecasts.find((forecast) => forecast.id === id)?.points
        .filter(({at}) => at <= this.picture.end).at(-1);
      const y = this.limitY(Math.min(tip && colour !== null ? tip.mid : value, ceiling(this.picture.series)));
      (tip && colour !== null ? ends : labels).push({text: dyno, y, colour});
    }
    const shown = labels.length > labelsMost ? labels.filter(({colour}) => colour !== null) : labels;
    const write = (list: Label[], x: number) => {
      for (const label of spread(list, 15, box.bottom - 6)) {
        pen.textAlign = 'left';
        pen.textBaseline = 'middle';
        pen.fillStyle = this.token(label.colour);
        if (label.colour === null) pen.fillStyle = this.picture.of('dim');
        this.text(pen, label.text, x, label.y, label.colour !== null);
      }
    };
    write(shown, xOf(this.chart, this.picture.series.to) + 8);
    write(ends, box.right + 5);
  }

  // Words over lines stay readable: they wear the card's colour.
  private text(pen: Pen, words: string, x: number, y: number, bold: boolean): void {
    pen.font = `${bold ? '600 ' : ''}12px system-ui, sans-serif`;
    pen.save();
    pen.setLineDash([]);
    pen.lineWidth = 3;
    pen.lineJoin = 'round';
    pen.strokeStyle = this.picture.of('sf');
    pen.strokeText(words, x, y);
    pen.restore();
    pen.fillText(words, x, y);
  }
}
