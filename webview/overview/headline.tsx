/** The study in one sentence, and how sure it is. */
import type { JSX } from 'preact';
import { formatCount } from '../../src/core/format';
import type { Overview } from '../../src/core/overview/overview';
import { changeView, view } from '../state/comparison';
import { CheckedField } from '../ui/checkedField';

export function Headline({ overview, done }: { overview: Overview; done: boolean }): JSX.Element {
  const { sentence, interval } = overview;
  return (
    <section class="headline" aria-label="In one sentence" data-figure="sentence">
      <p class="sentence">
        {sentence.parts.map(({ text, strong, muted }, i) =>
          strong ? (
            <b key={i}>{text}</b>
          ) : muted ? (
            <span key={i} class="muted">
              {text}
            </span>
          ) : (
            text
          ),
        )}
      </p>
      <p class="caption headline-note">
        <span>{sentence.note}</span>
        {!done && interval.done < interval.resamples && (
          <span class="refining">
            interval: {formatCount(interval.done)} of {formatCount(interval.resamples)} resamples
          </span>
        )}
        {sentence.note && <Seed seed={interval.seed} />}
      </p>
    </section>
  );
}

function Seed({ seed }: { seed: number }): JSX.Element {
  const take = (text: string) => {
    const value = Number(text.trim());
    if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value >= 2 ** 32)
      return 'A seed is a whole number from 0 to 4,294,967,295.';
    changeView({ overview: { ...view.get().overview, seed: value } });
    return undefined;
  };
  return (
    <span class="setting">
      seed <CheckedField class="seed-field" label="Seed of the resamples" text={String(seed)} take={take} />
    </span>
  );
}
