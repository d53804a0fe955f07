import { hideCardNumbers } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database, Queryable } from '../platform/database.js';

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
   * @throws AppError CONFLICT before any work when somebody else was faster.
   */
  decideWhile<T>(
    id: Id,
    decision: Decision,
    work: () => Promise<{ readonly result: T; readonly carriedOut: boolean }>,
  ): Promise<T>;
}

export function createDecideMessage({ database }: { readonly database: Database }): DecideMessage {
  return {
    decide: (id, decision) => note(database, id, decision),

    // The row's lock is the turn; who waits for it finds the outcome changed.
    decideWhile: (id, decision, work) =>
      database.inTransaction(async (tx) => {
        const [row] = await tx.rows<{ outcome: string }>(
          'SELECT outcome FROM messages WHERE message_id = ? FOR UPDATE',
          [id],
        );
        if (row?.outcome !== decision.was) throw decided(id, decision);
        const { result, carriedOut } = await work();
        if (carriedOut) await note(tx, id, decision);
        return result;
      }),
  };
}

async function note(queryable: Queryable, id: Id, decision: Decision): Promise<void> {
  const { was, outcome, cause } = decision;
  const { affectedRows } = await queryable.run(
    'UPDATE messages SET outcome = ?, cause = ? WHERE message_id = ? AND outcome = ?',
    [outcome, Array.from(hideCardNumbers(cause)).slice(0, 1_000).join(''), id, was],
  );
  if (affectedRows !== 1) throw decided(id, decision);
}

function decided(id: Id, { was }: Decision): AppError {
  return new AppError('CONFLICT', `Message ${id} is no longer ${was}: somebody else has decided it.`, {
    next: `bellhop message show ${id}`,
  });
}
