/** One value that components watch. The page's whole state is a handful of these. */
import { useEffect, useReducer, useRef } from 'preact/hooks';

export interface Store<T> {
  get(): T;
  /** Replaces the value; listeners run only when it differs (`Object.is`). */
  set(value: T): void;
  /** Replaces some properties of an object value. */
  update(change: Partial<T>): void;
  /** @returns a function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T) => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set({ ...value, ...change }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What `select` makes of the store's value; renders again only when that changes (`Object.is`). */
export function useStore<T, S>(store: Store<T>, select: (value: T) => S): S {
  const [, render] = useReducer((count: number) => count + 1, 0);
  const selected = select(store.get());
  const latest = useRef({ select, selected });
  latest.current = { select, selected };
  useEffect(() => {
    const check = () => {
      if (!Object.is(latest.current.select(store.get()), latest.current.selected)) render(0);
    };
    check(); // the value may have changed between rendering and subscribing
    return store.subscribe(check);
  }, [store]);
  return selected;
}
