/** `tokenize.ts` compiled: the build makes it when a bundle imports it (`tools/kernel.mjs`). */
declare const bytes: Uint8Array<ArrayBuffer>;
export default bytes;
