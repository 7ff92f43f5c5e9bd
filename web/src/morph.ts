// Makes an element like another one by changing only what differs: what the reader focused, opened, selected
// or scrolled stays, and so does the target of the address.

const keyOf = (node: Node): string => node instanceof Element ? node.id : '';
const alike = (a: Node, b: Node): boolean => a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function sameAttributes(old: Element, wanted: Element): void {
  for (const {name} of [...old.attributes]) {
    if (name !== 'open' && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const {name, value} of wanted.attributes) {
    if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// `wanted` is used up.
export function morph(old: Element, wanted: Element): void {
  sameAttributes(old, wanted);
  const keyed = new Map([...old.children].filter(({id}) => id !== '').map((child) => [child.id, child]));
  let next: ChildNode | null = old.firstChild;
  for (const node of [...wanted.childNodes]) {
    const kept: ChildNode | null | undefined =
      keyOf(node) !== '' ? keyed.get(keyOf(node)) : next && alike(next, node) ? next : null;
    if (!kept) {
      old.insertBefore(node, next);
      continue;
    }
    if (kept === next) next = next.nextSibling;
    else old.insertBefore(kept, next);
    if (kept.isEqualNode(node)) continue;
    if (kept instanceof Element && node instanceof Element) morph(kept, node);
    else kept.nodeValue = node.nodeValue;
  }
  while (next) {
    const rest: ChildNode | null = next.nextSibling;
    next.remove();
    next = rest;
  }
}
