import type { Finding } from '../findings';
import { allConcerned } from '../integrity/effectWords';
import { formatSetting, settingWords, type RunSettings, type SettingName } from './settings';

/** Settings that must be equal for two runs to be compared as they are. */
const compared: SettingName[] = ['temperature', 'topP', 'maxTokens', 'template', 'grader'];

/** One finding per setting that is known of at least two runs and differs between them. */
export function settingsFindings(runs: readonly { label: string; settings: RunSettings }[]): Finding[] {
  return compared.flatMap((name): Finding[] => {
    const known = runs.flatMap(({ label, settings }) => {
      const setting = settings[name];
      return setting ? [{ label, words: formatSetting(setting.value), source: setting.source }] : [];
    });
    if (new Set(known.map(({ words }) => words)).size < 2) return [];
    const each = known.map(({ label, words, source }) => `${label} ${words} (${source})`).join(', ');
    const message = `${settingWords[name]} differs between runs: ${each}. A difference between the runs may come from that. ${allConcerned}`;
    return [{ code: 'settings-differ', severity: 'warning', count: known.length, message: capitalised(message) }];
  });
}

function capitalised(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
