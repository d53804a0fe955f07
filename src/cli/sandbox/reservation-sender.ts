import type { BookingBook, StoredBooking } from './bookings.js';
import type { FaultDice } from './fault-settings.js';
import type { DeliveryVerdict, ReservationWriter } from './reservations/reservation-writer.js';
import type { SendToGateway } from './send-to-gateway.js';

/** Milliseconds before the second try, the third, ...; the last one again and again. */
const RETRY_MS = [250, 500, 1_000, 2_000, 4_000, 8_000] as const;
const MOST_TRIES = 100;
/** How long a message that is to be overtaken waits for another one. */
const HELD_MS = 1_000;

export interface SenderDeps {
  readonly writer: ReservationWriter;
  readonly send: SendToGateway;
  readonly book: BookingBook;
  readonly dice: FaultDice;
  readonly identity: { readonly partner: string; readonly key: string };
  readonly nextId: () => string;
  readonly now: () => string;
  readonly stopped: AbortSignal;
}

/**
 * Sends a channel's bookings to Bellhop: what one booking has to tell in order, the next only after the answer to the one before, and
 * again until it is answered. The channel's faults turn the order round or send a message twice.
 */
export class ReservationSender {
  private readonly chains = new Map<string, Promise<void>>();
  private held: (() => void) | null = null;

  constructor(private readonly deps: SenderDeps) {}

  /** Resolves after the first try, or at once where the message is to be overtaken. */
  async send(booking: StoredBooking): Promise<void> {
    if (this.held === null && this.deps.dice.strikes('reorder')) {
      const timer = setTimeout(() => this.release(), HELD_MS).unref();
      this.held = () => {
        clearTimeout(timer);
        void this.enqueue(booking);
      };
      return;
    }
    await this.enqueue(booking);
    this.release();
  }

  private release(): void {
    const { held } = this;
    this.held = null;
    held?.();
  }

  private enqueue(booking: StoredBooking): Promise<void> {
    const key = JSON.stringify([booking.hotel_code, booking.reference]);
    let tried: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (tried = resolve));
    const before = this.chains.get(key) ?? Promise.resolve();
    const chain = before.then(() => this.deliver(booking, tried));
    this.chains.set(key, chain);
    void chain.then(() => {
      if (this.chains.get(key) === chain) this.chains.delete(key);
    });
    return first;
  }

  private async deliver(booking: StoredBooking, tried: () => void): Promise<void> {
    const { dice, stopped, book } = this.deps;
    for (let attempt = 0; attempt < MOST_TRIES && !stopped.aborted; attempt++) {
      if (attempt > 0) await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length) - 1] ?? 0, stopped);
      const verdict = await this.attempt(booking, attempt > 0);
      if (verdict.kind !== 'retry') {
        if (dice.strikes('duplicate')) await this.sendCopy(booking);
        tried();
        return;
      }
      tried();
    }
    book.note(booking, { delivery: 'refused' });
    tried();
  }

  private async attempt(booking: StoredBooking, repeated: boolean): Promise<DeliveryVerdict> {
    const { our_number, verdict, deliveries } = await this.sendOnce(booking, repeated);
    this.deps.book.note(booking, {
      deliveries,
      ...(verdict.kind === 'accepted'
        ? { delivery: 'acknowledged', error: null, our_number: verdict.our_number ?? our_number }
        : { delivery: verdict.kind === 'refused' ? 'refused' : 'queued', error: verdict.error }),
    });
    return verdict;
  }

  /** Of a message that is settled: what becomes of its copy, lost ones too, changes nothing. */
  private async sendCopy(booking: StoredBooking): Promise<void> {
    const { deliveries } = await this.sendOnce(booking, true);
    this.deps.book.note(booking, { deliveries });
  }

  private async sendOnce(booking: StoredBooking, repeated: boolean): Promise<Sent> {
    const { writer, send, book, identity, nextId, now } = this.deps;
    const known = book.find(booking.hotel_code, booking.reference);
    const deliveries = known?.deliveries ?? 0;
    const our_number = known?.our_number ?? booking.our_number;
    const told = { ...booking, our_number, deliveries };
    const reply = await send(writer.write(told, { ...identity, id: nextId(), now: now(), repeated }));
    return { our_number, verdict: writer.read(reply), deliveries: deliveries + 1 };
  }
}

interface Sent {
  readonly our_number: string | null;
  readonly verdict: DeliveryVerdict;
  readonly deliveries: number;
}

function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      stopped.removeEventListener('abort', done);
      resolve();
    }
    stopped.addEventListener('abort', done);
  });
}
