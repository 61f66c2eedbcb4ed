/**
 * The tokenizer as a WebAssembly kernel: `kernel/tokenize.ts` walks the bytes and writes what it finds to a tape, this
 * reads the tape to the sink. It tells what `Tokenizer` tells, in half the time, and from the first chunk on: JavaScript
 * would spend the first gigabyte of a fresh process in code that the compiler has not got to yet.
 */
import { reasonText, type Damage } from './damage';
import { Event, EventType, Frame, framesAt, Status } from './kernel/layout';
import wasmBytes from './kernel/tokenize.wasm';
import { KernelPlan } from './kernelPlan';
import type { PlanTree } from './planTree';
import { decodeKey, type ChunkTokenizer, type TokenizerOptions, type TokenSink, type ValueKind } from './tokenizer';

/** Events that the tape holds, beside those of one token. */
const tapeEvents = 1024;
/** The kernel reads up to so many bytes behind the chunk. */
const lookAheadBytes = 64;
const pageBytes = 65_536;

/** What `kernel/tokenize.ts` exports; addresses are bytes of its memory. */
interface Kernel {
  configure(root: number, lines: boolean, contiguous: number, tapeStart: number, tapeLimit: number): void;
  restart(line: number): void;
  atTop(): number;
  run(from: number, end: number, base: number): number;
  status: { value: Status };
  reason: { value: number };
  keyAt: { value: number };
  keyEnd: { value: number };
  tape: { value: number };
  line: { value: number };
  rowStart: { value: number };
  depth: { value: number };
  child: { value: number };
}

interface Machine {
  kernel: Kernel;
  memory: WebAssembly.Memory;
}

/** null where WebAssembly or its SIMD is missing; undefined until somebody asks. */
let compiled: WebAssembly.Module | null | undefined;
/** One that is at rest. Folders hold thousands of files, and each memory takes gigabytes of addresses until collected. */
let spare: Machine | undefined;

/** A tokenizer as `Tokenizer`, or undefined where the kernel can't run. */
export function openKernel(tree: PlanTree, sink: TokenSink, options: TokenizerOptions): ChunkTokenizer | undefined {
  if (compiled === undefined) compiled = compile();
  if (!compiled) return undefined;
  const machine = spare ?? newMachine(compiled);
  spare = undefined;
  return new KernelTokenizer(machine, tree, sink, options);
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(wasmBytes);
  } catch {
    return null;
  }
}

function newMachine(module: WebAssembly.Module): Machine {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return { memory, kernel: new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel };
}

class KernelTokenizer implements ChunkTokenizer {
  damage: Damage | undefined;
  readonly chunk: Uint8Array;
  private readonly kernel: Kernel;
  private readonly plan: KernelPlan;
  /** The kernel's memory, which grows only before they are made. */
  private readonly bytes: Uint8Array;
  private readonly ints: Int32Array;
  private readonly doubles: Float64Array;
  private readonly tapeAt: number;
  private readonly chunkAt: number;
  private readonly decoder = new TextDecoder();

  constructor(
    private readonly machine: Machine,
    tree: PlanTree,
    private readonly sink: TokenSink,
    { lines, chunkBytes, contiguous }: TokenizerOptions,
  ) {
    // 1. One after the other: the plan, the tape, the chunk.
    this.plan = new KernelPlan(tree);
    this.tapeAt = this.plan.end;
    const tapeLimit = this.tapeAt + tapeEvents * Event.size;
    this.chunkAt = Math.ceil((tapeLimit + (this.plan.leaves.length + 2) * Event.size) / 64) * 64;
    const { kernel, memory } = machine;
    const needed = this.chunkAt + chunkBytes + lookAheadBytes - memory.buffer.byteLength;
    if (needed > 0) memory.grow(Math.ceil(needed / pageBytes));
    // 2. The same memory, as the numbers it holds.
    this.bytes = new Uint8Array(memory.buffer);
    this.ints = new Int32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.chunk = this.bytes.subarray(this.chunkAt, this.chunkAt + chunkBytes);
    this.plan.write(this.bytes, this.ints);
    // 3. The kernel works in it.
    this.kernel = kernel;
    kernel.configure(this.plan.root, lines, contiguous, this.tapeAt, tapeLimit);
  }

  get line(): number {
    return this.kernel.line.value;
  }

  get rowStart(): number {
    return this.kernel.rowStart.value;
  }

  get atTop(): boolean {
    return this.kernel.atTop() === 1;
  }

  restart(line: number): void {
    this.damage = undefined;
    this.kernel.restart(line);
  }

  release(): void {
    spare = this.machine;
  }

  push(n: number, base: number): number {
    const { kernel, chunkAt } = this;
    const end = chunkAt + n;
    const ofFile = base - chunkAt;
    let at = chunkAt;
    for (;;) {
      at = kernel.run(at, end, ofFile);
      this.readTape(ofFile);
      const status = kernel.status.value;
      if (status === Status.unknownKey) this.lookUpKey();
      else if (status === Status.damaged) {
        const reason = reasonText(kernel.reason.value, this.bytes[at]);
        this.damage = { rowStart: this.rowStart, line: this.line, at: ofFile + at, reason };
        return at - chunkAt;
      } else if (status === Status.done) return at - chunkAt;
    }
  }

  private readTape(ofFile: number): void {
    const { sink, bytes, ints, plan } = this;
    const { leaves } = plan;
    const end = this.kernel.tape.value >> 2;
    for (let e = this.tapeAt >> 2; e < end; e += Event.size / 4) {
      const tag = ints[e];
      const about = ints[e + Event.about / 4];
      const at = ints[e + Event.at / 4];
      const to = ints[e + Event.end / 4];
      const start = this.doubles[(e + Event.start / 4) >> 1];
      switch ((tag & 15) as EventType) {
        case EventType.value:
          sink.value(leaves[tag >> 8], ((tag >> 4) & 15) as ValueKind, start, ofFile + to, bytes, at, about);
          break;
        case EventType.begin:
          sink.beginRecord(plan.nodeAt(about));
          break;
        case EventType.end:
          sink.endRecord(plan.nodeAt(about), start, ofFile + to);
          break;
        case EventType.key:
          sink.key(about, bytes.slice(at, to));
      }
    }
  }

  /** The key is none of those that this object is known to have: as `Tokenizer.lookUpKey`. */
  private lookUpKey(): void {
    const { kernel, plan, ints } = this;
    const depth = kernel.depth.value;
    const frame = framesAt + depth * Frame.size;
    const address = ints[(frame + Frame.node) >> 2];
    const node = plan.nodeAt(address);
    const quoted = this.bytes.subarray(kernel.keyAt.value, kernel.keyEnd.value);
    const child = node.keys.get(decodeKey(this.decoder.decode(quoted.subarray(0, -1))));
    kernel.child.value = plan.addressOf(child ?? node.anyKey);
    if (!child && node.anyKey) {
      this.sink.key(depth, quoted.slice(0, -1));
      return;
    }
    const placeAt = (frame + Frame.keyPlace) >> 2;
    if (plan.remember(address, ints[placeAt], quoted, child)) ints[placeAt]++;
  }
}
