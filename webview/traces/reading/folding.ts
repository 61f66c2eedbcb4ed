/** Folded steps, and groups of same steps under one line; what is folded says so to screen readers too. */

const FOLDED = 'step-folded';
const CLOSED = 'same-folded';

export function isFolded(row: Element): boolean {
  return row.classList.contains(FOLDED);
}

/** A folded row has a button that unfolds it; the reader hears its click. */
export function setFolded(row: Element, folded: boolean): void {
  if (isFolded(row) === folded) return;
  row.classList.toggle(FOLDED, folded);
  for (const old of row.querySelectorAll('.unfold')) old.remove();
  if (!folded) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'unfold';
  button.dataset.own = '';
  button.textContent = '…';
  button.setAttribute('aria-expanded', 'false');
  const step = row.matches('.step') ? row : row.querySelector('.step');
  button.setAttribute('aria-label', `Step ${step?.getAttribute('data-number') ?? ''}`.trim());
  row.append(button);
}

/** The group of same steps in which a row, or its line, is. */
export function groupOf(element: Element): Element | null {
  return element.closest('.same-group');
}

export function isClosed(group: Element): boolean {
  return group.classList.contains(CLOSED);
}

export function setClosed(group: Element, closed: boolean): void {
  group.classList.toggle(CLOSED, closed);
  group.querySelector('.fold-line')?.setAttribute('aria-expanded', String(!closed));
}
