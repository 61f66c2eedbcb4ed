/** Two fields in per cent, as text while they are typed. */

/** `0.05` as `5`. */
export function percentText(fraction: number): string {
  return String(Number((fraction * 100).toFixed(4)));
}

/** Bounds as fractions, or the sentence that says why they are none. `open`: equal ones hold nothing. */
export function percentRange(from: string, to: string, open = false): { min: number; max: number } | { error: string } {
  const [min, max] = [from, to].map((text) => (text.trim() === '' ? NaN : Number(text) / 100));
  if (!(min >= 0 && max <= 1)) return { error: 'Per cent from 0 to 100.' };
  if (open && min >= max) return { error: 'The first number is not below the second.' };
  return min > max ? { error: 'The first number is above the second.' } : { min, max };
}
