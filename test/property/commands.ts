import fc from 'fast-check';
import { CARDS, type Card, type Kind } from './booking-model.js';

/** Nights on which stays begin; one that begins on the last reaches so many further. */
export const NIGHTS = 3;
export const BEYOND = 1;
export const REFERENCES = ['A-1', 'A-2'] as const;

interface At {
  readonly from: number;
  readonly length: number;
}

export type Command =
  | ({ readonly kind: 'push'; readonly available: number; readonly ago: number | null } & At)
  | ({ readonly kind: 'book'; readonly as: Kind; readonly rooms: number } & At)
  | { readonly kind: 'again'; readonly pick: number }
  | { readonly kind: 'confirm'; readonly pick: number; readonly card: Card | null }
  | ({ readonly kind: 'modify'; readonly pick: number; readonly rooms: number } & At)
  | ({
      readonly kind: 'restate';
      readonly reference: string;
      readonly revision: number;
      readonly action: 'new' | 'modify';
      readonly rooms: number;
    } & At)
  | { readonly kind: 'cancel'; readonly pick: number }
  | { readonly kind: 'cancel_reference'; readonly reference: string; readonly revision: number }
  | { readonly kind: 'take_up'; readonly pick: number }
  | { readonly kind: 'expire' }
  | { readonly kind: 'jump' }
  | { readonly kind: 'read' }
  | { readonly kind: 'decide'; readonly pick: number; readonly accepted: boolean }
  | { readonly kind: 'restart' };

const at = { from: fc.nat(NIGHTS - 1), length: fc.integer({ min: 1, max: 1 + BEYOND }) };
const pick = fc.nat(1_000);
const rooms = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constant(2), fc.constant(3));
const card = fc.constantFrom(...(Object.keys(CARDS) as Card[]));
const reference = fc.constantFrom(...REFERENCES);
const revision = fc.nat(6);
const mostly = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false));

/** What one kind of command needs beside its kind. */
function of<K extends Command['kind'], T>(
  kind: K,
  weight: number,
  rest: { [P in keyof T]: fc.Arbitrary<T[P]> },
) {
  return { weight, arbitrary: fc.record({ kind: fc.constant(kind), ...rest }) };
}

export const command = fc.oneof(
  // Seconds before now that the sender wrote it; some senders say nothing.
  of('push', 5, {
    available: fc.nat(6),
    ago: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null, freq: 2 }),
    ...at,
  }),
  of('book', 9, {
    as: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Kind>('now') },
      { weight: 3, arbitrary: fc.constant<Kind>('hold') },
      { weight: 3, arbitrary: card },
    ),
    rooms,
    ...at,
  }),
  of('again', 1, { pick }),
  of('confirm', 4, {
    pick,
    card: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, card as fc.Arbitrary<Card | null>),
  }),
  of('modify', 6, { pick, rooms, ...at }),
  of('restate', 4, {
    reference,
    revision,
    action: fc.constantFrom('new' as const, 'modify' as const),
    rooms,
    ...at,
  }),
  of('cancel', 3, { pick }),
  of('cancel_reference', 1, { reference, revision }),
  of('take_up', 3, { pick }),
  of('expire', 2, {}),
  of('jump', 3, {}),
  of('read', 5, {}),
  of('decide', 6, { pick, accepted: mostly }),
  of('restart', 1, {}),
) as fc.Arbitrary<Command>;
