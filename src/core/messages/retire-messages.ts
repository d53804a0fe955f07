import type { Clock } from '../model/clock.js';
import type { Id } from '../model/ids.js';
import type { Database, SqlParameter } from '../platform/database.js';
import { toSqlTime } from '../platform/sql-time.js';
import type { BodyDays } from '../settings/body-days.js';

const PRUNED_AT_ONCE = 500;
const DAY_MS = 86_400_000;
/** As an empty text is packed: nothing. */
const EMPTY = "body = '', answer = IF(answer IS NULL, NULL, '')";

export interface RetireMessages {
  /** Removes messages received more than `days` days ago. @returns how many. */
  prune(days: number): Promise<number>;
  /** Empties bodies and answers that have had their time; the rows stay. @returns how many. */
  emptyOld(days: BodyDays): Promise<number>;
  /** Empties these for good; each stays as a row that says when, so that counts do. @returns how many were not empty yet. */
  erase(ids: readonly Id[]): Promise<number>;
}

export function createRetireMessages({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): RetireMessages {
  const before = (days: number) => toSqlTime(new Date(clock.now().getTime() - days * DAY_MS));
  /** By rule: how far this process has come, so that what is empty already is not looked at every minute. */
  const done = new Map<string, string>();

  async function inParts(sql: string, parameters: readonly SqlParameter[]): Promise<number> {
    let total = 0;
    for (;;) {
      const { affectedRows } = await database.run(`${sql} ORDER BY received_at LIMIT ?`, [
        ...parameters,
        PRUNED_AT_ONCE,
      ]);
      total += affectedRows;
      if (affectedRows < PRUNED_AT_ONCE) return total;
    }
  }

  return {
    prune: (days) => inParts('DELETE FROM messages WHERE received_at < ?', [before(days)]),

    async emptyOld(rules) {
      let emptied = 0;
      for (const { direction, content, others, days } of rules) {
        const until = before(days);
        const rule = `${direction}:${content ?? ''}`;
        const about =
          content !== null ? 'content = ?' : others.length > 0 ? 'COALESCE(content, ?) NOT IN (?)' : 'TRUE';
        const parameters = content !== null ? [content] : others.length > 0 ? ['', others] : [];
        emptied += await inParts(
          `UPDATE messages SET ${EMPTY}, emptied_at = ?, emptied_for = 'age'
           WHERE received_at >= ? AND received_at < ? AND direction = ? AND emptied_at IS NULL
             AND outcome <> 'PARKED' AND ${about}`,
          [toSqlTime(clock.now()), done.get(rule) ?? '1000-01-01 00:00:00', until, direction, ...parameters],
        );
        done.set(rule, until);
      }
      return emptied;
    },

    async erase(ids) {
      let erased = 0;
      for (let at = 0; at < ids.length; at += PRUNED_AT_ONCE) {
        const part = ids.slice(at, at + PRUNED_AT_ONCE);
        const { affectedRows } = await database.run(
          `UPDATE messages SET ${EMPTY}, emptied_at = ?, emptied_for = 'erasure'
           WHERE message_id IN (?) AND emptied_at IS NULL`,
          [toSqlTime(clock.now()), part],
        );
        erased += affectedRows;
      }
      return erased;
    },
  };
}
