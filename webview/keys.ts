/** Every key of the page, in one table: for the `?` sheet, the foot hints, the manifest and the README. */
import type { PageCommand } from '../src/protocol/comparePage';

/** Commands with a key that the host carries out by itself. */
export type HostCommand =
  | 'findInTraces'
  | 'nextResult'
  | 'previousResult'
  | 'nextMarked'
  | 'previousMarked'
  | 'undoAnnotation'
  | 'redoAnnotation';

export interface Key {
  /** As the manifest writes it; on a Mac `ctrl` is not turned into `cmd` for single letters. */
  key: string;
  /** What is pressed, as shown; empty: another entry of the sheet stands for it. */
  shown: string[];
  /** A command of the extension, rebindable; without one the page itself handles the key, always the same. */
  command?: PageCommand | HostCommand;
  where: 'everywhere' | 'problems' | 'traces' | 'overview' | 'slider';
  does: string;
}

export const keys: Key[] = [
  { key: 'alt+1', shown: ['Alt', '1'], command: 'showProblems', where: 'everywhere', does: 'Problems page' },
  { key: 'alt+2', shown: ['Alt', '2'], command: 'showTraces', where: 'everywhere', does: 'Traces page' },
  { key: 'alt+3', shown: ['Alt', '3'], command: 'showOverview', where: 'everywhere', does: 'Overview page' },
  { key: '/', shown: ['/'], command: 'focusFilter', where: 'everywhere', does: 'filter problems' },
  { key: 'shift+k', shown: ['Shift', 'K'], command: 'focusK', where: 'everywhere', does: 'to the k field' },
  { key: ']', shown: [']'], command: 'nextProblem', where: 'everywhere', does: 'next problem' },
  { key: '[', shown: ['['], command: 'previousProblem', where: 'everywhere', does: 'previous problem' },
  { key: 'alt+left', shown: ['Alt', '←'], command: 'back', where: 'everywhere', does: 'back' },
  { key: 'alt+right', shown: ['Alt', '→'], command: 'forward', where: 'everywhere', does: 'forward' },
  { key: 'o', shown: ['o'], command: 'toggleQuestion', where: 'everywhere', does: 'question in full' },
  {
    key: 'shift+alt+f',
    shown: ['Shift', 'Alt', 'F'],
    command: 'findInTraces',
    where: 'everywhere',
    does: 'find in all traces',
  },
  { key: 'f4', shown: ['F4'], command: 'nextResult', where: 'everywhere', does: 'next result' },
  { key: 'shift+f4', shown: ['Shift', 'F4'], command: 'previousResult', where: 'everywhere', does: 'previous result' },
  {
    key: 'f8',
    shown: ['F8'],
    command: 'nextMarked',
    where: 'everywhere',
    does: 'next sample of the finding shown',
  },
  {
    key: 'shift+f8',
    shown: ['Shift', 'F8'],
    command: 'previousMarked',
    where: 'everywhere',
    does: 'previous sample of the finding shown',
  },
  {
    key: 'v',
    shown: ['v'],
    command: 'nextDisagreement',
    where: 'everywhere',
    does: 'next problem only one run solves',
  },
  {
    key: 'shift+v',
    shown: ['Shift', 'V'],
    command: 'previousDisagreement',
    where: 'everywhere',
    does: 'previous problem only one run solves',
  },
  { key: 'shift+/', shown: ['?'], command: 'showKeys', where: 'everywhere', does: 'all keys' },
  { key: 'escape', shown: ['Esc'], where: 'everywhere', does: 'close, leave a field; then stop reading' },
  { key: 'up', shown: ['↑', '↓'], where: 'problems', does: 'problem' },
  { key: 'left', shown: ['←', '→'], where: 'problems', does: 'column' },
  { key: 'pageup', shown: ['PgUp', 'PgDn'], where: 'problems', does: 'a page of problems' },
  { key: 'home', shown: ['Home', 'End'], where: 'problems', does: 'first, last column; with Ctrl problem' },
  { key: 'enter', shown: ['Enter'], where: 'problems', does: 'trace behind the cell' },
  {
    key: 's',
    shown: ['s'],
    command: 'sortByColumn',
    where: 'problems',
    does: 'sort by this column, other way round, as in the dump',
  },
  { key: 'left', shown: ['←'], where: 'traces', does: 'previous sample' },
  { key: 'right', shown: ['→'], where: 'traces', does: 'next sample' },
  { key: 'f', shown: ['f'], command: 'nextCorrect', where: 'traces', does: 'next correct sample' },
  {
    key: 'shift+f',
    shown: ['Shift', 'F'],
    command: 'previousCorrect',
    where: 'traces',
    does: 'previous correct sample',
  },
  { key: 'w', shown: ['w'], command: 'nextWrong', where: 'traces', does: 'next wrong sample' },
  { key: 'shift+w', shown: ['Shift', 'W'], command: 'previousWrong', where: 'traces', does: 'previous wrong sample' },
  { key: 'u', shown: ['u'], command: 'nextUnread', where: 'traces', does: 'next unread sample, then problem' },
  { key: 'shift+u', shown: ['Shift', 'U'], command: 'previousUnread', where: 'traces', does: 'previous unread sample' },
  { key: 't', shown: ['t'], command: 'nextTruncated', where: 'traces', does: 'next truncated sample' },
  {
    key: 'shift+t',
    shown: ['Shift', 'T'],
    command: 'previousTruncated',
    where: 'traces',
    does: 'previous truncated sample',
  },
  { key: 'ctrl+f', shown: ['Ctrl', 'F'], command: 'findInTrace', where: 'traces', does: 'find in these traces' },
  { key: 'f3', shown: ['F3'], command: 'nextMatch', where: 'traces', does: 'next match; in the find field Enter' },
  { key: 'shift+f3', shown: ['Shift', 'F3'], command: 'previousMatch', where: 'traces', does: 'previous match' },
  { key: 'y', shown: ['y'], command: 'copyTrace', where: 'traces', does: 'copy the trace, or what is selected' },
  { key: 'alt+y', shown: ['Alt', 'Y'], command: 'copyMarkdown', where: 'traces', does: 'copy as Markdown' },
  { key: 'shift+y', shown: ['Shift', 'Y'], command: 'copyLink', where: 'traces', does: 'copy a link' },
  { key: 'tab', shown: ['Tab'], where: 'traces', does: 'in a trace: other pane' },
  { key: 'r', shown: ['r'], command: 'toggleRaw', where: 'traces', does: 'rendered or raw text' },
  { key: 'd', shown: ['d'], command: 'toggleDiff', where: 'traces', does: 'difference on or off' },
  { key: 'l', shown: ['l'], command: 'toggleLock', where: 'traces', does: 'traces scroll together or not' },
  { key: 'n', shown: ['n'], command: 'nextDifference', where: 'traces', does: 'next difference' },
  {
    key: 'shift+n',
    shown: ['Shift', 'N'],
    command: 'previousDifference',
    where: 'traces',
    does: 'previous difference',
  },
  { key: 'm', shown: ['m'], command: 'followMove', where: 'traces', does: 'to the other place of a moved step' },
  { key: 'j', shown: ['j'], command: 'nextStep', where: 'traces', does: 'next step' },
  { key: 'k', shown: ['k'], command: 'previousStep', where: 'traces', does: 'previous step' },
  { key: 'c', shown: ['c'], command: 'nextCue', where: 'traces', does: 'next cue (wait, let me check …)' },
  { key: 'shift+c', shown: ['Shift', 'C'], command: 'previousCue', where: 'traces', does: 'previous cue' },
  { key: 'g', shown: ['g'], command: 'firstStep', where: 'traces', does: 'first step' },
  { key: 'shift+g', shown: ['Shift', 'G'], command: 'answerStep', where: 'traces', does: 'the answer' },
  { key: 'z', shown: ['z'], command: 'toggleStep', where: 'traces', does: 'fold this step, or unfold it' },
  {
    key: 'shift+z',
    shown: ['Shift', 'Z'],
    command: 'toggleAllSteps',
    where: 'traces',
    does: 'fold all steps, or unfold them',
  },
  { key: 'h', shown: ['h'], command: 'toggleHeat', where: 'traces', does: 'token heat: chance, entropy, off' },
  { key: '.', shown: ['.'], command: 'nextToken', where: 'traces', does: 'next token' },
  { key: ',', shown: [','], command: 'previousToken', where: 'traces', does: 'previous token' },
  { key: 'shift+.', shown: ['Shift', '.'], command: 'nextUnlikelyToken', where: 'traces', does: 'next unlikely token' },
  {
    key: 'shift+,',
    shown: ['Shift', ','],
    command: 'previousUnlikelyToken',
    where: 'traces',
    does: 'previous unlikely token',
  },
  { key: 'e', shown: ['e'], command: 'toggleTests', where: 'traces', does: 'what the tests said' },
  { key: 'p', shown: ['p'], command: 'choosePair', where: 'traces', does: 'to the choice of the pair' },
  {
    key: '1',
    shown: ['1', '–', '9'],
    command: 'tag1',
    where: 'traces',
    does: 'tag what is selected, else this step, else the trace',
  },
  { key: '2', shown: [], command: 'tag2', where: 'traces', does: 'tag 2' },
  { key: '3', shown: [], command: 'tag3', where: 'traces', does: 'tag 3' },
  { key: '4', shown: [], command: 'tag4', where: 'traces', does: 'tag 4' },
  { key: '5', shown: [], command: 'tag5', where: 'traces', does: 'tag 5' },
  { key: '6', shown: [], command: 'tag6', where: 'traces', does: 'tag 6' },
  { key: '7', shown: [], command: 'tag7', where: 'traces', does: 'tag 7' },
  { key: '8', shown: [], command: 'tag8', where: 'traces', does: 'tag 8' },
  { key: '9', shown: [], command: 'tag9', where: 'traces', does: 'tag 9' },
  { key: 'a', shown: ['a'], command: 'tagSelection', where: 'traces', does: 'tag with one of the list, or a new one' },
  { key: 'shift+right', shown: ['Shift', '→ ←'], where: 'traces', does: 'select words of this step: the end' },
  { key: 'shift+down', shown: ['Shift', '↓ ↑'], where: 'traces', does: 'select words of this step: the beginning' },
  { key: 'i', shown: ['i'], command: 'noteTag', where: 'traces', does: 'note on a tag' },
  { key: 'x', shown: ['x'], command: 'removeTag', where: 'traces', does: 'remove a tag' },
  { key: 'q', shown: ['q'], command: 'nextTag', where: 'traces', does: 'next tag of the trace' },
  { key: 'shift+q', shown: ['Shift', 'Q'], command: 'previousTag', where: 'traces', does: 'previous tag of the trace' },
  { key: 'alt+q', shown: ['Alt', 'Q'], command: 'nextTagged', where: 'traces', does: 'next sample with a tag' },
  {
    key: 'shift+alt+q',
    shown: ['Shift', 'Alt', 'Q'],
    command: 'previousTagged',
    where: 'traces',
    does: 'previous sample with a tag',
  },
  { key: '0', shown: ['0'], command: 'toggleSuggestions', where: 'traces', does: 'suggested tags shown or not' },
  { key: '=', shown: ['='], command: 'acceptSuggestion', where: 'traces', does: 'accept the suggested tag' },
  { key: '-', shown: ['-'], command: 'declineSuggestion', where: 'traces', does: 'decline the suggested tag' },
  { key: 'ctrl+z', shown: ['Ctrl', 'Z'], command: 'undoAnnotation', where: 'traces', does: 'undo tagging' },
  { key: 'ctrl+y', shown: ['Ctrl', 'Y'], command: 'redoAnnotation', where: 'traces', does: 'redo tagging' },
  { key: 'ctrl+shift+z', shown: [], command: 'redoAnnotation', where: 'traces', does: 'redo tagging, the other key' },
  { key: 'alt+z', shown: ['Alt', 'Z'], command: 'toggleWrap', where: 'traces', does: 'wrap long lines' },
  { key: 'tab', shown: ['Tab'], where: 'overview', does: 'next figure' },
  { key: 'left', shown: ['←', '→', '↑', '↓'], where: 'overview', does: 'mark in the figure' },
  { key: 'enter', shown: ['Enter'], where: 'overview', does: 'filter by the mark; again: its traces' },
  { key: 't', shown: ['t'], command: 'toggleTable', where: 'overview', does: 'table of the figure, and back' },
  { key: 'e', shown: ['e'], command: 'exportFigure', where: 'overview', does: 'export the figure' },
  { key: 'b', shown: ['b'], command: 'undoFilter', where: 'overview', does: 'undo the last filter' },
  { key: 'left', shown: ['←', '→'], where: 'slider', does: 'to the next power of two' },
  { key: 'shift+left', shown: ['Shift', '← →'], where: 'slider', does: 'one less, one more' },
  { key: 'home', shown: ['Home', 'End'], where: 'slider', does: 'k = 1, k = n' },
];

export const keyGroups: { where: Key['where']; title: string }[] = [
  { where: 'everywhere', title: 'Everywhere' },
  { where: 'problems', title: 'Problems' },
  { where: 'traces', title: 'Traces' },
  { where: 'overview', title: 'Overview' },
  { where: 'slider', title: 'k slider' },
];
