/** Nothing can be read; the message is the one sentence to show: the thing, what it is, the way on. */
export class UnreadableError extends Error {
  constructor(
    message: string,
    readonly code:
      | 'no-files'
      | 'lfs-pointer'
      | 'empty-file'
      | 'results-only'
      | 'unknown-format'
      | 'unreadable'
      | 'no-samples' = 'unreadable',
    /** Its rows can be read and only their fields are unknown: a mapping made by hand opens it. */
    readonly canBeMapped = false,
  ) {
    super(message);
  }
}

/** The file is not the one that was indexed: read the run again, then ask again. */
export class StaleDumpError extends Error {
  constructor(readonly path: string) {
    super(`${path} has changed since it was read.`);
  }
}

/** The system's error in words: `permission denied`, `no such file or folder`. */
export function systemReason(error: unknown): string {
  const code = (error as { code?: string } | null)?.code;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'EROFS') return 'the file system is read-only';
  if (code === 'EISDIR') return 'it is a folder';
  return error instanceof Error ? error.message : String(error);
}

export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT');
}

/** Whether it is the system's error of this name. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
