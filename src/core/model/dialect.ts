/**
 * What the words of one wire contract mean, as data: the codecs read it, a partner may override it, and
 * `bellhop adapter list` shows it.
 */
export interface Dialect {
  /** Name of the dialect: the connector's id, or that and a habit of its own, for example `ota-weekendesk`. */
  readonly id: string;
  readonly title: string;
  /** What SetMinLOS and the like mean: a limit on the arrival night, or on every night of the stay. */
  readonly los: 'arrival' | 'through';
  /** The same night set twice in one message. */
  readonly duplicate_dates: 'last' | 'first' | 'refuse';
  /** A restriction that a message leaves out: stays, goes back to the contract's default, or is deleted. */
  readonly absent_restriction: 'unchanged' | 'reset' | 'deleted';
  /** A count that a message leaves out where one could stand. */
  readonly absent_count: 'unchanged' | 'zero';
  /** What an instruction without rate code sets: the room itself, or each of its rate plans. */
  readonly rate_absent: 'room' | 'every_rate';
  /** Whether the last date of a range of nights belongs to it. */
  readonly range_end: 'inclusive' | 'exclusive';
  /** What is refused when one item is wrong: the whole message, or that item alone. */
  readonly failure_unit: 'message' | 'item';
  /** Whose stock a count is. */
  readonly stock_level: 'room' | 'rate_plan';
  /** Whether a message must name the hotel; absent: it must. */
  readonly hotel_code?: 'required' | 'optional';
  /** Whether the channel lowers its own count when it sells, so that it is not told its own decrement. */
  readonly own_decrement: boolean;
  /** minus_one: a stay limit of -1 closes to arrival (minimum) or departure (maximum), 0 opens; absent: never. */
  readonly los_closes?: 'never' | 'minus_one';
  /** What a wrong value costs where each item is judged by itself: only itself, or its whole item; absent: the item. */
  readonly faulty_field?: 'dropped' | 'drops_item';
  /** Count types (code list INV) that say what may be booked, the one that counts first; absent: 2 alone. */
  readonly bookable_counts?: readonly string[];
  /** after_success: of one push a message of another kind follows only when those before it were accepted; absent: each by itself. */
  readonly request_order?: 'independent' | 'after_success';
  /** Prices for other ages than adults: refused, read over, or kept where the model has a place; absent: refused. */
  readonly child_prices?: 'refuse' | 'ignore' | 'keep';
  readonly limits: DialectLimits;
  /** The contract's texts and numbers for what goes wrong, by our error code. */
  readonly errors: Readonly<Partial<Record<string, DialectError>>>;
}

/** Everything absent is not limited by the contract. */
export interface DialectLimits {
  readonly body_bytes?: number;
  /** Values (one of one night) in one message. */
  readonly values?: number;
  readonly items?: number;
  /** Nights between the first and the last of one message. */
  readonly nights?: number;
  /** One calendar month per message. */
  readonly one_month?: boolean;
  /** Messages under way at the same time for one hotel. */
  readonly connections?: number;
  /** How much may be sent in a time; all of them hold. */
  readonly budgets?: readonly RequestBudget[];
  /** Length of the codes. */
  readonly room_code?: number;
  readonly rate_code?: number;
  /** Highest number of guests that a price may be for. */
  readonly guests?: number;
  /** How far back and ahead dates may lie, in days from today. */
  readonly days_back?: number;
  readonly days_ahead?: number;
  /** Seconds before attempt 2, 3, ... */
  readonly retry_seconds?: readonly number[];
  readonly timeout_seconds?: number;
}

/** So many requests, or values of one night, within any span of so many seconds. */
export interface RequestBudget {
  readonly counts: 'requests' | 'values';
  readonly most: number;
  readonly seconds: number;
  /** What has it for itself: each kind of message of a property, a property, or the access token (all that one partner is sent). */
  readonly per: 'message' | 'property' | 'token';
}

export interface DialectError {
  readonly type?: number;
  readonly code: number | string;
  /** Fixed by the contract, `{code}` stands for the code that is not known. */
  readonly text?: string;
}

/** The fields that a partner may set for itself, with what each may be. */
export const DIALECT_CHOICES = {
  los: ['arrival', 'through'],
  duplicate_dates: ['last', 'first', 'refuse'],
  absent_restriction: ['unchanged', 'reset', 'deleted'],
  absent_count: ['unchanged', 'zero'],
  rate_absent: ['room', 'every_rate'],
  failure_unit: ['message', 'item'],
  stock_level: ['room', 'rate_plan'],
  faulty_field: ['dropped', 'drops_item'],
  los_closes: ['never', 'minus_one'],
  child_prices: ['refuse', 'ignore', 'keep'],
} as const satisfies { readonly [Field in keyof Dialect]?: readonly Dialect[Field][] };

export type DialectField = keyof typeof DIALECT_CHOICES;

/** What one partner means otherwise than its dialect. */
export type DialectOverrides = Partial<Pick<Dialect, DialectField>>;
