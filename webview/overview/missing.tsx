/** What is not shown, and how to get it. */
import type { JSX } from 'preact';
import { isMissing, type Overview } from '../../src/core/overview/overview';

export function MissingList({ overview }: { overview: Overview }): JSX.Element | null {
  const sentences = missingSentences(overview);
  if (sentences.length === 0) return null;
  return (
    <section class="missing" aria-label="Not shown">
      <h2>Not shown</h2>
      <ul>
        {sentences.map(({ section, sentence }) => (
          <li key={section + sentence}>
            <span class="muted">{section}</span> {sentence}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Forecasts that are refused for the same reason are one sentence. */
export function missingSentences(overview: Overview): { section: string; sentence: string }[] {
  const { ladder, lengths, answers, perplexity, forecast, compared } = overview;
  const forecasts = forecast.filter((_, run) => compared.includes(run));
  const sections: [string, object[]][] = [
    ['Ladder', compared.length > 1 ? [ladder] : []],
    ['Lengths', [lengths]],
    ['Answers', [answers]],
    ['Perplexity, entropy', [perplexity]],
    ['Forecast', forecasts],
  ];
  const all = sections.flatMap(([section, values]) => {
    const sentences = values.flatMap((value) => (isMissing(value) ? [String(value.missing)] : []));
    return [...new Set(sentences)].map((sentence) => ({ section, sentence }));
  });
  const lacking = isMissing(perplexity) ? [] : perplexity.lacking;
  return [...all, ...lacking.map((sentence) => ({ section: 'Entropy', sentence }))];
}
