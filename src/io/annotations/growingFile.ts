import { open, type FileHandle } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { isMissing } from '../errors';
import { isSameFile } from './appendLines';

/** Read at a time: what is made of it must not hold up others for long. */
const pieceBytes = 2 ** 17;
/** Compared with what was read before, to tell a file that grew from one that was written anew. */
const markBytes = 64;

export type Growth =
  /** `text` was appended; '' when nothing was. */
  | { kind: 'grown'; text: string }
  /** Another file, or the same with other content: forget what was read, and read on from the start. */
  | { kind: 'replaced' }
  | { kind: 'missing' };

/** Reads what was appended to a file since the last time, in pieces. */
export class GrowingFile {
  #read = 0;
  #mark = Buffer.alloc(0);
  #file: { dev: number; ino: number } | undefined;
  #decoder = new StringDecoder('utf8');

  constructor(readonly path: string) {}

  /** Nothing was read yet, or nothing since it was replaced. */
  get isUnread(): boolean {
    return this.#file === undefined;
  }

  /** @throws the system's error when the file is there and can't be read. */
  async next(): Promise<Growth> {
    let handle: FileHandle;
    try {
      handle = await open(this.path, 'r');
    } catch (error) {
      if (isMissing(error)) return { kind: 'missing' };
      throw error;
    }
    try {
      return await this.#readOn(handle);
    } finally {
      await handle.close();
    }
  }

  async #readOn(handle: FileHandle): Promise<Growth> {
    const { dev, ino, size } = await handle.stat();
    if (this.#file && !(isSameFile(this.#file, { dev, ino }) && (await this.#hasMark(handle, size)))) {
      this.#restart();
      return { kind: 'replaced' };
    }
    this.#file = { dev, ino };
    const length = Math.min(pieceBytes, size - this.#read);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, this.#read);
    const bytes = buffer.subarray(0, bytesRead);
    this.#read += bytesRead;
    this.#mark = Buffer.concat([this.#mark, bytes]).subarray(-markBytes);
    return { kind: 'grown', text: this.#decoder.write(bytes) };
  }

  /** Whether what was read last still stands before the place to read on from. */
  async #hasMark(handle: FileHandle, size: number): Promise<boolean> {
    if (size < this.#read) return false;
    const { length } = this.#mark;
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, this.#read - length);
    return buffer.equals(this.#mark);
  }

  #restart(): void {
    this.#read = 0;
    this.#mark = Buffer.alloc(0);
    this.#file = undefined;
    this.#decoder = new StringDecoder('utf8');
  }
}
