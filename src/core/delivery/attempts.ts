import type { PushOutcome, WireRequest } from '../model/channel-codec.js';
import type { Id } from '../model/ids.js';
import type { Database, SqlValue } from '../platform/database.js';
import { createWriteLane } from '../platform/write-lane.js';

export interface Attempt {
  readonly delivery_id: Id;
  readonly attempt: number;
  readonly request: WireRequest;
  readonly urgent: boolean;
  /** null: there was no answer. */
  readonly status: number | null;
  readonly outcome: PushOutcome;
  readonly took_ms: number;
  readonly sent_at: string;
}

export type NoteAttempt = (attempt: Attempt) => Promise<void>;

/**
 * Notes what was sent and what came of it; never the message itself, which holds the password. Those of deliveries that end
 * together share a commit.
 */
export function createNoteAttempt({ database }: { readonly database: Database }): NoteAttempt {
  return createWriteLane<Attempt>({
    write: async (attempts) => {
      await database.run(
        `INSERT INTO delivery_attempts
           (delivery_id, attempt, message, items, night_values, urgent, http_status, outcome, code, detail, took_ms, sent_at)
         VALUES ?`,
        [attempts.map(valuesOf)],
      );
    },
    sizeOf: () => 1,
    room: Infinity,
  });
}

function valuesOf(attempt: Attempt): SqlValue[] {
  const { request, outcome } = attempt;
  const { code, detail } = wordsOf(outcome);
  return [
    ...[attempt.delivery_id, attempt.attempt + 1, request.message.slice(0, 64), request.items.length],
    ...[request.values, attempt.urgent ? 1 : 0, attempt.status, outcome.kind],
    ...[code?.slice(0, 64) ?? null, detail?.slice(0, 300) ?? null, attempt.took_ms, attempt.sent_at],
  ];
}

function wordsOf(outcome: PushOutcome): { code: string | null; detail: string | null } {
  if (outcome.kind === 'accepted') return { code: null, detail: outcome.warnings[0] ?? null };
  if (outcome.kind !== 'partial') return { code: outcome.code, detail: outcome.message };
  const [first] = outcome.items;
  return { code: first?.code ?? null, detail: first?.message ?? null };
}

/** Outcome, code and words on one line. */
export function describeOutcome(outcome: PushOutcome): string {
  const { code, detail } = wordsOf(outcome);
  return [outcome.kind, code, detail].filter((word) => word !== null).join(' ');
}
