/**
 * Every error code of Bellhop, once. Each edge maps the kind: the gateway to HTTP, the CLI to its exit code,
 * a connector to its contract's own numbers. `retryable` means: the very same request may succeed later.
 */
export const ERROR_TRAITS = {
  VALIDATION: { kind: 'invalid', retryable: false },
  MALFORMED: { kind: 'invalid', retryable: false },
  TOO_LARGE: { kind: 'too_large', retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { kind: 'unsupported', retryable: false },
  UNAUTHENTICATED: { kind: 'unauthenticated', retryable: false },
  FORBIDDEN: { kind: 'forbidden', retryable: false },
  NOT_FOUND: { kind: 'not_found', retryable: false },
  METHOD_NOT_ALLOWED: { kind: 'wrong_method', retryable: false },
  HOTEL_NOT_FOUND: { kind: 'not_found', retryable: false },
  ROOM_NOT_FOUND: { kind: 'not_found', retryable: false },
  RATE_NOT_FOUND: { kind: 'not_found', retryable: false },
  PARTNER_NOT_FOUND: { kind: 'not_found', retryable: false },
  BOOKING_NOT_FOUND: { kind: 'not_found', retryable: false },
  REVISION_NOT_FOUND: { kind: 'not_found', retryable: false },
  MESSAGE_NOT_FOUND: { kind: 'not_found', retryable: false },
  HOTEL_INACTIVE: { kind: 'refused', retryable: false },
  CURRENCY_MISMATCH: { kind: 'invalid', retryable: false },
  UNSUPPORTED_UPDATE: { kind: 'invalid', retryable: false },
  PARKED: { kind: 'refused', retryable: false },
  ARCHIVE_DAMAGED: { kind: 'refused', retryable: false },
  SOLD_OUT: { kind: 'conflict', retryable: false },
  PRICE_CHANGED: { kind: 'conflict', retryable: false },
  STAY_RESTRICTED: { kind: 'refused', retryable: false },
  STALE_REVISION: { kind: 'conflict', retryable: false },
  NOT_MODIFIABLE: { kind: 'conflict', retryable: false },
  HOLD_EXPIRED: { kind: 'conflict', retryable: false },
  PAYMENT_DECLINED: { kind: 'unpaid', retryable: false },
  DUPLICATE_REFERENCE: { kind: 'conflict', retryable: false },
  IDEMPOTENCY_MISMATCH: { kind: 'refused', retryable: false },
  WEBHOOK_SIGNATURE: { kind: 'invalid', retryable: false },
  IN_PROGRESS: { kind: 'conflict', retryable: true },
  CONFLICT: { kind: 'conflict', retryable: false },
  ROOM_BUSY: { kind: 'unavailable', retryable: true },
  RATE_LIMITED: { kind: 'rate_limited', retryable: true },
  UNAVAILABLE: { kind: 'unavailable', retryable: true },
  SHUTTING_DOWN: { kind: 'unavailable', retryable: true },
  MIGRATIONS_PENDING: { kind: 'misconfigured', retryable: false },
  CONFIG: { kind: 'misconfigured', retryable: false },
  INTERNAL: { kind: 'bug', retryable: false },
} as const satisfies Record<string, { kind: string; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_TRAITS;
export type ErrorKind = (typeof ERROR_TRAITS)[ErrorCode]['kind'];

/** One fault of a request: where it is (JSON pointer or element path), what is wrong and what to do. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly line?: number;
  /** The sender's own number of the item, where its contract answers by it (OpenTravel RecordID). */
  readonly record_id?: string;
  /** The room or rate code that is not known, where that is the fault. */
  readonly subject?: string;
}

export interface AppErrorOptions {
  readonly faults?: readonly Fault[];
  /** Seconds after which the same request is worth sending again. */
  readonly retryAfter?: number;
  /** Machine-readable facts for the answer; never personal data or secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The next command to run, shown by the CLI. */
  readonly next?: string;
  readonly cause?: unknown;
}

/** The one error that crosses floors. Its message is shown to partners: it names the place and the remedy. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly Fault[];
  readonly retryAfter: number | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly next: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.faults = options.faults ?? [];
    this.retryAfter = options.retryAfter;
    this.details = options.details ?? {};
    this.next = options.next;
  }

  get kind(): ErrorKind {
    return ERROR_TRAITS[this.code].kind;
  }

  get retryable(): boolean {
    return ERROR_TRAITS[this.code].retryable;
  }
}

/** Anything thrown, as an AppError: what is not one already is a bug of ours and says nothing of its inside. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    'INTERNAL',
    'Something went wrong on our side; the request id tells us where to look.',
    {
      cause: error,
    },
  );
}
