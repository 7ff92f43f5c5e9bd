// News as they happen: the stream of /api/v1/stream. The browser resumes it where it broke off; where it
// gives up, because the server answered with an error, we try again ourselves, ever more slowly.
import type {Samples} from './series.ts';
import {clock} from './time.ts';

const first = 1000;
const longest = 30_000;
const patience = 1500;  // ms without a connection until the reader is told
const unseen = 60_000;  // ms; a browser has few connections, and a page that nobody looks at wants none

export const backOff = (tries: number): number => Math.min(longest, first * 2 ** tries);

export interface Ears {
  entry(): void;
  state(): void;
  samples(samples: Samples): void;
  back(): void;  // connected again after a loss: anything may have happened meanwhile
}

export class Stream {
  private source: EventSource | null = null;
  private tries = 0;
  private lost = false;
  private alarm = 0;
  private newest = '';
  private leave = 0;
  private readonly banner = document.createElement('p');

  constructor(private readonly url: string, private readonly ears: Ears) {
    this.banner.className = 'lost';
    this.banner.setAttribute('role', 'status');
    this.banner.hidden = true;
    document.body.append(this.banner);
    document.addEventListener('visibilitychange', () => this.looked());
    this.connect();
  }

  private connect(): void {
    const resume = this.newest === '' ? '' : `&after=${encodeURIComponent(this.newest)}`;
    const source = this.source = new EventSource(this.url + resume);
    source.addEventListener('open', () => this.opened());
    source.addEventListener('error', () => this.failed(source));
    source.addEventListener('entry', (event) => {
      this.newest = event.lastEventId || this.newest;
      this.ears.entry();
    });
    source.addEventListener('state', () => this.ears.state());
    source.addEventListener('samples', (event) => this.ears.samples(JSON.parse(event.data) as Samples));
  }

  private looked(): void {
    clearTimeout(this.leave);
    if (!document.hidden && this.source === null && this.tries === 0) this.connect();
    if (!document.hidden) return;
    this.leave = window.setTimeout(() => {
      this.source?.close();
      this.source = null;
      this.lost = true;
    }, unseen);
  }

  private opened(): void {
    clearTimeout(this.alarm);
    this.alarm = 0;
    this.tries = 0;
    if (this.lost) this.ears.back();
    this.lost = false;
    this.banner.hidden = true;
  }

  private failed(source: EventSource): void {
    this.lost = true;
    this.alarm ||= window.setTimeout(() => this.tell(), patience);
    if (source.readyState !== EventSource.CLOSED || source !== this.source) return;
    source.close();
    this.source = null;
    window.setTimeout(() => this.connect(), backOff(this.tries++));
    void this.askWhy();
  }

  // A stream does not say why it was refused: a guard that was started anew knows no session of before.
  private async askWhy(): Promise<void> {
    const answer = await fetch('/api/v1/state').catch(() => null);
    if (answer?.status !== 401 || this.banner.querySelector('a')) return;
    const link = document.createElement('a');
    link.href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = 'Log in again';
    this.banner.replaceChildren('You are no longer logged in. ', link);
    this.banner.hidden = false;
    clearTimeout(this.alarm);
  }

  private tell(): void {
    const now = clock(Date.now() / 1000);
    this.banner.textContent = `Connection lost at ${now}. The page shows what was known then; trying again.`;
    this.banner.hidden = false;
  }
}
