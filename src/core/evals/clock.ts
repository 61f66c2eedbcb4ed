/** Time and chance as they are passed in, so that tests need neither. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Calls once after `ms`, unless the returned function is called first. */
  after(ms: number, call: () => void): () => void;
}

/** A number in [0, 1). */
export type Random = () => number;
