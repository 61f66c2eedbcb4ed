/** Draws figures a few at a time, so that a page of them never holds up typing. */

/** What a frame may take; the rest waits for the next. */
const FRAME_MS = 12;

const waiting = new Map<object, () => void>();
let asked = false;

/** Calls `draw` soon; a later one of the same owner takes its place. */
export function drawSoon(owner: object, draw: () => void): void {
  waiting.set(owner, draw);
  if (asked) return;
  asked = true;
  requestAnimationFrame(drawSome);
}

/** Nothing of this owner is drawn any more. */
export function drawNever(owner: object): void {
  waiting.delete(owner);
}

function drawSome(): void {
  const end = performance.now() + FRAME_MS;
  for (const [owner, draw] of waiting) {
    waiting.delete(owner);
    draw();
    if (performance.now() > end) break;
  }
  asked = waiting.size > 0;
  if (asked) requestAnimationFrame(drawSome);
}
