// Where the script begins: it adds to a page that is whole without it.
import {Charts} from './charts.ts';
import {Fragments} from './fragments.ts';
import {Stream} from './live.ts';
import {restoreTheme, themeButton} from './theme.ts';
import {isLocal, setLocal, showZone, zoneName} from './time.ts';

restoreTheme();
const charts = new Charts();
const fragments = new Fragments((root) => showZone(root));

function zoneButton(): void {
  const button = document.createElement('button');
  button.type = 'button';
  const label = () => { button.textContent = `Times: ${zoneName(isLocal())}`; };
  label();
  button.addEventListener('click', () => {
    setLocal(!isLocal());
    label();
    showZone(document);
    charts.redraw();
  });
  document.querySelector('header')?.append(button);
}

// #e117 is an entry of the feed, #t=1763774000 a moment: both move the charts' cursor there.
function follow(): void {
  const moment = /^#t=(\d+)$/.exec(location.hash);
  const entry = /^#e(\d+)$/.exec(location.hash);
  const at = moment ? Number(moment[1]) : entry ? charts.markOf(Number(entry[1]))?.at : undefined;
  const target = entry ? document.getElementById(location.hash.slice(1)) : null;
  if (target instanceof HTMLDetailsElement) target.open = true;
  if (moment) document.querySelector('[data-chart]')?.scrollIntoView({block: 'nearest'});
  if (at !== undefined) charts.moveTo(at);
}

function listen(): void {
  const {app, page} = document.body.dataset;
  if (page === undefined || page === 'login') return;
  new Stream(`/api/v1/stream${app ? `?app=${encodeURIComponent(app)}` : '?'}`, {
    entry: () => {
      charts.reload();
      fragments.refresh();
    },
    state: () => fragments.refresh(),
    samples: (news) => charts.samples(news),
    back: () => {
      charts.reload();
      fragments.refresh();
    },
  });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) fragments.seen(); });
}

themeButton(() => charts.recolour());
zoneButton();
if (isLocal()) showZone(document);
addEventListener('hashchange', follow);
listen();
if (charts.wanted) charts.begin().then(follow, () => undefined);
