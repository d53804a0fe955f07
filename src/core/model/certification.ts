/**
 * One scenario that a contract demands, as our own case: requests over HTTP in their order, and what must come of each.
 * `bellhop adapter certify ID` runs a connector's list against a gateway.
 */
export interface CertificationCase {
  readonly id: string;
  readonly title: string;
  /** The chapter of the contract that asks for it. */
  readonly source: string;
  /** What a channel's contract finds for sale before the case begins; absent: nothing is changed. */
  readonly on_sale?: CertificationStock;
  readonly steps: readonly CertificationStep[];
}

/** So many rooms of {room} and {room2} under {rate} and {rate2}, nights {day+1} to {day+60}. */
export interface CertificationStock {
  readonly rooms: number;
  /** Decimal text, for one room whatever the party. */
  readonly amount: string;
}

export interface CertificationStep {
  readonly request: {
    readonly method: string;
    readonly path: string;
    /**
     * Without `{key}`, `{basic}`, `{channel_key}` or `{partner}` anywhere in the request, which then has credentials of its own, and
     * without an authorization header, HTTP Basic with partner code and key is sent; an empty authorization header sends none.
     */
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  /**
   * Placeholders {hotel} {room} {room2} {rate} {rate2} {day+N} {key} {partner} {basic} {run} in path, headers and body are
   * filled in, and what earlier steps have captured. {basic} is the base64 of partner:key, {run} differs with every run,
   * {channel_key} is the key of a booking channel at the same hotel.
   */
  readonly expect: CertificationExpectation;
}

export interface CertificationExpectation {
  readonly status?: number;
  /** Texts of the answer, placeholders filled in. */
  readonly contains?: readonly string[];
  readonly lacks?: readonly string[];
  /** By name a regular expression whose first group a later step uses as {name}. */
  readonly capture?: Readonly<Record<string, string>>;
  /** Nights as GET /api/ari shows them afterwards. */
  readonly cells?: readonly CertificationCell[];
}

export interface CertificationCell {
  /** With placeholders. */
  readonly room: string;
  /** Absent: the room itself. */
  readonly rate?: string;
  /** Days from today at the hotel. */
  readonly day: number;
  readonly fields: Readonly<Record<string, unknown>>;
}
