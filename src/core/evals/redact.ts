/** What stands in for a secret. */
const mask = '•••';

const patterns: [RegExp, string][] = [
  [
    /\b(authorization|proxy-authorization|x-ray-authorization|(?:x-)?api[-_]?key|cookie)(["']?\s*[:=]\s*["']?)[^\r\n"',}]+/gi,
    `$1$2${mask}`,
  ],
  [/\bbearer\s+[\w.~+/=-]+/gi, `Bearer ${mask}`],
  [/\b(sk|hf|gh[pousr]|xox[abp]|glpat|nvapi)[-_][\w.-]{8,}/g, `$1-${mask}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${mask}@`],
  [/([?&](?:token|key|api_key|apikey|access_token|signature|sig|password)=)[^&\s"']+/gi, `$1${mask}`],
];

/**
 * Text that may be shown or written to a log: known secrets, and what looks like one, are masked. For logs and errors;
 * texts of samples don't belong there at all.
 *
 * @param secrets tokens in use; ones of less than 4 characters are passed over, for they would eat the text.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.length < 4) continue;
    for (const form of new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]))
      clean = clean.split(form).join(mask);
  }
  for (const [pattern, instead] of patterns) clean = clean.replace(pattern, instead);
  return clean;
}
