import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../core/model/errors.js';

/** Asked before the work whose report goes to `--out FILE`, for it would be lost otherwise. @throws AppError VALIDATION */
export async function requireWritable(file: string): Promise<void> {
  try {
    await access(dirname(file), constants.W_OK);
    if ((await stat(file)).isFile()) await access(file, constants.W_OK);
    else throw new AppError('VALIDATION', `--out ${file} is not a file; name one.`);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const missing = code === 'ENOENT' && (await exists(dirname(file)));
    if (!missing)
      throw new AppError('VALIDATION', `--out ${file} cannot be written (${code}).`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
