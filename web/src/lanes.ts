// Event lanes under the memory chart: one row a kind, one shape a kind, each a link to why it happened. The
// feed says the same in words, so assistive technology passes over them.
import type uPlot from 'uplot';

import {xOf} from './base.ts';
import type {Mark, Series} from './series.ts';
import {moment} from './time.ts';

const rows: {name: string; short: string; lanes: Mark['lane'][]}[] = [
  {name: 'Restarts', short: 'Restarts', lanes: ['restart']},
  {name: 'Held back', short: 'Held', lanes: ['held']},
  {name: 'R14, R15', short: 'R14', lanes: ['r14', 'r15']},
  {name: 'Heroku', short: 'Heroku', lanes: ['platform', 'release']},
];
const rowHeight = 18;

// Around 0,0. The shape carries the meaning; the colour repeats it.
const shapes: Record<Mark['lane'], string> = {
  restart: 'M0-6 6 5H-6Z',
  held: 'M-5-5h3.5v10h-3.5ZM1.5-5h3.5v10h-3.5Z',
  r14: 'M-4-4h8v8h-8Z',
  r15: 'M0-6 6 0 0 6-6 0Z',
  platform: 'M4.5 0A4.5 4.5 0 1 1-4.5 0 4.5 4.5 0 1 1 4.5 0Z',
  release: 'M-4-6h9l-2.5 3 2.5 3h-7v6h-2Z',
};

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

// Where a mark leads: to its decision's evidence, else to its entry in the feed.
export function address(series: Series, mark: Mark): string {
  const app = encodeURIComponent(series.app);
  return mark.decision ? `/apps/${app}/decisions/${encodeURIComponent(mark.decision)}` : `#e${mark.number}`;
}

export function drawLanes(svg: SVGSVGElement, series: Series, chart: uPlot, width: number): void {
  const left = xOf(chart, series.from);
  const plot = left + chart.over.clientWidth;
  const narrow = width - plot < 62;
  svg.replaceChildren();
  svg.setAttribute('viewBox', `0 0 ${width} ${rows.length * rowHeight}`);
  svg.setAttribute('height', String(rows.length * rowHeight));
  rows.forEach(({name, short, lanes}, row) => {
    const y = row * rowHeight + rowHeight / 2;
    svg.append(element('line', {x1: left, x2: plot, y1: y, y2: y}));
    const words = element('text', {x: plot + 5, y: y + 4});
    words.textContent = narrow ? short : name;
    svg.append(words);
    for (const mark of series.marks) {
      if (!lanes.includes(mark.lane) || mark.at < series.from || mark.at > series.to) continue;
      svg.append(link(series, mark, xOf(chart, mark.at), y));
    }
  });
}

function link(series: Series, mark: Mark, x: number, y: number): SVGElement {
  const made = element('a', {href: address(series, mark), class: mark.lane, tabindex: -1});
  const title = element('title', {});
  title.textContent = `${moment(mark.at)}: ${mark.text}`;
  const around = element('rect', {x: x - 9, y: y - 9, width: 18, height: 18, fill: 'transparent'});
  const shape = element('path', {class: 'mark', d: shapes[mark.lane], transform: `translate(${x} ${y})`});
  made.append(title, around, shape);
  return made;
}
