import { newUnit, restate, type Unit } from './night-units.js';

/*
 * The arithmetic of DESIGN section 3, told a second time and on purpose in another way than the product does: no tables,
 * no counters of pushes, only what each side knows. One room type; nights and moments are plain numbers.
 */

export interface ModelStay {
  readonly from: number;
  readonly length: number;
  readonly rooms: number;
}

export type Stage = 'untold' | 'told' | 'refused' | 'acknowledged' | 'overtaken';

export interface ModelRevision {
  action: 'new' | 'modify' | 'cancel';
  /** The booking's number for the state that it tells. */
  number: number;
  stage: Stage;
  stay: ModelStay;
}

export type ModelStatus = 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'FAILED';

export interface ModelBooking {
  status: ModelStatus;
  number: number;
  stay: ModelStay;
  expiresAt: number | null;
  readonly units: Unit[];
  readonly revisions: ModelRevision[];
}

export interface TimedPush {
  readonly available: number;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** The sender's own clock; null where the push carries none. */
  readonly sentAt: number | null;
}

export function nightsOfStay({ from, length }: ModelStay): number[] {
  return Array.from({ length }, (_, i) => from + i);
}

/** What each side counts of each night, and what the PMS was told of each booking. */
export class InventoryModel {
  private readonly nights = new Map<number, { P: number; resend: boolean }>();
  private readonly lastSent = new Map<number, number>();
  readonly bookings: ModelBooking[] = [];

  /** @param direct nobody's word is waited for */
  constructor(private readonly direct: boolean) {}

  /** P: what the PMS has, by its last word and what it took since. U: units that wait for its word. */
  night(night: number): { P: number; U: number; resend: boolean } {
    const { P, resend } = this.nights.get(night) ?? { P: 0, resend: false };
    return { P, U: this.unitsOn(night).filter((unit) => unit.countedAt === null).length, resend };
  }

  available(night: number): number {
    const { P, U } = this.night(night);
    return Math.max(0, P - U);
  }

  push({ available, from, to, sentAt }: TimedPush): void {
    for (let night = from; night <= to; night += 1) {
      if (sentAt !== null) {
        if (sentAt < (this.lastSent.get(night) ?? -Infinity)) continue;
        this.lastSent.set(night, sentAt);
      }
      const cell = this.open(night);
      const later = this.unitsOn(night).filter(
        (unit) => (unit.countedAt ?? -Infinity) > (sentAt ?? Infinity),
      );
      const uncounted = this.direct ? 0 : later.length;
      cell.P = available - uncounted;
      const underWay = this.direct ? [] : this.underWay(night);
      for (const unit of underWay) {
        unit.doubted ||= unit.told;
        unit.endDoubted ||= unit.endTold;
      }
      if (underWay.length === 0) cell.resend = uncounted > 0;
    }
  }

  /** A booking that has its nights, or null when one is sold out. */
  take(stay: ModelStay, status: 'PENDING' | 'CONFIRMED'): ModelBooking | null {
    const nights = nightsOfStay(stay);
    if (nights.some((night) => this.available(night) < stay.rooms)) return null;
    const booking: ModelBooking = { status, number: 1, stay, expiresAt: null, units: [], revisions: [] };
    this.bookings.push(booking);
    this.add(
      booking,
      nights.flatMap((night) => Array<number>(stay.rooms).fill(night)),
    );
    if (status === 'CONFIRMED') this.tell(booking, 'modify');
    return booking;
  }

  confirm(booking: ModelBooking): void {
    booking.status = 'CONFIRMED';
    booking.number += 1;
    booking.expiresAt = null;
    this.tell(booking, 'modify');
  }

  /** A hold that comes to nothing. */
  fail(booking: ModelBooking): void {
    booking.status = 'FAILED';
    booking.number += 1;
    booking.expiresAt = null;
    this.drop(
      booking,
      booking.units.filter((unit) => unit.gone === null),
    );
  }

  /** Money landed after all. @returns false when the nights are gone. */
  revive(booking: ModelBooking): boolean {
    const { stay } = booking;
    if (nightsOfStay(stay).some((night) => this.available(night) < stay.rooms)) return false;
    for (const unit of booking.units.filter(({ gone }) => gone === booking.number)) {
      Object.assign(unit, { gone: null, back: false });
      if (this.direct) this.open(unit.night).P -= 1;
    }
    this.confirm(booking);
    return true;
  }

  /** @returns false when a night that it lacks is sold out: then nothing has changed. */
  modify(booking: ModelBooking, stay: ModelStay): boolean {
    const next = restate(booking.units, { nights: nightsOfStay(stay), rooms: stay.rooms }, toldOf(booking));
    const counts = new Map<number, number>();
    for (const night of next.missing) counts.set(night, (counts.get(night) ?? 0) + 1);
    if ([...counts].some(([night, count]) => this.available(night) < count)) return false;
    booking.number += 1;
    booking.stay = stay;
    for (const unit of next.kept) Object.assign(unit, { gone: null, state: booking.number });
    this.add(booking, next.missing);
    this.drop(booking, next.dropped);
    if (booking.status === 'CONFIRMED') this.tell(booking, 'modify');
    return true;
  }

