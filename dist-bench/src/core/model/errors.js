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
    SOLD_OUT: { kind: 'conflict', retryable: false },
    PRICE_CHANGED: { kind: 'conflict', retryable: false },
    STAY_RESTRICTED: { kind: 'refused', retryable: false },
    DUPLICATE_REFERENCE: { kind: 'conflict', retryable: false },
    IDEMPOTENCY_MISMATCH: { kind: 'refused', retryable: false },
    IN_PROGRESS: { kind: 'conflict', retryable: true },
    CONFLICT: { kind: 'conflict', retryable: false },
    ROOM_BUSY: { kind: 'unavailable', retryable: true },
    RATE_LIMITED: { kind: 'rate_limited', retryable: true },
    UNAVAILABLE: { kind: 'unavailable', retryable: true },
    SHUTTING_DOWN: { kind: 'unavailable', retryable: true },
    MIGRATIONS_PENDING: { kind: 'misconfigured', retryable: false },
    CONFIG: { kind: 'misconfigured', retryable: false },
    INTERNAL: { kind: 'bug', retryable: false },
};
/** The one error that crosses floors. Its message is shown to partners: it names the place and the remedy. */
export class AppError extends Error {
    code;
    faults;
    retryAfter;
    details;
    next;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.name = 'AppError';
        this.code = code;
        this.faults = options.faults ?? [];
        this.retryAfter = options.retryAfter;
        this.details = options.details ?? {};
        this.next = options.next;
    }
    get kind() {
        return ERROR_TRAITS[this.code].kind;
    }
    get retryable() {
        return ERROR_TRAITS[this.code].retryable;
    }
}
/** Anything thrown, as an AppError: what is not one already is a bug of ours and says nothing of its inside. */
export function toAppError(error) {
    if (error instanceof AppError)
        return error;
    return new AppError('INTERNAL', 'Something went wrong on our side; the request id tells us where to look.', {
        cause: error,
    });
}
//# sourceMappingURL=errors.js.map