/** Listeners for one kind of event; the editor's own emitter is not used where code should run without the editor. */
export class Event<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** @returns a disposable that ends the subscription. */
  readonly on = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
