import { describe, expect, test, vi } from 'vitest';
import { createStore } from '../../webview/state/store';
import { keepOrder, lastOf } from '../../webview/state/derived';
import { panesOf, panesWith } from '../../webview/state/navigation';

describe('a store', () => {
  test('tells its listeners of a change, and of nothing else', () => {
    const store = createStore({ k: 1, tau: 0.5 });
    const heard = vi.fn();
    const stop = store.subscribe(heard);
    store.set(store.get());
    expect(heard).not.toHaveBeenCalled();
    store.update({ k: 8 });
    expect(heard).toHaveBeenCalledTimes(1);
    expect(store.get()).toEqual({ k: 8, tau: 0.5 });
    stop();
    store.update({ k: 9 });
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('survives a listener that unsubscribes while being told', () => {
    const store = createStore(1);
    const second = vi.fn();
    const stop = store.subscribe(() => stop());
    store.subscribe(second);
    store.set(2);
    expect(second).toHaveBeenCalledTimes(1);
  });
});

test('what is derived is computed once for the same arguments', () => {
  const compute = vi.fn((a: number, b: number) => a + b);
  const sum = lastOf(compute);
  expect([sum(1, 2), sum(1, 2), sum(2, 2)]).toEqual([3, 3, 4]);
  expect(compute).toHaveBeenCalledTimes(2);
});

test('rows keep their order while data arrives; new ones come last, lost ones go', () => {
  const table = { ids: ['new', 'a', 'b', 'c'], previews: [], benchmarks: [], runs: [], maxK: 0 };
  expect([...keepOrder(table, Int32Array.of(0, 1, 2, 3), ['c', 'gone', 'a'])]).toEqual([3, 1, 0, 2]);
});

describe('panes', () => {
  test('of runs that are not there are left out', () => {
    expect(panesOf([0, 1], 1)).toEqual([0]);
    expect(panesOf([4], 2)).toEqual([0]);
  });
  test('change the last one when a run must be shown', () => {
    expect(panesWith(1, [0, 1], 5)).toEqual([0, 1]);
    expect(panesWith(3, [0, 1], 5)).toEqual([0, 3]);
    expect(panesWith(3, [0], 5)).toEqual([3]);
  });
});
