/** Shorter ones are equal by chance: "The answer is 4." */
const longChars = 80;

/**
 * Texts of one chunk that look like one draw told several times: equal and long. At temperature 0 all are, and rightly.
 *
 * @returns how many are repeats of an earlier one.
 */
export function repeatedChoices(texts: readonly string[], temperature: number): number {
  if (temperature === 0) return 0;
  const long = texts.filter((text) => text.length >= longChars);
  return long.length - new Set(long).size;
}
