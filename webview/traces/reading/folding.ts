/** Folded steps, and groups of same steps under one line; what is folded says so to screen readers too. */

const FOLDED = 'step-folded';

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

/** Opens or closes a group of same steps. */
export function foldGroup(group: Element, folded: boolean): void {
  group.classList.toggle('same-folded', folded);
  group.querySelector('.fold-line')?.setAttribute('aria-expanded', String(!folded));
}

/** Opens the group in which a row is, if it is in one. */
export function openGroup(row: Element): void {
  const group = row.closest('.same-folded');
  if (group) foldGroup(group, false);
}
