import { hideCardNumbers } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, Queryable, Transaction } from '../platform/database.js';
import { fromSqlTime } from '../platform/sql-time.js';

export interface Decision {
  /** What it was when the operator looked. */
  readonly was: string;
  readonly outcome: 'APPLIED' | 'DISCARDED';
  readonly cause: string;
}

export interface DecideMessage {
  /**
   * Notes what an operator made of a message; its bytes and the answer that its partner got stay.
   * @throws AppError CONFLICT when somebody else was faster.
   */
  decide(id: Id, decision: Decision): Promise<void>;
  /**
   * Carries out what an operator decided while nobody else can decide the same message, and notes it where `carriedOut` says so:
   * what somebody has dropped is never applied, and who dies meanwhile has decided nothing.
   * @throws AppError before any work: CONFLICT when somebody else was faster, and as `whileKept` does.
   */
  decideWhile<T>(
    id: Id,
    decision: Decision,
    work: () => Promise<{ readonly result: T; readonly carriedOut: boolean }>,
  ): Promise<T>;
  /**
   * Works with what a message says while nobody can take it out.
   * @throws AppError before any work: MESSAGE_NOT_FOUND, UNSUPPORTED_UPDATE when its body was taken out, CONFLICT when it is not `was`.
   */
  whileKept<T>(id: Id, was: string, work: () => Promise<T>): Promise<T>;
}

export function createDecideMessage({ database }: { readonly database: Database }): DecideMessage {
  return {
    decide: (id, decision) => note(database, id, decision),

    // The row's lock is the turn; who waits for it finds the outcome changed.
    decideWhile: (id, decision, work) =>
      database.inTransaction(async (tx) => {
        await hold(tx, id, decision.was);
        const { result, carriedOut } = await work();
        if (carriedOut) await note(tx, id, decision);
        return result;
      }),

    whileKept: (id, was, work) =>
      database.inTransaction(async (tx) => {
        await hold(tx, id, was);
        return work();
      }),
  };
}

async function hold(tx: Transaction, id: Id, was: string): Promise<void> {
  const [row] = await tx.rows<{ outcome: string; emptied_at: string | null }>(
    'SELECT outcome, emptied_at FROM messages WHERE message_id = ? FOR UPDATE',
    [id],
  );
  if (row === undefined)
    throw new AppError('MESSAGE_NOT_FOUND', `Message ${id} is no longer in the journal; nothing was done.`, {
      next: 'bellhop message list',
    });
  if (row.emptied_at !== null) {
    const at = fromSqlTime(row.emptied_at).toISOString();
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      `The body of message ${id} was taken out at ${at}, before its turn came; nothing was done.`,
      { next: `bellhop message show ${id}` },
    );
  }
  if (row.outcome !== was) throw decided(id, was);
}

async function note(queryable: Queryable, id: Id, decision: Decision): Promise<void> {
  const { was, outcome, cause } = decision;
  const { affectedRows } = await queryable.run(
    'UPDATE messages SET outcome = ?, cause = ? WHERE message_id = ? AND outcome = ?',
    [outcome, Array.from(hideCardNumbers(cause)).slice(0, 1_000).join(''), id, was],
  );
  if (affectedRows !== 1) throw decided(id, was);
}

function decided(id: Id, was: string): AppError {
  return new AppError('CONFLICT', `Message ${id} is no longer ${was}: somebody else has decided it.`, {
    next: `bellhop message show ${id}`,
  });
}
