/** What is looked for in traces, and looking for it in a decoded text. */

export interface SearchQuery {
  text: string;
  /** `text` is a regular expression. */
  regex?: boolean;
  /** Absent: smart case. Case counts only when the text has a capital letter. */
  matchCase?: boolean;
  /** Matches have no letter, digit or underscore right beside them. */
  wholeWord?: boolean;
}

/** A place in a text, in UTF-16 units; `end` is exclusive. */
export interface TextSpan {
  start: number;
  end: number;
}

export interface TextMatcher {
  /** Matches from left to right, none overlapping, none empty; at most `most`. */
  spans(text: string, most?: number): TextSpan[];
  /** How many matches there are, and the first of them. */
  count(text: string): MatchCount;
}

export interface MatchCount {
  count: number;
  /**
   * Where the first begins, and how long it is, in UTF-16 units; -1 and 0 without one. Also -1 where counting did not need
   * the place: in a decoded text it is found at once, and most of them nobody looks at.
   */
  first: number;
  length: number;
}

/** @throws Error whose message is the sentence to show, when the query is empty or no regular expression */
export function textMatcher(query: SearchQuery): TextMatcher {
  if (query.text === '') throw new Error('There is nothing to find: the text is empty.');
  const next = query.regex ? expressionSearch(query) : plainSearch(query);
  return {
    spans(text, most = Infinity) {
      const spans: TextSpan[] = [];
      for (let at = next(text, 0); at && spans.length < most; at = next(text, at.end)) spans.push(at);
      return spans;
    },
    count(text) {
      const first = next(text, 0);
      let count = 0;
      for (let at = first; at; at = next(text, at.end)) count++;
      return { count, first: first?.start ?? -1, length: first ? first.end - first.start : 0 };
    },
  };
}

/** Whether capitals and small letters are told apart: as the query says, else by whether it has a capital. */
export function isCaseSensitive({ text, regex, matchCase }: SearchQuery): boolean {
  if (matchCase !== undefined) return matchCase;
  const letters = regex ? text.replace(/\\(?:p\{[^}]*\}|[^])/giu, '') : text;
  return /\p{Lu}/u.test(letters);
}

/** `“wait” as a word, in this case`: a query in words. */
export function queryWords(query: SearchQuery): string {
  const name = query.regex ? `/${query.text}/` : `“${query.text.replaceAll('\n', '⏎')}”`;
  const word = query.wholeWord ? ' as a word' : '';
  const sensed = query.matchCase === undefined ? '' : query.matchCase ? ' in this case' : ' in any case';
  return name + word + sensed;
}

type Next = (text: string, from: number) => TextSpan | undefined;

function expressionSearch(query: SearchQuery): Next {
  const expression = expressionOf(query);
  return (text, from) => {
    expression.lastIndex = from;
    for (let match = expression.exec(text); match; match = expression.exec(text)) {
      if (match[0] !== '') return { start: match.index, end: match.index + match[0].length };
      expression.lastIndex = match.index + 1;
    }
    return undefined;
  };
}

/** With `u` where the expression allows it, so that an emoji is one character. `^` and `$` are those of a line. */
function expressionOf(query: SearchQuery): RegExp {
  const flags = isCaseSensitive(query) ? 'gm' : 'gim';
  const word = (edge: string, before: string, after: string) =>
    query.wholeWord ? `${before || edge}(?:${query.text})${after || edge}` : query.text;
  try {
    return new RegExp(word('', '(?<![\\p{L}\\p{N}_])', '(?![\\p{L}\\p{N}_])'), `${flags}u`);
  } catch {
    try {
      return new RegExp(word('\\b', '', ''), flags);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/^.*: /, '') : String(error);
      throw new Error(`/${query.text}/ is no regular expression: ${why}.`, { cause: error });
    }
  }
}

/** Without `u`: a letter of ASCII matches only letters of ASCII, which the search in stored bytes relies on. */
function plainSearch(query: SearchQuery): Next {
  const escaped = query.text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\n', '\\n');
  const expression = new RegExp(escaped, isCaseSensitive(query) ? 'g' : 'gi');
  const length = query.text.length;
  return (text, from) => {
    expression.lastIndex = from;
    for (let match = expression.exec(text); match; match = expression.exec(text)) {
      const start = match.index;
      if (!query.wholeWord || isWord(text, start, start + length)) return { start, end: start + length };
      // Another one may begin inside the one that was part of a word.
      expression.lastIndex = start + 1;
    }
    return undefined;
  };
}

function isWord(text: string, start: number, end: number): boolean {
  const before = start > 0 ? text.slice(Math.max(0, start - 2), start) : '';
  return !/[\p{L}\p{N}_]$/u.test(before) && !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2));
}
