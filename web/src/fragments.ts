// The server renders the page; after news the script fetches the same page again and puts the parts marked
// data-live in place of the old ones. It writes no row and no sentence itself.

import {morph} from './morph.ts';

interface Policy {
  createHTML(text: string): string;
}
interface Factory {
  createPolicy(name: string, rules: {createHTML: (text: string) => string}): Policy;
}

// The one door for markup, named in the page's Content-Security-Policy: what the server itself sent.
const rules = {createHTML: (text: string) => text};
const policy: Policy =
  (window as {trustedTypes?: Factory}).trustedTypes?.createPolicy('swapguard', rules) ?? rules;

const parts = (root: ParentNode) => [...root.querySelectorAll<HTMLElement>('[data-live]')];

// A parsed document does nothing: no script of it runs, no picture is fetched.
async function fetchParts(url: string): Promise<Map<string, HTMLElement>> {
  const names = parts(document).map(({dataset}) => dataset['live'] ?? '');
  const headers = {Accept: 'text/html', 'X-Fragment': [...new Set(names)].join(',')};
  const answer = await fetch(url, {headers});
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), 'text/html');
  return new Map(parts(page).map((part) => [part.dataset['live'] ?? '', part]));
}

const rest = 2000;  // ms between two fetches

// Asks for news as often as it likes are wanted, and gets them at most every two seconds.
export class Fragments {
  private waiting = false;
  private readonly announcer = document.createElement('p');
  private last = new Map<string, string>();
  private resting = false;

  constructor(private readonly changed: (root: HTMLElement) => void) {
    this.announcer.className = 'visually-hidden';
    this.announcer.setAttribute('role', 'status');
    document.body.append(this.announcer);
  }

  refresh(): void {
    if (parts(document).length === 0) return;
    if (this.resting || document.hidden) this.waiting = true;
    else void this.fetch();
  }

  // The page is looked at again.
  seen(): void {
    if (this.waiting && !this.resting) void this.fetch();
  }

  private async fetch(): Promise<void> {
    this.waiting = false;
    this.resting = true;
    try {
      this.lay(await fetchParts(location.pathname + location.search));
    } catch {
      this.waiting = true;  // tried again after the rest, for as long as there is a page
    }
    window.setTimeout(() => {
      this.resting = false;
      if (this.waiting && !document.hidden) void this.fetch();
    }, rest);
  }

  private lay(found: Map<string, HTMLElement>): void {
    for (const old of parts(document)) {
      const name = old.dataset['live'] ?? '';
      const part = found.get(name);
      const looks = part?.outerHTML;
      if (!part || !looks || this.last.get(name) === looks) continue;
      this.last.set(name, looks);
      const said = old.querySelector('h1')?.textContent;
      morph(old, part);
      if (part.dataset['title']) document.title = `${part.dataset['title']} · swapguard`;
      const says = old.querySelector('h1')?.textContent;
      if (says && says !== said) this.announcer.textContent = says;
      this.changed(old);
    }
  }
}
