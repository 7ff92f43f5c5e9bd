// One cursor for all charts of a page, moved by the pointer or by keys. Each chart is a slider whose value
// is a time: its text is announced when it changes, without a live region.
import type uPlot from 'uplot';

import {nearest, readings, type Reading} from './picture.ts';
import type {Mark, Series} from './series.ts';
import {moment} from './time.ts';

const pageSteps = 20;
const readingsSpoken = 6;
const keys = 'Arrow keys move, Page keys jump, Home and End go to the ends, Enter opens what happened';

// Where a key moves the cursor; null: not a key of the cursor.
export function moved(key: string, index: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: pageSteps, PageDown: -pageSteps,
    Home: -Infinity, End: Infinity,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(last, Math.max(0, index + step));
}

// What happened in the step at an index.
export function marksAt(series: Series, index: number): Mark[] {
  const at = series.times[index] ?? 0;
  const width = Math.max(series.step, 60);
  return series.marks.filter((mark) => Math.abs(mark.at - at) <= width);
}

const amount = ({percent, mb}: Reading): string =>
  (mb === null ? '' : `${Math.round(mb)} MB, `) + `${Math.round(percent)} %`;

// The value as a sentence.
export function spoken(series: Series, index: number): string {
  const at = series.times[index];
  if (at === undefined) return 'no samples yet';
  const list = readings(series, index);
  const dynos = list.slice(0, readingsSpoken).map((reading) => `${reading.dyno} ${amount(reading)} of quota`);
  if (list.length > readingsSpoken) dynos.push(`${list.length - readingsSpoken} more below`);
  if (dynos.length === 0) dynos.push('no sample');
  return [moment(at), ...dynos, ...marksAt(series, index).map(({text}) => text)]
    .map((part) => part.replace(/\.$/, '')).join('. ') + '.';
}

export class Cursor {
  private readonly charts: {chart: uPlot; root: HTMLElement}[] = [];
  private readonly box = document.createElement('div');
  private index: number | null = null;

  constructor(private readonly series: () => Series, private readonly open: (mark: Mark) => void) {
    this.box.className = 'reading';
    this.box.hidden = true;
    this.box.setAttribute('aria-hidden', 'true');
  }

  // Makes a chart's root a slider. The first that joins shows the reading.
  join(chart: uPlot, root: HTMLElement, label: string): void {
    if (this.charts.length === 0) root.append(this.box);
    this.charts.push({chart, root});
    root.tabIndex = 0;
    root.setAttribute('role', 'slider');
    root.setAttribute('aria-label', `${label}, time cursor. ${keys}`);
    root.setAttribute('aria-valuemin', '0');
    root.addEventListener('keydown', (event) => this.pressed(event));
    root.addEventListener('blur', () => this.clear());
    chart.over.addEventListener('mouseleave', () => { this.box.hidden = true; });
    (chart.hooks.setCursor ??= []).push(() => this.pointed(chart.cursor.idx ?? null));
    this.describe();
  }

  // After a reload of the series: the values at hand are others.
  describe(): void {
    const last = Math.max(0, this.series().times.length - 1);
    const index = Math.min(this.index ?? last, last);
    for (const {root} of this.charts) {
      root.setAttribute('aria-valuemax', String(last));
      root.setAttribute('aria-valuenow', String(index));
      root.setAttribute('aria-valuetext', spoken(this.series(), index));
    }
  }

  moveTo(at: number): void {
    const {times} = this.series();
    if (times.length > 0) this.place(nearest(times, at));
  }

  private place(index: number): void {
    const at = this.series().times[index] ?? 0;
    this.index = index;
    for (const {chart} of this.charts) chart.setCursor({left: chart.valToPos(at, 'x'), top: 1}, false);
    this.show(index);
    this.describe();
  }

  private pressed(event: KeyboardEvent): void {
    const last = this.series().times.length - 1;
    if (event.altKey || event.ctrlKey || event.metaKey || last < 0) return;
    if (event.key === 'Enter' && this.index !== null) {
      const mark = marksAt(this.series(), this.index)[0];
      if (mark) this.open(mark);
      return;
    }
    const next = moved(event.key, this.index ?? last, last);
    if (next === null || event.target !== event.currentTarget) return;
    event.preventDefault();
    this.place(next);
  }

  private pointed(index: number | null): void {
    this.index = index;
    if (index === null) this.box.hidden = true;
    else this.show(index);
  }

  private clear(): void {
    for (const {chart} of this.charts) chart.setCursor({left: -10, top: -10}, false);
    this.box.hidden = true;
  }

  // The fullest few, and what happened; on the side where the cursor is not.
  private show(index: number): void {
    const first = this.charts[0];
    const at = this.series().times[index];
    if (!first || at === undefined) return;
    const row = (tag: string, ...words: string[]) => {
      const made = document.createElement(tag);
      made.append(...words.map((word) => {
        const part = document.createElement('i');
        part.textContent = word;
        return part;
      }));
      return made;
    };
    this.box.replaceChildren(row('b', moment(at)),
      ...readings(this.series(), index).slice(0, readingsSpoken)
        .map((reading) => row('span', reading.dyno, amount(reading))),
      ...marksAt(this.series(), index).slice(0, 2).map(({text}) => row('em', text)));
    this.box.hidden = false;
    const left = first.chart.valToPos(at, 'x');
    const middle = first.chart.over.clientWidth / 2;
    const inset = first.chart.over.offsetLeft;
    this.box.style.left = left > middle ? `${inset + 8}px` : 'auto';
    this.box.style.right = left > middle ? 'auto' : `${first.root.clientWidth - inset - middle * 2 + 8}px`;
  }
}
