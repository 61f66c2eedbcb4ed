/** A cell of a CSV as typed JSON. An empty one is null; an id with leading zeros stays text. */
export function cellValue(cell: string): string | number | boolean | null {
  if (cell === '') return null;
  if (cell === 'true' || cell === 'True' || cell === 'TRUE') return true;
  if (cell === 'false' || cell === 'False' || cell === 'FALSE') return false;
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(cell)) return cell;
  const number = Number(cell);
  return Number.isSafeInteger(number) || (/[.eE]/.test(cell) && Number.isFinite(number)) ? number : cell;
}
