/** Where a small form opens: below its opener, and inside the page. Bars scroll, so it can't hang out of them. */
export function placeBelow(opener: HTMLElement | null): { top: string; left: string } {
  const box = opener?.getBoundingClientRect();
  const left = Math.max(8, Math.min(box?.left ?? 8, document.documentElement.clientWidth - 450));
  return { top: `${(box?.bottom ?? 64) + 4}px`, left: `${left}px` };
}
