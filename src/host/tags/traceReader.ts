import type { ComparisonSession } from '../session';

/** The samples of a comparison, as annotations name them. */
export function traceReaderOf(session: ComparisonSession) {
  const rows = new Map(session.state.table.ids.map((id, row) => [id, row]));
  const runOf = (label: string): number => session.specs.findIndex((spec) => spec.label === label);
  return {
    count: (run: string, problem: string): number => {
      const row = rows.get(problem);
      return row === undefined || runOf(run) < 0 ? 0 : session.sampleCount(row, runOf(run));
    },
    read: async (run: string, problem: string, sample: number): Promise<string> => {
      const { text } = await session.readTrace({ problem: session.rowOf(problem), run: runOf(run), sample });
      return text;
    },
  };
}
