/*
 * The arithmetic of DESIGN section 3, told a second time and on purpose in another way than the product does: no
 * tables, no counters of pushes, only what each side knows. One room type; nights and moments are plain numbers.
 */

export interface ModelNight {
  /** What the PMS has, by its last word and what it has acknowledged since. */
  P: number;
  /** Units that wait for an acknowledgement. */
  U: number;
  resend: boolean;
}

type Stage = 'untold' | 'told' | 'refused' | 'acknowledged';

interface ModelRevision {
  readonly action: 'new' | 'cancel';
  stage: Stage;
  /** Nights that were pushed since this revision was first handed out. */
  readonly doubted: Set<number>;
}

interface ModelBooking {
  readonly units: number;
  readonly nights: readonly number[];
  readonly revisions: ModelRevision[];
  cancelled: boolean;
  acknowledgedAt: number | null;
}

export interface TimedPush {
  readonly available: number;
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** The sender's own clock; null where the push carries none. */
  readonly sentAt: number | null;
}

export class InventoryModel {
  private readonly nights = new Map<number, ModelNight>();
  private readonly lastSent = new Map<number, number>();
  readonly bookings: ModelBooking[] = [];

  night(night: number): ModelNight {
    return this.nights.get(night) ?? { P: 0, U: 0, resend: false };
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
      const uncounted = sentAt === null ? 0 : this.acknowledgedAfter(sentAt, night);
      cell.P = available - uncounted;
      const underWay = this.underWay(night);
      for (const revision of underWay) revision.doubted.add(night);
      if (underWay.length === 0) cell.resend = uncounted > 0;
    }
  }

  /** The number of the booking, or null when a night is sold out. */
  book(units: number, nights: readonly number[]): number | null {
    if (nights.some((night) => this.available(night) < units)) return null;
    for (const night of nights) this.open(night).U += units;
    const revisions: ModelRevision[] = [{ action: 'new', stage: 'untold', doubted: new Set() }];
    return this.bookings.push({ units, nights, revisions, cancelled: false, acknowledgedAt: null }) - 1;
  }

  cancel(number: number): void {
    const booking = this.bookings[number];
    if (booking === undefined || booking.cancelled) return;
    booking.cancelled = true;
    const [first] = booking.revisions;
    if (first?.stage !== 'untold') {
      booking.revisions.push({ action: 'cancel', stage: 'untold', doubted: new Set() });
      return;
    }
    booking.revisions.length = 0;
    for (const night of booking.nights) this.open(night).U -= booking.units;
  }

  /** The feed of the PMS: booking number and action, each booking's revisions in their order. */
  read(): { booking: number; action: 'new' | 'cancel' }[] {
    return this.bookings.flatMap((booking, number) =>
      booking.revisions
        .filter((revision) => revision.stage === 'untold' || revision.stage === 'told')
        .map((revision) => {
          revision.stage = 'told';
          return { booking: number, action: revision.action };
        }),
    );
  }

  decide(
    number: number,
    action: 'new' | 'cancel',
    { accepted, at }: { accepted: boolean; at: number },
  ): void {
    const booking = this.bookings[number];
    const revision = booking?.revisions.find((candidate) => candidate.action === action);
    if (booking === undefined || revision === undefined || revision.stage === 'acknowledged') return;
    if (!accepted) {
      revision.stage = 'refused';
      return;
    }
    revision.stage = 'acknowledged';
    if (action === 'new') this.acknowledgeNew(booking, revision, at);
    else this.acknowledgeCancellation(booking, revision);
  }

  private acknowledgeNew(booking: ModelBooking, revision: ModelRevision, at: number): void {
    booking.acknowledgedAt = at;
    for (const night of booking.nights) {
      const cell = this.open(night);
      cell.P -= booking.units;
      cell.U -= booking.units;
      if (revision.doubted.has(night)) cell.resend = true;
    }
  }

  private acknowledgeCancellation(booking: ModelBooking, revision: ModelRevision): void {
    const [first] = booking.revisions;
    for (const night of booking.nights) {
      const cell = this.open(night);
      if (booking.acknowledgedAt === null) {
        cell.U -= booking.units;
        if (first?.doubted.has(night) === true) cell.resend = true;
      } else if (revision.doubted.has(night)) cell.resend = true;
      else cell.P += booking.units;
    }
    // It has heard the end of the story; the beginning is not told again.
    if (first !== undefined) first.stage = 'acknowledged';
  }

  private acknowledgedAfter(moment: number, night: number): number {
    return this.bookings
      .filter((booking) => booking.nights.includes(night) && (booking.acknowledgedAt ?? -Infinity) > moment)
      .reduce((total, booking) => total + booking.units, 0);
  }

  private underWay(night: number): ModelRevision[] {
    return this.bookings
      .filter((booking) => booking.nights.includes(night))
      .flatMap((booking) => booking.revisions)
      .filter((revision) => revision.stage === 'told' || revision.stage === 'refused');
  }

  private open(night: number): ModelNight {
    let cell = this.nights.get(night);
    if (cell === undefined) this.nights.set(night, (cell = { P: 0, U: 0, resend: false }));
    return cell;
  }
}
