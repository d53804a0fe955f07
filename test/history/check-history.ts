import { checkAnswers } from './check-answers.js';
import { checkEvents } from './check-events.js';
import { checkNights } from './check-nights.js';
import { checkTables } from './check-tables.js';
import type { Dumps, Operation, Violation } from './history.js';

/**
 * Judges what clients saw against what is stored when all have ended. It raises no false alarm: an operation without an
 * answer may or may not have happened, and operations that ran side by side may have happened in any order.
 * @returns every violation; none when the system did what it promised.
 */
export function checkHistory(history: readonly Operation[], dumps: Dumps): Violation[] {
  return [
    ...checkTables(dumps),
    ...checkAnswers(history, dumps),
    ...checkEvents(dumps),
    ...checkNights(history, dumps),
  ];
}
