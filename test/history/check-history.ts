import { checkAnswers } from './check-answers.js';
import { checkEvents } from './check-events.js';
import { checkLives } from './check-lives.js';
import { checkMoney } from './check-money.js';
import { checkNights } from './check-nights.js';
import { checkPushes } from './check-pushes.js';
import { checkRevisions } from './check-revisions.js';
import { checkTables } from './check-tables.js';
import type { Dumps } from './dumps.js';
import type { Operation, Violation } from './history.js';
import { HistoryIndex } from './history-index.js';

const CLOCKS_APART_MS = 2_000;

/**
 * Judges what clients saw against what is stored when all have ended and all that was due has been done. It raises no
 * false alarm: an operation without an answer may or may not have happened, and operations that ran side by side may
 * have happened in any order.
 * @param skewMs how far the gateways' clocks may be from the clients'
 * @returns every violation; none when the system did what it promised.
 */
export function checkHistory(
  history: readonly Operation[],
  dumps: Dumps,
  { skewMs = CLOCKS_APART_MS }: { skewMs?: number } = {},
): Violation[] {
  const index = new HistoryIndex(history, dumps);
  return [
    ...checkTables(dumps),
    ...checkAnswers(index, dumps),
    ...checkEvents(index, dumps),
    ...checkLives(index, dumps, { skewMs }),
    ...checkNights(index, dumps),
    ...checkPushes(index, dumps),
    ...checkRevisions(index, dumps),
    ...checkMoney(dumps),
  ];
}
