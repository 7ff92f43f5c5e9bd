// Times as people read them: UTC, as Heroku's log has it, unless the reader wants the local zone.

const key = 'swapguard-zone';

export const isLocal = (): boolean => localStorage.getItem(key) === 'local';
export const setLocal = (local: boolean): void => localStorage.setItem(key, local ? 'local' : 'utc');
export const zoneName = (local: boolean): string => local ? 'local time' : 'UTC';

function format(options: Intl.DateTimeFormatOptions, at: number, local: boolean): string {
  const zone = local ? {} : {timeZone: 'UTC'};
  return new Intl.DateTimeFormat('en-GB', {...options, ...zone, hourCycle: 'h23'}).format(at * 1000);
}

// 01:52, or 01:52:07.
export function clock(at: number, local = isLocal(), seconds = false): string {
  return format({hour: '2-digit', minute: '2-digit', ...(seconds ? {second: '2-digit'} : {})}, at, local);
}

// 22 Nov.
export const day = (at: number, local = isLocal()): string =>
  format({day: 'numeric', month: 'short'}, at, local);

// As the API reads it, in whole seconds.
export const iso = (at: number): string => new Date(Math.round(at) * 1000).toISOString().replace('.000', '');

// 22 Nov 01:52 UTC.
export const moment = (at: number, local = isLocal()): string =>
  `${day(at, local)} ${clock(at, local)} ${zoneName(local)}`;

// The words at an axis' ticks: clock times; midnight is the day; days alone when ticks are days apart.
export function ticks(splits: readonly number[], local = isLocal()): string[] {
  const apart = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((at) => {
    const words = clock(at, local, apart < 60);
    return apart >= 86_400 || words === '00:00' ? day(at, local) : words;
  });
}

// Rewrites the clock times of <time> elements; the server's own words come back with UTC.
export function showZone(root: ParentNode, local = isLocal()): void {
  for (const element of root.querySelectorAll('time[datetime]')) {
    if (!(element instanceof HTMLTimeElement)) continue;
    const kept = element.dataset['utc'] ?? element.textContent ?? '';
    if (!local && element.dataset['utc'] === undefined) continue;
    element.dataset['utc'] = kept;
    const at = Date.parse(element.dateTime) / 1000;
    element.textContent = local && !Number.isNaN(at) ? inZone(kept, at) : kept;
  }
}

// Only the clock time, a day before it and the word UTC are exchanged: the sentence around them stays the
// server's. A day that is another one here, and was not told, is.
export function inZone(words: string, at: number): string {
  const time = /\b(\d{4}-\d\d-\d\d |[A-Z][a-z]{2} \d{1,2} )?\d\d:\d\d(:\d\d)?\b/;
  const here = (_: string, told?: string, seconds?: string) => {
    const words = clock(at, true, seconds !== undefined);
    return told !== undefined || day(at, true) !== day(at, false) ? `${day(at, true)} ${words}` : words;
  };
  return words.replace(time, here).replace(/\bUTC\b/, 'local');
}
