// `import bytes from './name.wasm'` means `name.ts` beside it, AssemblyScript, compiled when a bundle or a test asks for it.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { cachePath, root } from './root.mjs';

/** No runtime and no memory of its own: all that is left is the code. `--noAssert` trusts addresses as C does. */
const flags = '-O3 --enable simd --runtime stub --importMemory --noAssert --use abort='.split(' ');

/** In place of the import, for esbuild and for Vite (Vitest): a plugin each. */
export const esbuildKernel = {
  name: 'kernel',
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, async ({ path }) => {
      const { bytes, sources } = await compiled(path);
      return { contents: bytes, loader: 'binary', watchFiles: sources };
    });
    build.onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => ({ path: resolve(resolveDir, path) }));
  },
};

export const viteKernel = {
  name: 'kernel',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id.endsWith('.wasm') && importer ? `\0${resolve(dirname(importer), id)}.js` : undefined,
  async load(id) {
    if (!id.startsWith('\0') || !id.endsWith('.wasm.js')) return undefined;
    const { bytes } = await compiled(id.slice(1, -'.js'.length));
    return `export default Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0));`;
  },
};

/** By path, for the bundles of one build. */
const compiling = new Map();

function compiled(wasmPath) {
  let result = compiling.get(wasmPath);
  // In watch mode the sources may have changed since.
  if (!result) compiling.set(wasmPath, (result = compile(wasmPath).finally(() => compiling.delete(wasmPath))));
  return result;
}

/** Compiles, or takes what was made of the same sources before: the compiler needs seconds. */
async function compile(wasmPath) {
  const entry = wasmPath.replace(/\.wasm$/, '.ts');
  const sources = await sourcesOf(entry);
  const version = JSON.parse(await readFile(join(root, 'node_modules/assemblyscript/package.json'), 'utf8')).version;
  const hash = createHash('sha256').update(`${version} ${flags}`);
  for (const path of sources) hash.update(await readFile(path));
  const cached = cachePath('kernel', `${hash.digest('hex').slice(0, 16)}.wasm`);
  const found = await readFile(cached).catch(() => undefined);
  if (found) return { bytes: found, sources };
  const { default: asc } = await import('assemblyscript/asc');
  let bytes;
  const { error, stderr } = await asc.main(
    [relative(root, entry).replaceAll('\\', '/'), '--outFile', 'kernel.wasm', '--baseDir', root, ...flags],
    { writeFile: (_, content) => void (bytes = Buffer.from(content)) },
  );
  if (error || stderr.toString()) throw new Error(`${stderr.toString()}${error?.message ?? ''}`);
  await mkdir(dirname(cached), { recursive: true });
  await writeFile(`${cached}.${process.pid}`, bytes);
  await rename(`${cached}.${process.pid}`, cached);
  return { bytes, sources };
}

/** The file and all that it imports. */
async function sourcesOf(entry, found = new Set()) {
  if (found.has(entry)) return [...found];
  found.add(entry);
  for (const [, path] of (await readFile(entry, 'utf8')).matchAll(/from '(\..+?)'/g))
    await sourcesOf(resolve(dirname(entry), `${path}.ts`), found);
  return [...found];
}
