/**
 * What the kernel (`tokenize.ts`, compiled to WebAssembly) and its JavaScript side (`../kernelTokenizer.ts`) agree on:
 * where things stand in their shared memory, and which numbers mean what. Both compile this file.
 */

/** Address of the stack: one `Frame` for each open bracket. */
export const framesAt = 1024;
/** Address of the plan. The tape and the chunk follow; the JavaScript side lays them out. */
export const planAt = 24_576;
/** Deeper nesting than this is called damage: no dump has it, and the stack stays small. */
export const maxDepth = 512;
/** Keys that a node remembers, and the longest of them with its closing quote. Others are looked up each time. */
export const knownKeys = 64;
export const knownKeyBytes = 64;

/** An open bracket. Fields are offsets in bytes. */
export const enum Frame {
  node = 0,
  isArray = 4,
  /** Place of the current element. */
  element = 8,
  /** Which known key is expected next. */
  keyPlace = 12,
  /** Byte of the file, a double. */
  start = 16,
  size = 32,
}

/** A place of the plan tree. Other nodes are named by their address, 0 is none. */
export const enum Node {
  /** See `NodeFlag`. */
  flags = 0,
  /** Address and number of its `Leaf`s. */
  leaves = 4,
  leafCount = 8,
  anyKey = 12,
  anyElement = 16,
  /** Address and number of pairs: index of an element, its node. */
  elements = 20,
  elementCount = 24,
  keyCount = 28,
  /** `Known` keys in the order in which the last objects had them. */
  keys = 32,
  /** Bytes of the known keys: `knownKeys` slots of `knownKeyBytes`. */
  keyBytes = 800,
  size = 4896,
}

export const enum NodeFlag {
  hasChildren = 1,
  isRecord = 2,
  /** Its keys are not named by the plan but told to the sink. */
  tellsKeys = 4,
}

/** A field found at a node. */
export const enum Leaf {
  index = 0,
  /** As in `planTree.ts`: depth of the list of samples, or -1. */
  listDepth = 4,
  size = 8,
}

/** A key seen before at a node. */
export const enum Known {
  bytes = 0,
  /** With its closing quote. */
  length = 4,
  child = 8,
  size = 12,
}

/** One thing told, in the order of the file. */
export const enum Event {
  /** An `EventType` in the low 4 bits, a `ValueKind` in the next 4, a leaf's index above. */
  tag = 0,
  /** Of a value: its place in the list of samples or -1. Of a record: its node. Of a key: its depth. */
  about = 4,
  /** Address of the first byte, -1 when it began in an earlier chunk. */
  at = 8,
  /** Address behind the last byte. */
  end = 12,
  /** Byte of the file at which it began, a double. */
  start = 16,
  size = 24,
}

export const enum EventType {
  value,
  begin,
  end,
  key,
}

/** Why the kernel came back. */
export const enum Status {
  running,
  /** It has used what it can of the chunk. */
  done,
  /** The tape must be read before it goes on. */
  tapeFull,
  /** The key at `keyAt` is not among the known ones. */
  unknownKey,
  /** `reason` says what; see `damage.ts`. */
  damaged,
}
