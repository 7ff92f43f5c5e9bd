// The charts of a page: finds the server's figures, fetches what they show and draws in their place. When
// that fails the server's own picture stays.
import {Picture} from './base.ts';
import {responsesChart, swapChart, type Companion} from './companions.ts';
import {Cursor} from './cursor.ts';
import {address, drawLanes} from './lanes.ts';
import {Memory} from './memory.ts';
import {likeness} from './picture.ts';
import {join, load, type Mark, type Samples} from './series.ts';
import {Threshold} from './threshold.ts';
import {iso} from './time.ts';

const titles: Record<string, string> = {
  memory: 'Memory chart', swap: 'Swap chart', responses: 'Response chart',
};
const reloadRest = 5000;  // ms between two fetches of the whole series
const shortest = 8;       // pixels that are a drag, not a click

interface Drawn {
  figure: HTMLElement;
  root: HTMLElement;
  companion: Companion;
}

export class Charts {
  private picture: Picture | null = null;
  private drawn: Drawn[] = [];
  private memory: Memory | null = null;
  private threshold: Threshold | null = null;
  private lanes: SVGSVGElement | null = null;
  private cursor: Cursor | null = null;
  private reloading = false;
  private stale = false;
  private readonly figures = [...document.querySelectorAll<HTMLElement>('figure[data-chart][data-series]')];
  private readonly url = this.figures[0]?.dataset['series'] ?? '';

  get wanted(): boolean {
    return this.url !== '';
  }

  async begin(): Promise<void> {
    this.picture = new Picture(await load(this.url), !/[?&]to=(?!now)/.test(this.url));
    this.draw();
    new ResizeObserver(() => this.resize()).observe(this.figures[0] ?? document.body);
  }

  // New samples are laid into what is there; what they do not fit in is fetched anew.
  samples(news: Samples): void {
    if (!this.picture?.live) return;
    if (!join(this.picture.series, news)) this.reload();
    this.refresh();
  }

  // Something happened: marks, forecasts and generations are others. At most every few seconds.
  reload(): void {
    this.stale = true;
    if (this.reloading || !this.picture?.live) return;
    this.reloading = true;
    this.stale = false;
    load(this.url).then((series) => {
      if (!this.picture) return;
      const same = likeness(series) === likeness(this.picture.series);
      this.picture.series = series;
      if (same) this.refresh();
      else this.draw();
    }).catch(() => { this.stale = true; }).finally(() => window.setTimeout(() => {
      this.reloading = false;
      if (this.stale) this.reload();
    }, reloadRest));
  }

  recolour(): void {
    this.picture?.recolour();
    this.drawn.forEach(({companion}) => companion.chart.redraw(false));
  }

  redraw(): void {
    this.drawn.forEach(({companion}) => companion.chart.redraw(false, true));
    this.drawLanes();
    this.cursor?.describe();
  }

  moveTo(at: number): void {
    this.cursor?.moveTo(at);
  }

  markOf(number: number): Mark | undefined {
    return this.picture?.series.marks.find((mark) => mark.number === number);
  }

  private refresh(): void {
    this.drawn.forEach(({companion}) => companion.refresh());
    this.threshold?.place();
    this.drawLanes();
    this.cursor?.describe();
  }

  private resize(): void {
    for (const {figure, companion} of this.drawn) {
      if (companion.chart.width !== figure.clientWidth) {
        companion.chart.setSize({width: figure.clientWidth, height: companion.chart.height});
      }
    }
    this.threshold?.place();
    this.drawLanes();
  }

  private draw(): void {
    const picture = this.picture;
    if (!picture) return;
    const focused = this.drawn.findIndex(({root}) => root === document.activeElement);
    this.drawn.forEach(({root, companion}) => {
      companion.chart.destroy();
      root.closest('figure')?.querySelectorAll('.frame, .trial, .happened').forEach((old) => old.remove());
    });
    this.memory = this.threshold = this.lanes = null;
    this.cursor = new Cursor(() => picture.series, (mark) => location.assign(address(picture.series, mark)));
    this.drawn = this.figures.map((figure) => this.one(picture, figure));
    if (focused >= 0) this.drawn[focused]?.root.focus({preventScroll: true});
  }

  private one(picture: Picture, figure: HTMLElement): Drawn {
    // The grip stands beside the plot, not in it: one slider has no other inside.
    const frame = document.createElement('div');
    frame.className = 'frame';
    const root = document.createElement('div');
    root.className = 'plot';
    frame.append(root);
    const kind = figure.dataset['chart'] ?? '';
    const after = figure.querySelector('figcaption, details');
    figure.insertBefore(frame, after);
    figure.classList.add('drawn');
    const companion = kind === 'memory' ? this.main(picture, figure, root) :
      (kind === 'swap' ? swapChart : responsesChart)(picture, root, figure.clientWidth);
    this.cursor?.join(companion.chart, root, titles[kind] ?? 'Chart');
    this.selectable(companion);
    return {figure, root, companion};
  }

  private main(picture: Picture, figure: HTMLElement, root: HTMLElement): Memory {
    const memory = this.memory = new Memory(picture, root, figure.clientWidth);
    this.lanes = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    this.lanes.classList.add('happened');
    this.lanes.setAttribute('aria-hidden', 'true');
    root.parentElement?.after(this.lanes);
    (memory.chart.hooks.ready ??= []).push(() => {
      this.drawLanes();
      if (picture.series.limit_percent !== null) this.threshold = new Threshold(picture, memory, root);
    });
    return memory;
  }

  private drawLanes(): void {
    if (!this.picture || !this.memory || !this.lanes || this.memory.chart.status !== 1) return;
    drawLanes(this.lanes, this.picture.series, this.memory.chart, this.memory.chart.width);
  }

  // Dragging across a chart opens that range as a page of its own.
  private selectable({chart}: Companion): void {
    (chart.hooks.setSelect ??= []).push(() => {
      const {left, width} = chart.select;
      if (width < shortest) return;
      const url = new URL(location.href);
      url.searchParams.delete('range');
      url.searchParams.set('from', iso(chart.posToVal(left, 'x')));
      url.searchParams.set('to', iso(chart.posToVal(left + width, 'x')));
      url.hash = '';
      location.assign(url);
    });
  }
}
