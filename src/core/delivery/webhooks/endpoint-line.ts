import type { Id } from '../../model/ids.js';
import type { Queryable } from '../../platform/database.js';

/** What waits in the line of an endpoint, or is on its way. */
export const IN_LINE = "state IN ('PENDING', 'SENDING')";

const LONG_AGO = "CAST('1970-01-02' AS DATETIME(3))";

/** An endpoint as it was when its line was looked at. */
export interface Line {
  readonly endpoint_id: Id;
  readonly ordered: number;
  readonly line_version: string | number;
}

/**
 * Something of these endpoints is due at that time: they are looked at then, or when their pause is over. In the transaction that
 * puts it in line, and before it: the endpoint's row is locked before its messages, here as everywhere.
 */
export async function wakeEndpoints(queryable: Queryable, ids: readonly Id[], at: string): Promise<void> {
  if (ids.length === 0) return;
  // A late value is of no harm, for the line is looked at for nothing; an early one is kept.
  await queryable.run(
    `UPDATE webhook_endpoints SET line_version = line_version + 1,
       wake_at = GREATEST(LEAST(COALESCE(wake_at, CAST(? AS DATETIME(3))), CAST(? AS DATETIME(3))),
         COALESCE(breaker_until, ${LONG_AGO}))
     WHERE endpoint_id IN (?)`,
    [at, at, [...new Set(ids)].sort()],
  );
}

/** Nothing more of it is due now: it is looked at again when the next is, or the lease of one on its way ends. */
export async function restEndpoint(queryable: Queryable, line: Line): Promise<void> {
  const next = await readNextDue(queryable, line);
  // Whatever was put in line since the line was read has raised the version, and is not overwritten.
  await queryable.run(
    `UPDATE webhook_endpoints SET wake_at = GREATEST(CAST(? AS DATETIME(3)), COALESCE(breaker_until, ${LONG_AGO}))
     WHERE endpoint_id = ? AND line_version = ?`,
    [next, line.endpoint_id, line.line_version],
  );
}

/** There is more of it: the others first, and then it again. */
export async function sendToTheBack(queryable: Queryable, endpointId: Id, now: string): Promise<void> {
  await queryable.run('UPDATE webhook_endpoints SET wake_at = ? WHERE endpoint_id = ? AND wake_at < ?', [
    now,
    endpointId,
    now,
  ]);
}

async function readNextDue(queryable: Queryable, { endpoint_id, ordered }: Line): Promise<string | null> {
  const [row] =
    ordered === 0
      ? await queryable.rows<{ next: string | null }>(
          `SELECT MIN(due_at) AS next FROM (
             (SELECT due_at FROM webhook_messages WHERE endpoint_id = ? AND state = 'PENDING' ORDER BY due_at LIMIT 1)
             UNION ALL
             (SELECT due_at FROM webhook_messages WHERE endpoint_id = ? AND state = 'SENDING' ORDER BY due_at LIMIT 1)) d`,
          [endpoint_id, endpoint_id],
        )
      : // What stands behind the first of its hotel is woken by whoever settles that one.
        await queryable.rows<{ next: string | null }>(
          `SELECT MIN(m.due_at) AS next FROM (SELECT hotel_id, MIN(seq) AS seq FROM webhook_messages
               WHERE endpoint_id = ? AND ${IN_LINE} GROUP BY hotel_id) h
             JOIN webhook_messages m ON m.endpoint_id = ? AND m.hotel_id = h.hotel_id AND m.seq = h.seq AND m.${IN_LINE}`,
          [endpoint_id, endpoint_id],
        );
  return row?.next ?? null;
}
