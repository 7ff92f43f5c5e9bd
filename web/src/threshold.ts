// Trying another threshold: a grip on its line, dragged or moved by keys. The server says what would have
// been restarted (/api/v1/ghosts); nothing is changed by it.
import type {Picture} from './base.ts';
import type {Memory} from './memory.ts';
import type {Series} from './series.ts';
import {iso} from './time.ts';

const least = 50;
const most = 110;
const patience = 250;  // ms without a move until the server is asked

const steps: Record<string, number> = {
  ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5,
};

interface Answer {
  limit_percent: number;
  restarts: {at: number}[];
  as_it_was: number;
  note?: string;
}

export const clamp = (limit: number): number => Math.min(most, Math.max(least, Math.round(limit)));

export function question(series: Series, limit: number): string {
  const words = new URLSearchParams({app: series.app, limit: `${limit}%`});
  words.set('from', iso(series.from));
  words.set('to', iso(series.to));
  return `/api/v1/ghosts?${words}`;
}

export function sentence({limit_percent, restarts, as_it_was, note}: Answer): string {
  const count = (n: number) => n === 1 ? '1 restart' : `${n} restarts`;
  return `At ${limit_percent} %: ${count(restarts.length)} here, not ${as_it_was}. ${note ?? ''}`.trim();
}

export class Threshold {
  private readonly grip = document.createElement('div');
  private readonly words = document.createElement('p');
  private limit: number;
  private timer = 0;
  private asked = 0;

  constructor(private readonly picture: Picture, private readonly memory: Memory, root: HTMLElement) {
    this.limit = clamp(picture.series.limit_percent ?? 90);
    this.grip.className = 'grip';
    this.grip.tabIndex = 0;
    this.grip.setAttribute('role', 'slider');
    this.grip.setAttribute('aria-label', 'Try another restart threshold');
    this.grip.setAttribute('aria-orientation', 'vertical');
    this.grip.setAttribute('aria-valuemin', String(least));
    this.grip.setAttribute('aria-valuemax', String(most));
    this.grip.title = 'Drag to try another threshold; nothing is changed';
    this.words.className = 'trial';
    this.words.setAttribute('role', 'status');
    root.after(this.grip);
    root.parentElement?.after(this.words);
    this.grip.addEventListener('pointerdown', (event) => this.hold(event));
    this.grip.addEventListener('keydown', (event) => this.pressed(event));
    this.place();
  }

  // After the chart's axes changed.
  place(): void {
    const {over} = this.memory.chart;
    this.grip.style.top = `${over.offsetTop + this.memory.chart.valToPos(this.limit, 'percent')}px`;
    this.grip.style.left = `${over.offsetLeft + over.clientWidth - 24}px`;
    this.grip.setAttribute('aria-valuenow', String(this.limit));
    this.grip.setAttribute('aria-valuetext', `${this.limit} percent of quota`);
  }

  private hold(event: PointerEvent): void {
    event.preventDefault();
    event.stopPropagation();
    this.grip.setPointerCapture(event.pointerId);
    const box = this.memory.chart.over.getBoundingClientRect();
    const drag = (move: PointerEvent) =>
      this.set(this.memory.chart.posToVal(move.clientY - box.top, 'percent'));
    this.grip.addEventListener('pointermove', drag);
    this.grip.addEventListener('lostpointercapture', () => this.grip.removeEventListener('pointermove', drag),
      {once: true});
  }

  private pressed(event: KeyboardEvent): void {
    const step = steps[event.key];
    if (event.key === 'Escape') this.reset();
    if (step !== undefined) this.set(this.limit + step);
    if (step === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
  }

  private reset(): void {
    clearTimeout(this.timer);
    ++this.asked;
    this.limit = clamp(this.picture.series.limit_percent ?? 90);
    this.words.textContent = '';
    this.show(null);
  }

  private set(limit: number): void {
    this.limit = clamp(limit);
    this.show([]);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(++this.asked), patience);
  }

  private show(at: number[] | null): void {
    this.memory.ghosts = at === null ? null : {limit: this.limit, at};
    this.memory.chart.redraw(false);
    this.place();
  }

  // Only the latest question's answer counts.
  private async ask(number: number): Promise<void> {
    try {
      const answer = await fetch(question(this.picture.series, this.limit));
      if (number !== this.asked) return;
      if (!answer.ok) throw new Error(String(answer.status));
      const ghosts = await answer.json() as Answer;
      if (number !== this.asked) return;
      this.words.textContent = sentence(ghosts);
      this.show(ghosts.restarts.map(({at}) => at));
    } catch {
      if (number === this.asked) this.words.textContent = 'This cannot be worked out just now.';
    }
  }
}
