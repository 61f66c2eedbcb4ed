import { eachGram, equalGrams, mixed, type GramTable } from './gramTable';

/** Distinct n-grams of a query, and how many of them each base sample has. Exact; one step for each sample of each n-gram. */
export function containmentOf(base: GramTable, query: Int32Array): { distinct: number; shared: Int32Array } {
  const shared = new Int32Array(base.samples);
  const grams = distinctGrams(query);
  const found = base.find(query);
  for (const gram of grams)
    for (let position = found[gram]; position >= 0; position = base.earlier(position))
      shared[base.sampleAt(position)]++;
  return { distinct: grams.length, shared };
}

/** Where each distinct n-gram first begins. */
function distinctGrams(query: Int32Array): number[] {
  let places = 16;
  while (places < query.length * 2) places *= 2;
  const table = new Int32Array(places).fill(-1);
  const grams: number[] = [];
  eachGram(query, 0, query.length, (at, rolled) => {
    let z = mixed(rolled) & (places - 1);
    while (table[z] >= 0 && !equalGrams(query, table[z], query, at)) z = (z + 1) & (places - 1);
    if (table[z] >= 0) return;
    table[z] = at;
    grams.push(at);
  });
  return grams;
}
