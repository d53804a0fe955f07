import type {
  EncodedAnswer,
  Envelope,
  JsonValue,
  MessageFault,
  MessageOutcome,
} from '../../core/model/connector.js';
import type { AppError } from '../../core/model/errors.js';
import { faultsOf, mayPassLater, warningsOf } from '../shared/outcome-faults.js';
import { bookingRevision } from './revision-out.js';
import { BAD_REQUEST, ERRORS, PAUSE_SECONDS, type ErrorForm } from './profile.js';

const CONTENT_TYPE = 'application/json; charset=utf-8';
const FEED_LIMIT = 100;
const NO_TASK = '00000000-0000-0000-0000-000000000000';

/** Answers in the contract's grammar: `data` and `meta` for what was taken, `errors` for what was not. */
export function encodeChannex({ extra = {} }: Envelope, outcome: MessageOutcome): EncodedAnswer {
  switch (outcome.kind) {
    case 'applied':
      return pushAnswer((extra.tasks ?? NO_TASK).split(' '), outcome.warnings ?? []);
    case 'refused':
      return encodeRefused(outcome.faults);
    case 'failed':
      return errorAnswer(outcome.error);
    case 'reservations':
      return feedAnswer(outcome.reservations.map(bookingRevision), {
        page: 1,
        limit: FEED_LIMIT,
        total: outcome.reservations.length,
      });
    case 'room_list':
      return json(200, { data: outcome.room_rates as unknown as JsonValue });
    case 'document':
      return json(200, outcome.document);
    case 'received':
      return receivedAnswer(outcome);
    case 'pong':
      return json(200, { meta: { message: 'Success' } });
  }
}

/** `errors` with each reservation that was refused; what was merely left out is a warning beside the success. */
function receivedAnswer(outcome: MessageOutcome): EncodedAnswer {
  const refused = faultsOf(outcome);
  if (refused.length > 0)
    return errorBody(mayPassLater(outcome) ? ERRORS.unavailable : ERRORS.invalid, detailsOf(refused));
  const warnings = toWarnings(warningsOf(outcome));
  return json(200, { meta: { message: 'Success', ...(warnings.length === 0 ? {} : { warnings }) } });
}

/** A push of which nothing could be taken is answered like any other, for only the warnings tell ("Channex, traps"). */
function encodeRefused(faults: readonly MessageFault[]): EncodedAnswer {
  if (faults.some(({ echo }) => echo !== undefined)) return pushAnswer([], faults);
  const [first] = faults;
  if (first?.code === 'MALFORMED') return errorBody(BAD_REQUEST, [first.message]);
  return errorBody(ERRORS.invalid, detailsOf(faults));
}

function pushAnswer(tasks: readonly string[], faults: readonly MessageFault[]): EncodedAnswer {
  const data = tasks.filter((id) => id !== '').map((id) => ({ id, type: 'task' }));
  return json(200, { data, meta: { message: 'Success', warnings: toWarnings(faults) } });
}

/** One warning for each change object, with its fields as sent and what is wrong with each ("warning notifications"). */
function toWarnings(faults: readonly MessageFault[]): JsonValue[] {
  const byItem = new Map<string, { item: JsonValue; warning: Record<string, string[]> }>();
  for (const { pointer, message, echo } of faults) {
    const key = /^\/values\/\d+/.exec(pointer)?.[0] ?? pointer;
    const known = byItem.get(key) ?? { item: echo?.item ?? {}, warning: {} };
    byItem.set(key, known);
    const field = echo?.field ?? 'values';
    known.warning[field] = [...(known.warning[field] ?? []), echo?.text ?? message];
  }
  return [...byItem.values()].map(({ item, warning }) => ({
    ...(typeof item === 'object' && item !== null && !Array.isArray(item) ? item : { value: item }),
    warning,
  }));
}

export function errorAnswer(error: AppError): EncodedAnswer {
  const form = error.code === 'MALFORMED' ? BAD_REQUEST : ERRORS[error.kind];
  if (error.kind === 'unauthenticated') return errorBody(form);
  if (error.kind === 'rate_limited') {
    const seconds = String(Math.max(1, Math.ceil(error.retryAfter ?? PAUSE_SECONDS)));
    return { ...errorBody(form), headers: { 'Retry-After': seconds } };
  }
  if (error.faults.length > 0 && form.code === 'validation_error')
    return errorBody(form, detailsOf(error.faults));
  return errorBody(form, [error.message]);
}

/** @param details optional in the contract: a list of sentences, or sentences by field. */
export function errorBody(form: ErrorForm, details?: JsonValue): EncodedAnswer {
  const { status, code, title } = form;
  return json(status, { errors: { code, title, ...(details === undefined ? {} : { details }) } });
}

function detailsOf(faults: readonly Pick<MessageFault, 'pointer' | 'message'>[]): JsonValue {
  const details: Record<string, string[]> = {};
  for (const { pointer, message } of faults) {
    const field = pointer.split('/').findLast((step) => step !== '' && !/^\d+$/.test(step)) ?? 'values';
    details[field] = [...(details[field] ?? []), message];
  }
  return details;
}

/** `meta.total` is what a PMS reads until it is 0. */
export function feedAnswer(
  data: readonly JsonValue[],
  page: { readonly page: number; readonly limit: number; readonly total: number },
): EncodedAnswer {
  const meta = { ...page, order_by: 'inserted_at', order_direction: 'asc' };
  return json(200, { data, meta });
}

function json(status: number, document: JsonValue): EncodedAnswer {
  return { status, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
}
