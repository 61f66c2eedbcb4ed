/** `NextPair` sixteen bytes at a time. The code is that of `pairKernel.wat`; a test compiles it and compares. */
import type { NextPair } from '../core/search/plainSearch';

export const kernelBase64 =
  'AGFzbQEAAAABDAFgB39/f39/f38BfwMCAQAFAwEAAQcRAgZtZW1vcnkCAARuZXh0AAAK5QEB4gECB3sCfyAC/Q8hByAD/Q8hCCAE/Q8hCSAF/Q8hCkHcAP0PIQtBMP0PIQwCQANAIAAgAU4NASAA/QAEACENIA0gB/0jIA0gCP0j/VAgACAGav0ABAAgCf0jIAAgBmr9AAQAIAr9I/1Q/U4gDSAL/SMgAP0ABAIgDP0j/U79UP1kIQ4DQCAOBEAgACAOaGohDyAPIAFODQMgDiAOQQFrcSEOIA8tAABB3ABHBEAgDw8LIA8tAAFB9QBHIA8tAANBMEcgDy0ABEEya0EFS3JyDQEgDw8LCyAAQRBqIQAMAAsLIAEL';

const pageBytes = 65_536;
/** The kernel reads a little behind what it is asked about. */
const slackBytes = 4096;

type Next = (from: number, to: number, a1: number, a2: number, b1: number, b2: number, distance: number) => number;

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

  readonly next: NextPair = (from, to, { a1, a2, b1, b2, distance }) => this.run(from, to, a1, a2, b1, b2, distance);
}
