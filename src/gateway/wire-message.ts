import type { DecodedContent, DecodedMessage, MessageOutcome } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';
import type { App } from '../core/app.js';
import { classifyError } from './classify-error.js';
import { causeOf, outcomeOf, type JournalOutcome } from './journalled.js';

/** A read takes the oldest ones first; what is left comes with the next read, once these are acknowledged. */
const REVISIONS_PER_READ = 100;

export type MessageDeps = Pick<App, 'applyAri' | 'handOutRevisions' | 'decideRevisions'>;

export interface MessageVerdict {
  readonly outcome: MessageOutcome;
  readonly journal: JournalOutcome;
  readonly cause?: string;
  /** Set where something failed, for the caller to log and to choose a status by. */
  readonly error?: AppError;
}

interface Message {
  readonly partner: Partner;
  readonly decoded: DecodedMessage;
  readonly requestId: string;
}

/** Does what a decoded message asks for, through one use case. Never throws: a failure is an outcome to be encoded. */
export async function carryOut(deps: MessageDeps, message: Message): Promise<MessageVerdict> {
  const { decoded } = message;
  if (decoded.content === null) {
    const { faults } = decoded;
    const cause = faults.map((fault) => `${fault.pointer} ${fault.message}`).join('; ');
    return { outcome: { kind: 'refused', faults }, journal: 'REFUSED', cause: cause.slice(0, 1_000) };
  }
  try {
    return await dispatch(deps, message, decoded.content);
  } catch (thrown) {
    const error = classifyError(thrown);
    return { outcome: { kind: 'failed', error }, journal: outcomeOf(error), cause: causeOf(error), error };
  }
}

async function dispatch(
  deps: MessageDeps,
  { partner, requestId }: Message,
  content: DecodedContent,
): Promise<MessageVerdict> {
  switch (content.kind) {
    case 'ari':
      await deps.applyAri(partner, content.ari, { requestId });
      return { outcome: { kind: 'applied' }, journal: 'APPLIED' };
    case 'ping':
      return { outcome: { kind: 'pong', echo: content.echo }, journal: 'ANSWERED' };
    case 'read': {
      const query = { hotel_code: content.hotel_code, limit: REVISIONS_PER_READ };
      const reservations = await deps.handOutRevisions(partner, query);
      return { outcome: { kind: 'reservations', reservations }, journal: 'ANSWERED' };
    }
    case 'verdicts':
      await deps.decideRevisions(partner, [...content.verdicts], { request_id: requestId });
      return { outcome: { kind: 'applied' }, journal: 'APPLIED' };
    case 'reservations':
    case 'room_list':
    case 'document':
      throw new AppError('UNSUPPORTED_UPDATE', `A message of kind "${content.kind}" is not taken here.`);
  }
}

/** The hotel that a message is about, in the sender's own code; null where it names none. */
export function hotelCodeOf(content: DecodedContent | null): string | null {
  if (content?.kind === 'ari') return content.ari.hotel_code;
  if (content === null || !('hotel_code' in content)) return null;
  return content.hotel_code;
}
