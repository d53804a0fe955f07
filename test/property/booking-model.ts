import { InventoryModel, nightsOfStay, type ModelBooking, type ModelStay } from './inventory-model.js';

/*
 * Holds, payments and channels' own revisions above the arithmetic: what each request must be answered, and what it
 * leaves. The bank is told by the names of its tokens.
 */

/** Cards of the simulated bank, by what becomes of a charge at once, and when it is looked for, or is to be stopped: what is late is due by then. */
export const CARDS = {
  tok_ok: { charge: true, look: true },
  tok_webhook_first: { charge: true, look: true },
  tok_webhook_twice: { charge: true, look: true },
  tok_decline: { charge: false, look: false },
  tok_timeout: { charge: null, look: false },
  tok_timeout_taken: { charge: null, look: true },
  tok_late: { charge: null, look: true },
} as const satisfies Record<string, { charge: boolean | null; look: boolean }>;
export type Card = keyof typeof CARDS;

type PaymentState = 'open' | 'paid' | 'declined' | 'refunded';

export interface Entry {
  readonly booking: ModelBooking;
  payment: { readonly card: Card; state: PaymentState; readonly ofBooking: boolean } | null;
  /** The last word on the request that made it; null while a payment is open. */
  answer: string | null;
  /** The last revision that its channel has told, and what that said. */
  partnerRevision: number | null;
  partnerWord: string | null;
}

function wordOf(stay: ModelStay, action: string): string {
  return JSON.stringify([stay, action]);
}

export type Kind = 'now' | 'hold' | Card;

export class BookingModel {
  readonly inventory: InventoryModel;
  readonly entries: Entry[] = [];
  private readonly references = new Map<string, Entry>();
  private readonly tombstones = new Map<string, number>();

  constructor(
    direct: boolean,
    private readonly holdMs: number,
  ) {
    this.inventory = new InventoryModel(direct);
  }

  /** @returns the entry that it made, if it did, and what it is answered. */
  book(kind: Kind, stay: ModelStay, now: number): { entry: Entry | null; answer: string } {
    const status = kind === 'now' ? 'CONFIRMED' : 'PENDING';
    const booking = this.orReclaiming({ stay, now }, () => this.inventory.take(stay, status));
    if (booking === null) return { entry: null, answer: 'SOLD_OUT' };
    const entry: Entry = { booking, payment: null, answer: status, partnerRevision: null, partnerWord: null };
    this.entries.push(entry);
    if (kind !== 'now') booking.expiresAt = now + this.holdMs;
    if (kind === 'now' || kind === 'hold') return { entry, answer: status };
    entry.answer = null;
    return { entry, answer: this.charge(entry, { card: kind, ofBooking: true }) };
  }

  /** The same request once more. */
  again(entry: Entry): string {
    return entry.answer ?? this.pursue(entry, 'look');
  }

  confirm(entry: Entry, { card, now }: { card: Card | null; now: number }): string {
    const { booking, payment } = entry;
    if (payment !== null && (payment.state === 'open' || booking.status === 'PENDING'))
      return this.pursue(entry, 'look');
    if (booking.status === 'CANCELLED') return 'CONFLICT';
    if (booking.status === 'CONFIRMED') return 'CONFIRMED';
    if (booking.status === 'FAILED') return payment === null ? 'HOLD_EXPIRED' : this.outcome(entry);
    if ((booking.expiresAt ?? Infinity) <= now) {
      this.inventory.fail(booking);
      return 'HOLD_EXPIRED';
    }
    if (card !== null) return this.charge(entry, { card, ofBooking: false });
    this.inventory.confirm(booking);
    return 'CONFIRMED';
  }

  modify(entry: Entry, stay: ModelStay, now: number): string {
    const { booking, payment } = entry;
    const over = booking.status === 'PENDING' && (booking.expiresAt ?? Infinity) <= now;
    if (over || booking.status === 'CANCELLED' || booking.status === 'FAILED') return 'NOT_MODIFIABLE';
    if (JSON.stringify(stay) === JSON.stringify(booking.stay)) return booking.status;
    if (payment?.state === 'open') return 'NOT_MODIFIABLE';
    if (payment !== null && priceOf(stay) > priceOf(booking.stay)) return 'NOT_MODIFIABLE';
    const changed = this.orReclaiming({ stay, now }, () =>
      this.inventory.modify(booking, stay) ? booking : null,
    );
    return changed === null ? 'SOLD_OUT' : booking.status;
  }

