import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import type { AppError } from '../../core/model/errors.js';
import { mewsCodeOf } from './profile.js';

const CONTENT_TYPE = 'application/json; charset=utf-8';

interface MewsError {
  readonly code: number;
  readonly message: string;
  readonly rateCode?: string;
  readonly categoryCode?: string;
}

/**
 * HTTP 200 whatever happened; success, or the errors by number ("Mews, responses"). Confirmation is never asynchronous: the
 * answer is given after the commit.
 */
export function encodeMews(envelope: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const errors = errorsOf(outcome);
  const document = {
    ...(envelope.echo_token === null ? {} : { messageId: envelope.echo_token }),
    success: errors.length === 0,
    asyncConfirmation: false,
    errors,
  };
  return { status: 200, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
}

function errorsOf(outcome: MessageOutcome): readonly MewsError[] {
  if (outcome.kind === 'refused') return outcome.faults.map(toError);
  return outcome.kind === 'failed' ? errorsOfFailure(outcome.error) : [];
}

function errorsOfFailure(error: AppError): readonly MewsError[] {
  if (error.faults.length > 0) return error.faults.map(toError);
  return [{ code: mewsCodeOf(error.code), message: error.message }];
}

/** Mews disables the mapping that is named, so it is named only where the code itself is unknown. */
function toError({ code, pointer, message, subject }: MessageFault): MewsError {
  return {
    code: mewsCodeOf(code),
    message: pointer === '' ? message : `${pointer}: ${message}`,
    ...(code === 'RATE_NOT_FOUND' && subject !== undefined ? { rateCode: subject } : {}),
    ...(code === 'ROOM_NOT_FOUND' && subject !== undefined ? { categoryCode: subject } : {}),
  };
}
