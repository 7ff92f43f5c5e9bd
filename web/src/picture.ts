// What the chart shows, worked out without drawing: which dynos have a colour, how far the axes go, where
// labels stand. Everything here is a function of the series.
import type {Generation, Series} from './series.ts';

export const coloursMost = 4;  // more coloured lines answer no question
export const labelsMost = 14;
const greyLinesMost = 12;

export const highest = (figures: readonly (number | null)[]): number =>
  figures.reduce<number>((most, figure) => Math.max(most, figure ?? 0), 0);

export function latest(figures: readonly (number | null)[]): number | null {
  for (let i = figures.length - 1; i >= 0; --i) {
    const figure = figures[i];
    if (figure !== null && figure !== undefined) return figure;
  }
  return null;
}

// The fullest of the dynos that need a look, each with the number of its colour; if none does, the fullest
// of all. A dyno keeps its colour when another overtakes it. The server's own picture, and what it says above
// the chart, choose the same.
export function highlighted(series: Series): Map<string, number> {
  const fullest = series.generations.filter(({current}) => current)
    .sort((a, b) => (latest(b.used) ?? 0) - (latest(a.used) ?? 0));
  const looked = [...new Set(fullest.filter(({look}) => look).map(({dyno}) => dyno))].slice(0, coloursMost);
  const chosen = looked.length > 0 ? looked : fullest.slice(0, 1).map(({dyno}) => dyno);
  const ordered = new Set(series.generations.map(({dyno}) => dyno).filter((dyno) => chosen.includes(dyno)));
  return new Map([...ordered].map((dyno, colour) => [dyno, colour]));
}

// Two series with the same likeness are drawn by the same lines.
export const likeness = (series: Series): string =>
  JSON.stringify([series.limit_percent, [...highlighted(series)], series.generations.map(({id}) => id)]);

// Grey lines first, so that coloured ones lie above them.
export function drawingOrder(series: Series, colours: ReadonlyMap<string, number>): Generation[] {
  const rank = ({dyno}: Generation) => colours.has(dyno) ? 1 : 0;
  return [...series.generations].sort((a, b) => rank(a) - rank(b));
}

export interface Band {
  low: (number | null)[];
  high: (number | null)[];
}

// More grey lines than can be told apart are one area, from the emptiest to the fullest of each time; else
// null.
export function band(series: Series, colours: ReadonlyMap<string, number>): Band | null {
  const calm = series.generations.filter(({dyno}) => !colours.has(dyno));
  if (calm.filter(({current}) => current).length <= greyLinesMost) return null;
  const low: (number | null)[] = [];
  const high: (number | null)[] = [];
  series.times.forEach((_, i) => {
    const known = calm.map(({used}) => used[i]).filter((figure) => typeof figure === 'number');
    low.push(known.length > 0 ? Math.min(...known) : null);
    high.push(known.length > 0 ? Math.max(...known) : null);
  });
  return {low, high};
}

// The top of the memory axis, in percent.
export function ceiling(series: Series): number {
  const most = Math.max(0, ...series.generations.map(({used}) => highest(used)));
  return Math.max(112, Math.ceil(most) + 4);
}

// Seconds of the future that a chart of now shows.
export const future = (series: Series, live: boolean): number =>
  live ? Math.round((series.to - series.from) / 6) : 0;

// Where a forecast's middle meets a level: the second, or nothing.
export function crossing(points: readonly {at: number; mid: number}[], level: number): number | null {
  for (let i = 1; i < points.length; ++i) {
    const before = points[i - 1];
    const after = points[i];
    if (!before || !after || before.mid >= level || after.mid < level) continue;
    return before.at + (after.at - before.at) * (level - before.mid) / (after.mid - before.mid);
  }
  return null;
}

// The last that is known of the generation that ended at about a time.
export function lastBefore(series: Series, dyno: string | undefined, at: number): number | null {
  const lives = series.generations.filter((generation) => generation.dyno === dyno && generation.from < at);
  const ended = lives.sort((a, b) => Math.abs(a.to - at) - Math.abs(b.to - at))[0];
  if (!ended) return null;
  const goesOn = ended.to > at + 2 * series.step;  // the lives of a place may be joined to one line
  return latest(goesOn ? ended.used.slice(0, nearest(series.times, at)) : ended.used);
}

export interface Label {
  text: string;
  y: number;
  colour: number | null;
}

// Moves labels apart until they have `gap` between them and stay above `bottom`, order kept.
export function spread(labels: readonly Label[], gap: number, bottom: number): Label[] {
  const sorted = labels.map((label) => ({...label})).sort((a, b) => a.y - b.y);
  sorted.forEach((label, i) => {
    const above = sorted[i - 1];
    if (above) label.y = Math.max(label.y, above.y + gap);
  });
  let floor = bottom;
  for (const label of sorted.reverse()) {
    label.y = Math.min(label.y, floor);
    floor = label.y - gap;
  }
  return sorted.reverse();
}

// The index whose time is nearest.
export function nearest(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low > 0 && at - (times[low - 1] ?? 0) < (times[low] ?? 0) - at ? low - 1 : low;
}

export interface Reading {
  dyno: string;
  percent: number;
  mb: number | null;
}

// What each dyno used at an index, fullest first. Where two generations of a place overlap: the fuller.
export function readings(series: Series, index: number): Reading[] {
  const found = new Map<string, Reading>();
  for (const {dyno, used, quota_mb} of series.generations) {
    const percent = used[index];
    if (percent === null || percent === undefined || percent < (found.get(dyno)?.percent ?? 0)) continue;
    found.set(dyno, {dyno, percent, mb: quota_mb === null ? null : percent * quota_mb / 100});
  }
  return [...found.values()].sort((a, b) => b.percent - a.percent);
}

// The swap of all dynos at each time.
export function swapTotal(series: Series): (number | null)[] {
  return series.times.map((_, i) => series.generations.reduce<number | null>((sum, {swap_mb}) => {
    const figure = swap_mb[i];
    return figure === null || figure === undefined ? sum : (sum ?? 0) + figure;
  }, null));
}
