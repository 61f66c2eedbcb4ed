/**
 * Which field of a run's dump plays which role: the guess to be accepted or changed, with the first records beside it and
 * the count that comes of it below.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { StoredMapping } from '../../src/core/adapters/mapping';
import type { RecordPlace } from '../../src/core/adapters/mappingChoices';
import type { Role, VerdictRule } from '../../src/core/scan/plan';
import type { MappingDraft } from '../../src/protocol/comparePage';
import { act, host } from '../state/host';
import type { Shown } from '../state/derived';
import { page } from '../state/page';
import { useRequest } from '../state/request';
import { ExactText } from '../traces/exactText';
import { Button, Dropdown, TextField } from '../ui/controls';
import { Icon } from '../ui/icon';
import { Swatch } from '../ui/marks';
import { countWords, recordWords, roleWords, ruleWords } from './mappingWords';

const close = () => page.update({ mapping: undefined });

export function MappingPage({ shown, run }: { shown: Shown; run: number }): JSX.Element {
  const { label, state } = shown.state.runs[run];
  const draft = useRequest('readMapping', { run }, `${run} ${state.kind === 'reading'}`);
  return (
    <main class="page mapping-page" id="page" aria-label={`Field mapping of ${label}`}>
      <div class="context-bar">
        <Swatch run={run} />
        <h2>Fields of {label}</h2>
        {draft.value && (
          <span class="muted mapping-file">
            {draft.value.file}
            {draft.value.format && ` · ${draft.value.format}`}
          </span>
        )}
        <button type="button" class="icon-button end" aria-label="Close the field mapping" onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      {draft.error && <p class="mapping-error">{draft.error}</p>}
      {draft.value && <Editor key={run} run={run} draft={draft.value} others={shown.state.runs.length - 1} />}
    </main>
  );
}

/** What stands there when nothing could be guessed. */
function firstMapping({ saved, guess, places: [place] }: MappingDraft): StoredMapping {
  return saved ?? guess ?? { container: place.container, record: place.record, fields: {}, rule: 'truth' };
}

function Editor({ run, draft, others }: { run: number; draft: MappingDraft; others: number }): JSX.Element {
  const [mapping, setMapping] = useState(() => firstMapping(draft));
  const place = placeOf(draft, mapping);
  const first = useRef<HTMLElement>(null);
  useEffect(() => first.current?.querySelector<HTMLElement>('vscode-dropdown')?.focus(), []);
  const save = (chosen: StoredMapping | null, all: boolean) =>
    host().request('saveMapping', { run, mapping: chosen, all }).then(close, showError);
  return (
    <>
      <div class="mapping-body">
        <section class="mapping-fields" ref={first} aria-label="Roles">
          <Basics draft={draft} mapping={mapping} change={(change) => setMapping({ ...mapping, ...change })} />
          <table>
            <thead>
              <tr>
                <th scope="col">role</th>
                <th scope="col">field</th>
                <th scope="col">holds</th>
                <th scope="col">first value</th>
              </tr>
            </thead>
            <tbody>
              {(Object.keys(roleWords) as Role[]).map((role) => (
                <RoleRow
                  key={role}
                  role={role}
                  place={place}
                  path={mapping.fields[role]}
                  change={(path) => setMapping({ ...mapping, fields: { ...mapping.fields, [role]: path } })}
                />
              ))}
            </tbody>
          </table>
        </section>
        <section class="mapping-preview" aria-label="First records">
          {place.preview.map((text, i) => (
            <ExactText key={i} class="mapping-record" text={text} label={`Record ${i + 1}`} />
          ))}
        </section>
      </div>
      <footer class="mapping-foot">
        <Count run={run} mapping={mapping} />
        <div class="buttons">
          <Button onClick={() => void save(mapping, false)}>Save Mapping</Button>
          {others > 0 && (
            <Button secondary onClick={() => void save(mapping, true)}>
              Save for All Runs
            </Button>
          )}
          {draft.saved && (
            <Button secondary onClick={() => void save(null, false)}>
              Guess Again
            </Button>
          )}
          <button type="button" class="link" onClick={() => act({ kind: 'editMappingAsText', run })}>
            Edit as Text
          </button>
        </div>
      </footer>
    </>
  );
}