  cancel(booking: ModelBooking): void {
    const wasTold = booking.status === 'CONFIRMED';
    booking.status = 'CANCELLED';
    booking.number += 1;
    booking.expiresAt = null;
    this.drop(
      booking,
      booking.units.filter((unit) => unit.gone === null),
    );
    if (wasTold) this.tell(booking, 'cancel');
  }

  /** The feed of the PMS: each booking's revisions in their order. */
  read(): { booking: ModelBooking; revision: ModelRevision }[] {
    return this.bookings.flatMap((booking) =>
      booking.revisions
        .filter(({ stage }) => stage === 'untold' || stage === 'told')
        .map((revision) => {
          revision.stage = 'told';
          for (const unit of booking.units.filter(({ back }) => !back)) {
            unit.told ||= unit.since <= revision.number;
            unit.endTold ||= unit.gone !== null && unit.gone <= revision.number;
          }
          return { booking, revision };
        }),
    );
  }

  decide(booking: ModelBooking, revision: ModelRevision, verdict: { accepted: boolean; at: number }): void {
    if (revision.stage === 'acknowledged' || revision.stage === 'overtaken') return;
    if (!verdict.accepted) {
      revision.stage = 'refused';
      return;
    }
    revision.stage = 'acknowledged';
    const waiting = this.direct ? [] : booking.units.filter(({ back }) => !back);
    for (const unit of waiting) this.acknowledge(unit, revision, verdict.at);
    // It has heard how things stand; how they stood before is not told again.
    for (const older of booking.revisions.filter(({ number }) => number < revision.number)) {
      if (older.stage === 'told' || older.stage === 'refused') older.stage = 'overtaken';
    }
  }

  private acknowledge(unit: Unit, { number }: ModelRevision, at: number): void {
    const cell = this.open(unit.night);
    if (unit.gone !== null && unit.gone <= number) {
      unit.back = true;
      if (unit.countedAt === null) cell.resend ||= unit.doubted || !unit.told;
      else if (unit.endDoubted) cell.resend = true;
      else cell.P += 1;
    } else if (unit.countedAt === null && unit.since <= number) {
      unit.countedAt = at;
      cell.P -= 1;
      cell.resend ||= unit.doubted;
    }
  }

  private add(booking: ModelBooking, nights: readonly number[]): void {
    for (const night of nights) {
      const unit = newUnit(night, booking.number);
      booking.units.push(unit);
      if (!this.direct) continue;
      unit.countedAt = -Infinity;
      this.open(night).P -= 1;
    }
  }

  /** They wait for the word of a PMS that knows of them; all others are free at once. */
  private drop(booking: ModelBooking, units: readonly Unit[]): void {
    const told = toldOf(booking);
    for (const unit of units) {
      unit.gone = booking.number;
      unit.back = this.direct || unit.since > told;
      if (this.direct) this.open(unit.night).P += 1;
    }
  }

  /** What was not handed out yet is not worth telling once something newer is. */
  private tell(booking: ModelBooking, action: 'modify' | 'cancel'): void {
    const { revisions, number, stay } = booking;
    const last = revisions.at(-1);
    const known = toldOf(booking) > 0;
    if (last?.stage === 'untold') revisions.pop();
    if (action === 'cancel' && !known) return;
    revisions.push({ action: known ? action : 'new', number, stay, stage: 'untold' });
  }

  /** Units on a night that a PMS has been told of, or of whose end, and has not taken in yet. */
  private underWay(night: number): Unit[] {
    return this.bookings.flatMap(({ units, revisions }) => {
      const open = revisions.filter(({ stage }) => stage === 'told' || stage === 'refused');
      return units.filter(
        (unit) =>
          unit.night === night &&
          !unit.back &&
          open.some(
            ({ number }) =>
              (unit.countedAt === null && unit.since <= number) ||
              (unit.gone !== null && unit.gone <= number),
          ),
      );
    });
  }

  private unitsOn(night: number): Unit[] {
    return this.allOn(night).filter((unit) => !unit.back);
  }

  private allOn(night: number): Unit[] {
    return this.bookings.flatMap(({ units }) => units.filter((unit) => unit.night === night));
  }

  private open(night: number): { P: number; resend: boolean } {
    let cell = this.nights.get(night);
    if (cell === undefined) this.nights.set(night, (cell = { P: 0, resend: false }));
    return cell;
  }
}

/** The last revision that the PMS was handed; 0 for none. */
export function toldOf(booking: ModelBooking): number {
  return Math.max(
    0,
    ...booking.revisions.filter(({ stage }) => stage !== 'untold').map(({ number }) => number),
  );
}