  /** A channel's word for the whole state of its reservation. */
  restate(
    reference: string,
    word: { stay: ModelStay; revision: number; action: 'new' | 'modify' },
    now: number,
  ): { entry: Entry | null; answer: string } {
    const entry = this.references.get(reference) ?? null;
    if (entry !== null) return { entry: null, answer: this.restateKnown(entry, word, now) };
    if (word.revision <= (this.tombstones.get(reference) ?? -1)) return { entry: null, answer: 'CANCELLED' };
    const made = this.book('now', word.stay, now);
    if (made.entry === null) return made;
    made.entry.partnerRevision = word.revision;
    made.entry.partnerWord = wordOf(word.stay, word.action);
    this.references.set(reference, made.entry);
    return made;
  }

  private restateKnown(
    entry: Entry,
    { stay, revision, action }: { stay: ModelStay; revision: number; action: 'new' | 'modify' },
    now: number,
  ): string {
    const known = entry.partnerRevision ?? -1;
    const { booking } = entry;
    const word = wordOf(stay, action);
    if (revision <= known) {
      if (booking.status === 'CANCELLED' || action === 'new') return booking.status;
      if (revision < known) return 'STALE_REVISION';
      return word === entry.partnerWord ? booking.status : 'CONFLICT';
    }
    const answer = this.modify(entry, stay, now);
    if (answer === booking.status) Object.assign(entry, { partnerRevision: revision, partnerWord: word });
    return answer;
  }

  cancel(entry: Entry): string {
    const { booking } = entry;
    if (booking.status === 'PENDING' || booking.status === 'CONFIRMED') {
      this.inventory.cancel(booking);
      if (entry.payment?.state === 'paid') entry.payment.state = 'refunded';
    }
    return booking.status;
  }

  cancelReference(reference: string, revision: number): string {
    const entry = this.references.get(reference);
    if (entry === undefined) {
      this.tombstones.set(reference, Math.max(revision, this.tombstones.get(reference) ?? -1));
      return 'CANCELLED';
    }
    if (revision < (entry.partnerRevision ?? -1)) return 'STALE_REVISION';
    entry.partnerRevision = Math.max(revision, entry.partnerRevision ?? -1);
    return this.cancel(entry);
  }

  /** Whoever finds an open payment takes it up. */
  takeUp(entry: Entry): void {
    if (entry.payment?.state !== 'open') return;
    this.pursue(entry, 'look');
  }

  expire(now: number, on: (stay: ModelStay) => boolean = () => true): number {
    const over = this.entries.filter(
      ({ booking }) =>
        booking.status === 'PENDING' && (booking.expiresAt ?? Infinity) <= now && on(booking.stay),
    );
    for (const { booking } of over) this.inventory.fail(booking);
    return over.length;
  }

  private orReclaiming(
    { stay, now }: { stay: ModelStay; now: number },
    work: () => ModelBooking | null,
  ): ModelBooking | null {
    const first = work();
    if (first !== null) return first;
    const nights = new Set(nightsOfStay(stay));
    const reclaimed = this.expire(now, (held) => nightsOfStay(held).some((night) => nights.has(night)));
    return reclaimed === 0 ? null : work();
  }

  private charge(entry: Entry, { card, ofBooking }: { card: Card; ofBooking: boolean }): string {
    entry.payment = { card, state: 'open', ofBooking };
    return this.pursue(entry, 'charge');
  }

  private pursue(entry: Entry, how: 'charge' | 'look'): string {
    const { payment } = entry;
    if (payment?.state === 'open') {
      const taken = CARDS[payment.card][how];
      if (taken === null) return 'pending';
      this.settle(entry, { payment, taken });
    }
    return this.outcome(entry);
  }

  private settle(
    entry: Entry,
    { payment, taken }: { payment: NonNullable<Entry['payment']>; taken: boolean },
  ): void {
    const { booking } = entry;
    payment.state = taken ? 'paid' : 'declined';
    if (booking.status === 'PENDING') {
      if (taken) this.inventory.confirm(booking);
      else this.inventory.fail(booking);
    } else if (taken && (booking.status !== 'FAILED' || !this.inventory.revive(booking))) {
      payment.state = 'refunded';
    }
    if (payment.ofBooking) entry.answer ??= this.outcome(entry);
  }

  private outcome({ booking, payment }: Entry): string {
    if (payment?.state === 'declined') return 'PAYMENT_DECLINED';
    if (booking.status === 'CONFIRMED') return 'CONFIRMED';
    return booking.status === 'CANCELLED' ? 'CONFLICT' : 'HOLD_EXPIRED';
  }
}

/** All nights and rooms cost the same. */
function priceOf({ length, rooms }: ModelStay): number {
  return length * rooms;
}
