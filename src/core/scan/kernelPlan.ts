import { Known, knownKeyBytes, knownKeys, Leaf as LeafAt, Node, NodeFlag, planAt } from './kernel/layout';
import type { Leaf, PlanNode, PlanTree } from './planTree';

/** A plan tree as the kernel reads it (`kernel/layout.ts`); the key lists grow as keys are seen. */
export class KernelPlan {
  /** By the number that the kernel tells. */
  readonly leaves: Leaf[] = [];
  /** Behind the plan, a multiple of 16. */
  readonly end: number;
  private readonly nodes: PlanNode[] = [];
  private readonly addresses = new Map<PlanNode, number>();
  private elements = 0;
  private ints: Int32Array = new Int32Array(0);
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(private readonly tree: PlanTree) {
    this.visit(tree.root);
    const size = this.nodes.length * Node.size + this.leaves.length * LeafAt.size + this.elements * 8;
    this.end = Math.ceil((planAt + size) / 16) * 16;
  }

  get root(): number {
    return this.addressOf(this.tree.root);
  }

  nodeAt(address: number): PlanNode {
    return this.nodes[(address - planAt) / Node.size];
  }

  /** 0 for none. */
  addressOf(node: PlanNode | undefined): number {
    return (node && this.addresses.get(node)) ?? 0;
  }

  /** Writes the plan to the kernel's memory, in which it lives from then on. */
  write(bytes: Uint8Array, ints: Int32Array): void {
    this.bytes = bytes;
    this.ints = ints;
    let leafAt = planAt + this.nodes.length * Node.size;
    let elementAt = leafAt + this.leaves.length * LeafAt.size;
    let leaf = 0;
    for (const node of this.nodes) {
      const at = this.addressOf(node);
      this.set(at + Node.flags, flagsOf(node));
      this.set(at + Node.leaves, leafAt);
      this.set(at + Node.leafCount, node.leaves.length);
      this.set(at + Node.anyKey, this.addressOf(node.anyKey));
      this.set(at + Node.anyElement, this.addressOf(node.anyElement));
      this.set(at + Node.elements, elementAt);
      this.set(at + Node.elementCount, node.elements.size);
      this.set(at + Node.keyCount, 0);
      for (const { listDepth } of node.leaves) {
        this.set(leafAt + LeafAt.index, leaf++);
        this.set(leafAt + LeafAt.listDepth, listDepth);
        leafAt += LeafAt.size;
      }
      for (const [index, child] of node.elements) {
        this.set(elementAt, index);
        this.set(elementAt + 4, this.addressOf(child));
        elementAt += 8;
      }
    }
  }

  /**
   * Notes a key (its bytes with the closing quote) as the one at `place` of the node at `node`.
   *
   * @returns false when the kernel can't hold it: there are too many, or it is too long
   */
  remember(node: number, place: number, quoted: Uint8Array, child: PlanNode | undefined): boolean {
    const count = this.ints[(node + Node.keyCount) >> 2];
    if (count === knownKeys || quoted.length > knownKeyBytes) return false;
    const slot = node + Node.keyBytes + count * knownKeyBytes;
    this.bytes.set(quoted, slot);
    const keys = node + Node.keys;
    const at = keys + Math.min(place, count) * Known.size;
    this.bytes.copyWithin(at + Known.size, at, keys + count * Known.size);
    this.set(at + Known.bytes, slot);
    this.set(at + Known.length, quoted.length);
    this.set(at + Known.child, this.addressOf(child));
    this.set(node + Node.keyCount, count + 1);
    return true;
  }

  private visit(node: PlanNode): void {
    this.addresses.set(node, planAt + this.nodes.length * Node.size);
    this.nodes.push(node);
    this.leaves.push(...node.leaves);
    this.elements += node.elements.size;
    const children = [...node.keys.values(), ...node.elements.values(), node.anyKey, node.anyElement];
    for (const child of children) if (child) this.visit(child);
  }

  private set(at: number, value: number): void {
    this.ints[at >> 2] = value;
  }
}

function flagsOf(node: PlanNode): number {
  return (
    (node.hasChildren ? NodeFlag.hasChildren : 0) |
    (node.records.length > 0 ? NodeFlag.isRecord : 0) |
    (node.anyKey && node.keys.size === 0 ? NodeFlag.tellsKeys : 0)
  );
}
