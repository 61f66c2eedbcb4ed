/**
 * The wording of a question with everything folded that dumps of one benchmark differ in by accident: Unicode
 * compatibility forms (NFKC), runs of white space, white space at the ends, the chat template around it. Case stays: it can
 * change a question.
 */
export function normaliseQuestion(text: string): string {
  return userTurn(text).normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** Beginning of a turn of the user and what ends the prompt, in templates as they are rendered, or with their signs left out. */
const templates: { user: string; end: RegExp }[] = [
  { user: 'user\n', end: /\n(?:assistant|model)\s*(?:<think>\s*)?$/ },
  { user: '<|im_start|>user\n', end: /<\|im_end\|>\s*<\|im_start\|>assistant\s*(?:<think>\s*)?$/ },
  {
    user: '<|start_header_id|>user<|end_header_id|>\n',
    end: /<\|eot_id\|>\s*<\|start_header_id\|>assistant<\|end_header_id\|>\s*$/,
  },
  { user: '<｜User｜>', end: /<｜Assistant｜>\s*(?:<think>\s*)?$/ },
];

/**
 * The last turn of the user in a prompt rendered for a chat model (verl, TRL and OpenRLHF store those), in which all turns
 * and the system prompt stand in one text; any other text as it is.
 */
export function userTurn(prompt: string): string {
  for (const { user, end } of templates) {
    if (!prompt.includes(user)) continue;
    const to = end.exec(prompt.slice(-100));
    if (!to) continue;
    const stop = Math.max(0, prompt.length - 100) + to.index;
    const at = user === 'user\n' ? bareTurn(prompt, stop) : prompt.lastIndexOf(user, stop);
    if (at >= 0) return prompt.slice(at + user.length, stop);
  }
  return prompt;
}

/** Without its signs a role is a line of its own: the first turn is "system" or "user". */
function bareTurn(prompt: string, stop: number): number {
  if (!/^\s*(?:system|user)\n/.test(prompt)) return -1;
  const later = prompt.lastIndexOf('\nuser\n', stop);
  return later >= 0 ? later + 1 : prompt.indexOf('user\n');
}

/**
 * Fingerprint of the normalised question, for `ProblemEntry.questionHash`. Normalises itself.
 *
 * @returns 14 hexadecimal digits (53 bits), '' when nothing but white space is left. Two of 12,000 different questions
 * share one with chance 1e-8. Not for secrets.
 */
export function hashQuestion(text: string): string {
  const question = normaliseQuestion(text);
  return question === '' ? '' : cyrb53(question).toString(16).padStart(14, '0');
}

/** Source: cyrb53 by bryc (public domain), two rounds of murmur-like mixing over UTF-16 units. */
function cyrb53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
