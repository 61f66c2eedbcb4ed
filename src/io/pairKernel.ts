/** `NextPair` sixteen bytes at a time. The code is that of `pairKernel.wat`; a test compiles it and compares. */
import type { NextPair } from '../core/search/anchor';

export const kernelBase64 =
  'AGFzbQEAAAABDwFgCn9/f39/f39/f38BfwMCAQAFAwEAAQcRAgZtZW1vcnkCAARuZXh0AAAK4wEB4AECCHsCfyAC/Q8hCiAD/Q8hCyAE/Q8hDCAF/Q8hDUHcAP0PIQ4gB/0PIQ8gCP0PIRACQANAIAAgAU4NASAA/QAEACERIBEgCv0jIBEgC/0j/VAgACAGav0ABAAgDP0jIAAgBmr9AAQAIA39I/1Q/U4gESAO/SMgACAJav0ABAAgD/0jIAAgCWr9AAQAIBD9I/1Q/U79UP1kIRIDQCASBEAgACASaGohEyATIAFODQMgEiASQQFrcSESIBMtAABB3ABGIBMtAAFB9QBHcQ0BIBMPCwsgAEEQaiEADAALCyABCw==';

const pageBytes = 65_536;
/** The kernel reads a little behind what it is asked about. */
const slackBytes = 4096;

/** `from`, `to`, then `a1` to `escapeAt` of the pair. */
type Next = (...numbers: number[]) => number;

interface KernelMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of `WebAssembly` that is used; the types of Node do not have it. */
interface Kernels {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { exports: { memory: KernelMemory; next: Next } };
}

/** Memory for blocks of bytes, and the search in it. */
export class PairKernel {
  private readonly memory: KernelMemory;
  private readonly run: Next;

  constructor() {
    const { Module, Instance } = Reflect.get(globalThis as object, 'WebAssembly') as Kernels;
    const { memory, next } = new Instance(new Module(Buffer.from(kernelBase64, 'base64'))).exports;
    this.memory = memory;
    this.run = next;
  }

  /** Room for `length` bytes to be searched. What was there before is gone, and so may be earlier views. */
  buffer(length: number): Buffer {
    const missing = length + slackBytes - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / pageBytes));
    return Buffer.from(this.memory.buffer, 0, length);
  }

  readonly next: NextPair = (from, to, { a1, a2, b1, b2, distance, e1, e2, escapeAt }) =>
    this.run(from, to, a1, a2, b1, b2, distance, e1, e2, escapeAt);
}
