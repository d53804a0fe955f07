import type { TailOptions } from '../core/events/tail.js';
import { writeJsonLine } from './output/json-lines.js';

/** Writes events as JSON Lines, at most `limit` of them, until the reader is gone. */
export function eventLines(limit: number | undefined): TailOptions['write'] {
  let left = limit ?? Number.POSITIVE_INFINITY;
  return async (event) => {
    if (!(await writeJsonLine(event))) return 'refused';
    left -= 1;
    return left > 0 ? 'more' : 'last';
  };
}
