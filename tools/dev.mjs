// `npm run dev`: the page in a plain browser, on fixtures. Reload to see a change.
import { startDevServer } from './dev/server.mjs';

const { url } = await startDevServer({ port: Number(process.env.PORT ?? 5173) });
const fixtures = ['two', 'five', 'tiny', 'huge', 'one', 'reading', 'stopped', 'failed', 'broken', 'empty', 'undefined'];
console.log(`The page on fixtures, ${url}?fixture=two&theme=dark&page=problems`);
console.log(
  `fixture: ${fixtures.join(', ')} · theme: dark, light, hc · page: problems, traces · slow: most ms of a read`,
);
