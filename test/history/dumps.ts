export interface HotelDump {
  readonly hotel_id: string;
  readonly inventory_mode: string;
}

export interface InventoryRow {
  readonly room_id: string;
  readonly date: string;
  readonly available_rooms: number;
  readonly pms_rooms: number;
  readonly unacked_rooms: number;
  readonly closed: number;
  readonly version: number;
}

export interface BookingRow {
  readonly booking_id: string;
  readonly partner_id: string;
  readonly partner_reference: string | null;
  readonly hotel_id: string;
  readonly status: string;
  readonly check_in_date: string;
  readonly check_out_date: string;
  readonly revision: number;
}

/** What only the booking's own table tells of it. */
export interface BookingDump extends BookingRow {
  readonly oversold: number;
  /** Decimal text, as all amounts here. */
  readonly total_price: string;
  readonly expires_at: string | null;
}

export interface BookingRoomRow {
  readonly booking_room_id: string;
  readonly booking_id: string;
  readonly room_id: string;
  readonly quantity: number;
  /** Null: a line of the present, or last, state. */
  readonly dropped_revision: number | null;
}

/** A lot: units of a night that one revision added. */
export interface BookingNightRow {
  readonly booking_room_id: string;
  readonly booking_id: string;
  readonly room_id: string;
  readonly date: string;
  readonly quantity: number;
  readonly acked: number;
  readonly revision: number;
  readonly dropped_revision: number | null;
  readonly returned: number;
}

export interface HoldRow {
  readonly booking_id: string;
  readonly expires_at: string;
}

export interface RevisionDump {
  readonly revision_id: string;
  readonly booking_id: string;
  readonly revision: number;
  readonly action: string;
  readonly state: string;
}

export interface PaymentRow {
  readonly payment_id: string;
  readonly booking_id: string;
  readonly status: string;
  readonly amount: string;
  readonly refunded_amount: string;
  readonly idempotency_token: string;
  readonly card_token: string | null;
}

export interface RefundRow {
  readonly payment_id: string;
  readonly amount: string;
  readonly state: string;
}

/** The bank's own books, whatever anybody was told of them. */
export interface ChargeRow {
  readonly idempotency_token: string;
  readonly payment_id: string;
  readonly state: string;
  readonly amount: string;
  readonly refunded_amount: string;
}

export interface KeyRow {
  readonly partner_id: string;
  readonly operation: string;
  readonly idempotency_key: string;
  readonly status: number;
  readonly answer: string;
}

export interface EventRow {
  readonly outbox_id: string;
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly request_id: string | null;
  readonly data: unknown;
}

/** The tables when every client has ended. */
export interface Dumps {
  readonly hotels: readonly HotelDump[];
  readonly room_inventory: readonly InventoryRow[];
  readonly bookings: readonly BookingDump[];
  readonly booking_rooms: readonly BookingRoomRow[];
  readonly booking_room_nights: readonly BookingNightRow[];
  readonly booking_holds: readonly HoldRow[];
  readonly reservation_revisions: readonly RevisionDump[];
  readonly payments: readonly PaymentRow[];
  readonly payment_refunds: readonly RefundRow[];
  readonly simulated_charges: readonly ChargeRow[];
  readonly idempotency_keys: readonly KeyRow[];
  /** In the order in which consumers get them: the log, then what is still in the outbox. */
  readonly events: readonly EventRow[];
  /** What the product's own verification found in the same tables. */
  readonly discrepancies: readonly { readonly invariant: string; readonly finding: string }[];
}
