import type {
  DecodedContent,
  DecodedMessage,
  MessageFault,
  MessageOutcome,
} from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import type { ReservationResult } from '../core/model/incoming-reservation.js';
import type { Partner } from '../core/partners/partner.js';
import type { App } from '../core/app.js';
import { classifyError } from './classify-error.js';
import { causeOf, outcomeOf, type JournalOutcome } from './journalled.js';
import { leftOutOf } from './left-out.js';
import { oneHotel } from './one-hotel.js';

/** A read takes the oldest ones first; what is left comes with the next read, once these are acknowledged. */
const REVISIONS_PER_READ = 100;

export type MessageDeps = Pick<
  App,
  'applyAri' | 'handOutRevisions' | 'decideRevisions' | 'receiveReservations' | 'listRoomRates'
>;

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
  /** Its contract judges each reservation of a message by itself (Dialect.failure_unit); absent: the message as a whole. */
  readonly perItem?: boolean;
}

/** Does what a decoded message asks for, through one use case. Never throws: a failure is an outcome to be encoded. */
export async function carryOut(deps: MessageDeps, message: Message): Promise<MessageVerdict> {
  const { decoded } = message;
  if (decoded.content === null) {
    const { faults } = decoded;
    return { outcome: { kind: 'refused', faults }, journal: 'REFUSED', cause: faultsText(faults) };
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
  { partner, decoded, requestId, perItem = false }: Message,
  content: DecodedContent,
): Promise<MessageVerdict> {
  switch (content.kind) {
    case 'ari':
      return applied(deps, { partner, decoded, requestId }, content);
    case 'ping':
      return { outcome: { kind: 'pong', echo: content.echo }, journal: 'ANSWERED' };
    case 'read': {
      const { hotel_code, serial, since } = content;
      const query = { hotel_code, limit: REVISIONS_PER_READ, serial: serial === true, since };
      const reservations = await deps.handOutRevisions(partner, query);
      return { outcome: { kind: 'reservations', reservations }, journal: 'ANSWERED' };
    }
    case 'verdicts':
      await deps.decideRevisions(partner, [...content.verdicts], { request_id: requestId });
      return { outcome: { kind: 'applied' }, journal: 'APPLIED' };
    case 'reservations': {
      const received = { request_id: requestId, whole: !perItem };
      const results = await deps.receiveReservations(partner, content.reservations, received);
      return receivedVerdict(results, decoded);
    }
    case 'room_list': {
      const { hotel_code } = content;
      const room_rates = await deps.listRoomRates(partner, hotel_code);
      return { outcome: { kind: 'room_list', hotel_code, room_rates }, journal: 'ANSWERED' };
    }
    case 'document':
      throw new AppError('UNSUPPORTED_UPDATE', `A message of kind "${content.kind}" is not taken here.`);
  }
}

async function applied(
  deps: Pick<App, 'applyAri'>,
  { partner, decoded, requestId }: Message,
  content: Extract<DecodedContent, { kind: 'ari' }>,
): Promise<MessageVerdict> {
  await deps.applyAri(partner, oneHotel(content), { requestId });
  const { warnings, cause } = warningsOf(decoded);
  return {
    outcome: { kind: 'applied', ...(warnings === undefined ? {} : { warnings }) },
    journal: 'APPLIED',
    ...(cause === undefined ? {} : { cause }),
  };
}

function faultsText(faults: readonly MessageFault[]): string {
  return faults
    .map((fault) => `${fault.pointer} ${fault.message}`)
    .join('; ')
    .slice(0, 1_000);
}

/** What was left out of a message, for its answer and for the journal: some contracts have no word for it. */
export function warningsOf(decoded: DecodedMessage): { warnings?: readonly MessageFault[]; cause?: string } {
  const warnings = leftOutOf(decoded);
  return warnings.length === 0 ? {} : { warnings, cause: faultsText(warnings) };
}

/** What was refused is the cause that the journal keeps, also beside reservations that were taken. */
function receivedVerdict(results: readonly ReservationResult[], decoded: DecodedMessage): MessageVerdict {
  const refused = results.flatMap((result) => (result.kind === 'refused' ? result : []));
  const said = refused.map(({ reference, code, message }) => `${reference} ${code}: ${message}`);
  const { warnings, cause: left } = warningsOf(decoded);
  const cause = [...said, ...(left === undefined ? [] : [left])].join('; ');
  const passing = refused.some(({ retryable }) => retryable);
  const all = refused.length === results.length && results.length > 0;
  return {
    outcome: { kind: 'received', results, ...(warnings === undefined ? {} : { warnings }) },
    journal: all ? (passing ? 'FAILED' : 'REFUSED') : 'APPLIED',
    ...(cause === '' ? {} : { cause: cause.slice(0, 1_000) }),
  };
}

/** The hotel that a message is about, in the sender's own code; null where it names none. */
export function hotelCodeOf(content: DecodedContent | null): string | null {
  if (content?.kind === 'ari') return content.ari.hotel_code;
  if (content?.kind === 'reservations') return content.reservations[0]?.hotel_code ?? null;
  if (content === null || !('hotel_code' in content)) return null;
  return content.hotel_code;
}
