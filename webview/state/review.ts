/** What the host told of the review, and what this page alone knows of it. */
import type { OpenQueue, ReviewState } from '../../src/protocol/comparePage';
import type { View } from '../../src/core/compare/comparison';
import type { ChainVerdict } from '../../src/core/review/verdicts';
import { changeView, view } from './comparison';
import { host } from './host';
import { createStore } from './store';

export const review = createStore<ReviewState | undefined>(undefined);

interface ReviewPage {
  reason: string;
  /** The question above the chain. */
  questionOpen: boolean;
  /** Without room for all: what stands in the place of the chain. */
  aside: 'none' | 'queue' | 'progress';
  /** A verdict is on its way to the disk. */
  pending: boolean;
  error: string;
  /** Page that was asked for while models are hidden. */
  leaving: View['page'] | undefined;
}

export const reviewPage = createStore<ReviewPage>({
  reason: '',
  questionOpen: true,
  aside: 'none',
  pending: false,
  error: '',
  leaving: undefined,
});

export async function loadReview(): Promise<void> {
  try {
    review.set(await host().request('openReview', null));
  } catch (error) {
    review.set({ queues: [], problem: error instanceof Error ? error.message : String(error) });
  }
}

/** The queue on screen; undefined: the list of queues. */
function openQueue(): OpenQueue | undefined {
  const queue = review.get()?.queue;
  return view.get().page === 'review' && queue?.id === view.get().review.queue ? queue : undefined;
}

/** Whether another page would show what is hidden now. It is asked once. */
export function asksBeforeLeaving(to: View['page']): boolean {
  const isAsked = to !== 'review' && openQueue()?.hidden === true && reviewPage.get().leaving !== to;
  reviewPage.update({ leaving: isAsked ? to : undefined });
  return isAsked;
}

export function goToPlace(place: number): void {
  const queue = openQueue();
  if (!queue || place < 0 || place >= queue.size) return;
  reviewPage.update({ error: '', aside: 'none' });
  changeView({ review: { queue: queue.id, place } });
}

export function showQueue(id: string): void {
  const queue = review.get()?.queues.find((one) => one.id === id);
  const first = review.get()?.queue?.id === id ? review.get()!.queue!.verdicts.indexOf(null) : -1;
  if (queue) changeView({ review: { queue: id, place: first >= 0 ? first : Math.min(queue.read, queue.size - 1) } });
}

export function stopReview(): void {
  if (openQueue()) changeView({ review: { queue: '', place: 0 } });
}

/** Gives the verdict and goes on to the next chain without one, once it is on the disk. */
export async function judge(verdict: ChainVerdict): Promise<void> {
  const queue = openQueue();
  const { place } = view.get().review;
  if (!queue || reviewPage.get().pending) return;
  await whilePending(async () => {
    const reason = reviewPage.get().reason.trim();
    await host().request('judgeChain', { queue: queue.id, place, verdict, reason });
    reviewPage.update({ reason: '' });
    goToPlace(nextUnread(openQueue()?.verdicts ?? [], place));
  });
}

export async function undoVerdict(): Promise<void> {
  const queue = openQueue();
  if (!queue || reviewPage.get().pending) return;
  await whilePending(async () => {
    const undone = await host().request('undoVerdict', { queue: queue.id });
    if (undone) goToPlace(undone.place);
  });
}

async function whilePending(work: () => Promise<void>): Promise<void> {
  reviewPage.update({ pending: true, error: '' });
  try {
    await work();
  } catch (error) {
    reviewPage.update({ error: error instanceof Error ? error.message : String(error) });
  } finally {
    reviewPage.update({ pending: false });
  }
}

/** The next place without a verdict, round the end; the place itself when there is none. */
function nextUnread(verdicts: readonly (ChainVerdict | null)[], place: number): number {
  const after = verdicts.indexOf(null, place + 1);
  if (after >= 0) return after;
  const first = verdicts.indexOf(null);
  return first >= 0 ? first : place;
}
