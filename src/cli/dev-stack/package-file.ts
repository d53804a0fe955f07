import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/model/errors.js';

/**
 * A file or folder of the package by its path from the package's root, seen from src as well as from dist.
 * @throws AppError CONFIG when the installation does not hold it
 */
export function packageFile(...path: readonly string[]): string {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    folder !== dirname(folder);
    folder = dirname(folder)
  ) {
    const file = join(folder, ...path);
    if (existsSync(file)) return file;
  }
  throw new AppError('CONFIG', `${join(...path)} is missing from this installation; install Bellhop again.`);
}
