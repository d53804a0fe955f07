import type { EncodedAnswer, Envelope, MessageFault, MessageOutcome } from '../../core/model/connector.js';
import { faultsOf } from '../shared/outcome-faults.js';
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
 * answer is given after the commit. The grammar has no place for warnings: what was left out of a message stands in the journal.
 */
export function encodeMews(envelope: Envelope, outcome: MessageOutcome): EncodedAnswer {
  const errors = faultsOf(outcome).map(toError);
  const document = {
    ...(envelope.echo_token === null ? {} : { messageId: envelope.echo_token }),
    success: errors.length === 0,
    asyncConfirmation: false,
    errors,
  };
  return { status: 200, contentType: CONTENT_TYPE, body: JSON.stringify(document) };
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
