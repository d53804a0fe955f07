import { hideCardNumbers } from '../model/card-number.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { Database } from '../platform/database.js';

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
}

export function createDecideMessage({ database }: { readonly database: Database }): DecideMessage {
  return {
    async decide(id, { was, outcome, cause }) {
      const { affectedRows } = await database.run(
        'UPDATE messages SET outcome = ?, cause = ? WHERE message_id = ? AND outcome = ?',
        [outcome, Array.from(hideCardNumbers(cause)).slice(0, 1_000).join(''), id, was],
      );
      if (affectedRows === 1) return;
      throw new AppError('CONFLICT', `Message ${id} is no longer ${was}: somebody else has decided it.`, {
        next: `bellhop message show ${id}`,
      });
    },
  };
}
