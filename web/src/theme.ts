// Light or dark: as the system says, unless the reader chose. Colours are read where a canvas needs them.

const choices = ['auto', 'dark', 'light'] as const;
type Choice = typeof choices[number];
const key = 'swapguard-theme';

function chosen(): Choice {
  const kept = localStorage.getItem(key);
  return choices.find((choice) => choice === kept) ?? 'auto';
}

function apply(choice: Choice): void {
  if (choice === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
}

// Runs before the first paint that has the script.
export function restoreTheme(): void {
  apply(chosen());
}

// A button in the header that goes through the choices; `changed` is called when colours are others.
export function themeButton(changed: () => void): void {
  const button = document.createElement('button');
  button.type = 'button';
  const label = (choice: Choice) => { button.textContent = `Theme: ${choice}`; };
  label(chosen());
  button.addEventListener('click', () => {
    const next = choices[(choices.indexOf(chosen()) + 1) % choices.length] ?? 'auto';
    localStorage.setItem(key, next);
    apply(next);
    label(next);
    changed();
  });
  document.querySelector('header')?.append(button);
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', changed);
  }
}

// The colour that a token of the style stands for here and now: canvas knows neither var() nor light-dark().
export function colours(names: readonly string[]): Record<string, string> {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const found: Record<string, string> = {};
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}