function showError(error: Error): void {
  console.warn(error.message);
}

/** The place the mapping speaks of; of a hand-written one that is not among them, the first. */
function placeOf({ places }: MappingDraft, { record, container }: StoredMapping): RecordPlace {
  const fits = places.filter((place) => place.record === record);
  return fits.find((place) => place.container === container) ?? fits.at(0) ?? places[0];
}

interface BasicsProps {
  draft: MappingDraft;
  mapping: StoredMapping;
  change(change: Partial<StoredMapping>): void;
}

function Basics({ draft, mapping, change }: BasicsProps): JSX.Element {
  const places = [...new Map(draft.places.map((place) => [place.record, place])).values()];
  const known = places.some((place) => place.record === mapping.record);
  const records = places.map(({ record }) => ({ value: record, text: recordWords(record) }));
  if (!known) records.push({ value: mapping.record, text: mapping.record });
  const rules = Object.entries(ruleWords).map(([value, text]) => ({ value, text }));
  return (
    <div class="mapping-basics">
      <span class="muted">A record is</span>
      <Dropdown
        label="Where the records are"
        value={mapping.record}
        options={records}
        onChange={(record) => change({ record, container: places.find((place) => place.record === record)?.container })}
      />
      <span class="muted">A sample is correct when its verdict says so:</span>
      <Dropdown
        label="How a verdict is read"
        value={mapping.rule}
        options={rules}
        onChange={(rule) => change({ rule: rule as VerdictRule })}
      />
    </div>
  );
}

interface RoleRowProps {
  role: Role;
  place: RecordPlace;
  path: string | undefined;
  change(path: string | undefined): void;
}

/** Stands in the list for a path that is typed. */
const otherPath = '…';

function RoleRow({ role, place, path, change }: RoleRowProps): JSX.Element {
  const [typing, setTyping] = useState(false);
  const choice = place.fields.find((field) => field.path === path);
  const options = [
    { value: '', text: 'not stored' },
    ...place.fields.map((field) => ({ value: field.path, text: field.path })),
    ...(path !== undefined && !choice ? [{ value: path, text: path }] : []),
    { value: otherPath, text: 'another path…' },
  ];
  const { name, means } = roleWords[role];
  const choose = (value: string) => {
    setTyping(value === otherPath);
    if (value !== otherPath) change(value === '' ? undefined : value);
  };
  return (
    <tr class={path === undefined ? 'unmapped' : ''}>
      <th scope="row" title={means}>
        {name}
      </th>
      <td>
        {typing ? (
          <TextField
            label={`Path of the ${name}`}
            value={path ?? ''}
            placeholder="scores[].value"
            onCommit={(text) => {
              setTyping(false);
              change(text.trim() || undefined);
            }}
          />
        ) : (
          <Dropdown label={`Field of the ${name}`} value={path ?? ''} options={options} onChange={choose} />
        )}
      </td>
      {choice ? (
        <>
          <td class="muted mapping-kind">
            {choice.rows < place.rows ? `${choice.kind}, in ${choice.rows} of ${place.rows}` : choice.kind}
          </td>
          <td class="mapping-example">{choice.example}</td>
        </>
      ) : (
        <td class="muted mapping-example" colSpan={2}>
          {means}
        </td>
      )}
    </tr>
  );
}

function Count({ run, mapping }: { run: number; mapping: StoredMapping }): JSX.Element {
  const count = useRequest('tryMapping', { run, mapping }, JSON.stringify(mapping));
  return (
    <div class="mapping-count" role="status">
      <p class={count.value?.failed === undefined ? '' : 'mapping-error'}>
        {count.error ?? (count.value ? countWords(count.value) : 'Counting…')}
      </p>
      {count.value?.findings.map((message) => (
        <p key={message} class="muted mapping-finding" title={message}>
          {message}
        </p>
      ))}
    </div>
  );
}
