/** Why and where a row stopped making sense. */
export interface Damage {
  /** First byte of the row (or document). */
  rowStart: number;
  line: number;
  at: number;
  reason: string;
}

/** Shared with the kernel, which knows numbers only. */
export const enum Reason {
  tooDeep,
  rowEndsInValue,
  rowEndsInObject,
  rowEndsEarly,
  noValue,
  noKey,
  longKey,
  noColon,
  brackets,
  afterValue,
  afterString,
}

/** The reason in words; `byte` is the one at which the row stopped making sense. */
export function reasonText(reason: Reason, byte: number): string {
  switch (reason) {
    case Reason.tooDeep:
      return 'nested deeper than 512 levels';
    case Reason.rowEndsInValue:
      return 'the row ends inside a value';
    case Reason.rowEndsInObject:
      return 'the row ends inside an object';
    case Reason.rowEndsEarly:
      return 'the row ends before its last bracket';
    case Reason.noValue:
      return `${describeByte(byte)} where a value should be`;
    case Reason.noKey:
      return `${describeByte(byte)} where a key should be`;
    case Reason.longKey:
      return 'a key longer than 64 KB';
    case Reason.noColon:
      return `${describeByte(byte)} after a key`;
    case Reason.brackets:
      return 'brackets do not match';
    case Reason.afterValue:
      return `${describeByte(byte)} after a value`;
    case Reason.afterString:
      return `${describeByte(byte)} after a string`;
  }
}

function describeByte(c: number): string {
  return c > 32 && c < 127 ? `"${String.fromCharCode(c)}"` : `byte 0x${c.toString(16).padStart(2, '0')}`;
}
