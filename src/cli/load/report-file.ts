import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import type { LoadReport } from './load-report.js';

/** Asked before a run, whose report would be lost otherwise. @throws AppError VALIDATION */
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

export async function writeReport(file: string, report: LoadReport): Promise<void> {
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
