import type { Queryable } from '../platform/database.js';

export type TakeTicket = () => Promise<number>;

/**
 * The version under which documents are written. Whoever reads hotels to index them takes a ticket BEFORE reading, so a
 * higher ticket has read at least every change that made a lower one read: the highest ticket may always win, and what
 * a slow process writes late does no harm. The versions of what changed would not do: a hotel has many, and an
 * outbox_id that was taken early may be committed late.
 */
export function createTakeTicket({ database }: { readonly database: Queryable }): TakeTicket {
  return async () => {
    const { insertId } = await database.run(
      `INSERT INTO search_clock (clock_id, ticket) VALUES (1, LAST_INSERT_ID(1))
       ON DUPLICATE KEY UPDATE ticket = LAST_INSERT_ID(ticket + 1)`,
    );
    return Number(insertId);
  };
}
