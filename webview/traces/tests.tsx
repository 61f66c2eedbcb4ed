/** What the tests of a code problem said, in full, between a trace and its answer line. */
import type { JSX } from 'preact';
import type { TestMessage } from '../../src/core/trace/testMessages';
import type { Trace } from '../../src/protocol/comparePage';
import { ExactText } from './exactText';

/** `note` is the harness's own words; shown too, unless a test says the same. */
export function TestMessages({ tests, trace }: { tests: readonly TestMessage[]; trace: Trace }): JSX.Element {
  const { note } = trace;
  const all = note === undefined || tests.some(({ text }) => text.startsWith(note)) ? tests : [...tests, noteOf(note)];
  return (
    <div class="tests">
      {all.map(({ name, text }) => (
        <section class="test" key={name}>
          <h4>{name}</h4>
          <ExactText class="test-text" label={name} text={text} />
        </section>
      ))}
    </div>
  );
}

function noteOf(text: string): TestMessage {
  return { name: 'note', text };
}
