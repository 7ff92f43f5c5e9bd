// What /api/v1/series answers, and how samples that arrive later join it. Times are whole seconds since 1970.

export type Figures = (number | null)[];

export interface Generation {
  dyno: string;
  id: string;
  type: string;
  current: boolean;
  look: boolean;  // a person should look at it
  from: number;
  to: number;
  quota_mb: number | null;
  used: Figures;  // percent of the quota, the highest of each step
  swap_mb: Figures;
}

export interface Forecast {
  dyno: string;
  id: string;
  points: {at: number; low: number; mid: number; high: number}[];
}

export interface Mark {
  at: number;
  lane: 'restart' | 'held' | 'r14' | 'r15' | 'platform' | 'release';
  dyno?: string;
  number: number;
  decision?: string;
  text: string;
}

export interface Series {
  app: string;
  from: number;
  to: number;
  step: number;
  limit_percent: number | null;
  kill_percent: number | null;
  times: number[];
  generations: Generation[];
  forecasts: Forecast[];
  responses: {requests: Figures; p95_ms: Figures; errors: Figures};
  marks: Mark[];
  gaps: {from: number; to: number}[];
}

export interface Samples {
  at: number;
  samples: {app: string; dyno: string; id: string; percent: number; swap_mb: number}[];
}

export async function load(url: string): Promise<Series> {
  const answer = await fetch(url, {headers: {Accept: 'application/json'}});
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return await answer.json() as Series;
}

const larger = (a: number | null | undefined, b: number) => Math.max(a ?? b, b);

// Lays new samples into the last step, or begins one and lets the oldest go. False: of a generation that the
// series does not know, so the whole is to be fetched again.
export function join(series: Series, news: Samples): boolean {
  const last = series.times.at(-1);
  if (last === undefined) return false;
  const columns = [series.responses.requests, series.responses.p95_ms, series.responses.errors,
    ...series.generations.flatMap((generation) => [generation.used, generation.swap_mb])];
  if (news.at >= last + series.step) {
    const begins = last + Math.floor((news.at - last) / series.step) * series.step;
    series.times.push(begins);
    columns.forEach((column) => column.push(null));
    while ((series.times[0] ?? begins) < begins - (series.to - series.from)) {
      series.times.shift();
      columns.forEach((column) => column.shift());
    }
  }
  if (news.at > series.to) {
    series.from += news.at - series.to;
    series.to = news.at;
  }
  const slot = series.times.length - 1;
  let known = true;
  for (const sample of news.samples) {
    if (sample.app !== series.app) continue;
    const generation = series.generations.find(({id}) => id === sample.id);
    if (generation === undefined) {
      known = false;
      continue;
    }
    generation.used[slot] = larger(generation.used[slot], sample.percent);
    generation.swap_mb[slot] = larger(generation.swap_mb[slot], sample.swap_mb);
    generation.to = news.at;
  }
  return known;
}
