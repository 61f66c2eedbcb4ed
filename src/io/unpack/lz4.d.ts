/** The one decoder that we take of the package; all of them weigh 100 KB in each bundle. */
declare module 'hyparquet-compressors/src/lz4.js' {
  /** LZ4 in Hadoop's frames, or without them. */
  export function decompressLz4(packed: Uint8Array, size: number): Uint8Array;
  /** One LZ4 block. */
  export function decompressLz4Raw(packed: Uint8Array, size: number): Uint8Array;
}
