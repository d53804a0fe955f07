import { AppError } from '../model/errors.js';
import type { RequestBudget } from '../model/dialect.js';

const FORM = /^([1-9]\d{0,6})\/([1-9]\d{0,4}):(message|property|token)(?::(requests|values))?$/;

/**
 * `10/60:message`: ten in 60 seconds for each kind of message of a property; `:values` behind it counts values of one night instead.
 * @throws AppError VALIDATION showing the form.
 */
export function parseBudget(text: string): RequestBudget {
  const [, most, seconds, per, counts = 'requests'] = FORM.exec(text) ?? [];
  if (most === undefined || seconds === undefined || per === undefined) {
    throw new AppError(
      'VALIDATION',
      `"${text}" is no budget; write MOST/SECONDS:message, :property or :token, with :values behind it to count values, such as 10/60:message.`,
      { next: 'bellhop channel connect --help' },
    );
  }
  return {
    counts: counts === 'values' ? 'values' : 'requests',
    most: Number(most),
    seconds: Number(seconds),
    per: per as RequestBudget['per'],
  };
}

/** As it is written on the command line. */
export function budgetText({ counts, most, seconds, per }: RequestBudget): string {
  return `${most}/${seconds}:${per}${counts === 'values' ? ':values' : ''}`;
}
