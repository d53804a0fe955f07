import { AppError } from '../model/errors.js';

/** The disk is full or failing: the same call may succeed once somebody has made room. */
const PASSING: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ESTALE']);
const REFUSED: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
]);

export function errnoCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** What the file system said about the archive's folder, in words for people; anything else as it came. */
export function toStorageFault(error: unknown, dir: string): unknown {
  const code = errnoCode(error);
  if (code !== undefined && PASSING.has(code)) {
    return new AppError('UNAVAILABLE', `The disk of the archive ${dir} does not take more (${code}).`, {
      next: 'bellhop archive inspect',
      cause: error,
    });
  }
  if (code !== undefined && REFUSED.has(code)) {
    return new AppError(
      'CONFIG',
      `The archive ${dir} cannot be used (${code}); set BELLHOP_ARCHIVE_DIR or --dir to a folder that this user may write.`,
      { next: 'bellhop config explain', cause: error },
    );
  }
  return error;
}

export function damaged(file: string, what: string, cause?: unknown): AppError {
  return new AppError('ARCHIVE_DAMAGED', `The archive file ${file} ${what}.`, {
    next: 'bellhop archive inspect',
    ...(cause === undefined ? {} : { cause }),
  });
}
