import type { Statement } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { ANSWERS, type IdempotencyScope } from './idempotency.js';
import { BOOKED, BURIED } from './known-references.js';
import type { WholeReference } from './tombstones.js';

/** What makes a request an intent of its own: null where it gave no such thing. */
export interface IntentKeys {
  readonly scope: IdempotencyScope | null;
  readonly reference: WholeReference | null;
}

/** Reads that tell which intents somebody has had before; those that are null are not asked for. */
export interface IntentCheck {
  readonly statements: readonly Statement[];
  /** @param results rows of each statement @returns the places of the intents in their list */
  readonly findKnown: (results: readonly unknown[][]) => ReadonlySet<number>;
}

/** For the transaction that is to write what they stand for: an answer, a booking, a cancellation that came before. */
export function checkIntents(intents: readonly (IntentKeys | null)[]): IntentCheck {
  const checks = [
    check(
      ANSWERS,
      places(intents, (intent) => intent.scope),
    ),
    check(
      BOOKED,
      places(intents, (intent) => intent.reference),
    ),
    check(
      BURIED,
      places(intents, (intent) => intent.reference),
    ),
  ].flatMap((each) => each ?? []);
  return {
    statements: checks.map(({ statement }) => statement),
    findKnown: (results) =>
      new Set(checks.flatMap(({ findKnown }, index) => findKnown(results[index] ?? []))),
  };
}

interface Place<K> {
  readonly key: K;
  readonly place: number;
}

function places<K>(
  intents: readonly (IntentKeys | null)[],
  keyOf: (intent: IntentKeys) => K | null,
): Place<K>[] {
  return intents.flatMap((intent, place) => {
    const key = intent === null ? null : keyOf(intent);
    return key === null ? [] : [{ key, place }];
  });
}

function check<K, R>(
  read: KeyedRead<K, R>,
  asked: readonly Place<K>[],
): { statement: Statement; findKnown: (rows: readonly unknown[]) => number[] } | null {
  if (asked.length === 0) return null;
  const keys = asked.map(({ key }) => key);
  return {
    statement: read.statement(keys),
    findKnown: (rows) => {
      if (rows.length === 0) return [];
      const found = read.share(keys, rows as readonly R[]);
      return asked.flatMap(({ place }, index) => ((found[index]?.length ?? 0) > 0 ? [place] : []));
    },
  };
}
