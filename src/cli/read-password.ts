import { AppError } from '../core/model/errors.js';
import { readInput } from './read-input.js';

/** From standard input, without the line end that most tools put behind it. @throws AppError VALIDATION where it is empty */
export async function readPassword(): Promise<string> {
  const text = Buffer.from(await readInput('-'))
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (text !== '') return text;
  throw new AppError('VALIDATION', 'Standard input is empty; there must be a password on it.', {
    next: 'bellhop channel connect --help',
  });
}
