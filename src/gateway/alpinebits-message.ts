import type { App } from '../core/app.js';
import type { DecodedContent, DecodedMessage, MessageFault } from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';
import { takeAcknowledgements } from './alpinebits-acknowledgements.js';
import { answerBaseRates } from './alpinebits-base-rates.js';
import { isStatusUpdate, takeStatusUpdate } from './alpinebits-status-update.js';
import { classifyError } from './classify-error.js';
import { causeOf, outcomeOf } from './journalled.js';
import { oneHotel } from './one-hotel.js';
import { carryOut, warningsOf, type MessageDeps, type MessageVerdict } from './wire-message.js';

export interface AlpineBitsDeps
  extends
    MessageDeps,
    Pick<App, 'openCatalogue' | 'resendWanted' | 'hotels' | 'nameHandedOut' | 'readAri' | 'clock'> {}

interface Message {
  readonly partner: Partner;
  readonly decoded: DecodedMessage;
  readonly requestId: string;
}

/** An answer to any message may ask for a full set ("AlpineBits, handshake": SEND_* status requests). */
const SEND_FREE_ROOMS: MessageFault = {
  pointer: '',
  code: 'ALPINEBITS_SEND_FREEROOMS',
  message: 'A booking may or may not be in your counts: please send a complete set of FreeRooms.',
};

/** Does what a decoded document of AlpineBits asks for. Never throws: a failure is an outcome to be encoded. */
export async function carryOutAlpineBits(deps: AlpineBitsDeps, message: Message): Promise<MessageVerdict> {
  const { content } = message.decoded;
  try {
    if (content?.kind === 'reservations' && isStatusUpdate(message.decoded))
      return await takeStatusUpdate(deps, message, content.reservations);
    refuseForeign(message.decoded);
    if (content?.kind === 'ari') return await applyRooms(deps, message, content);
    if (content?.kind === 'document') return await takeDocument(deps, message, content);
    if (content?.kind === 'verdicts') return await takeAcknowledgements(deps, message, content.verdicts);
  } catch (thrown) {
    const error = classifyError(thrown);
    return { outcome: { kind: 'failed', error }, journal: outcomeOf(error), cause: causeOf(error), error };
  }
  return carryOut(deps, message);
}

const ANSWER = /RS$/;

/** Bookings come from channels, and an answer belongs into the response to a message of ours. */
function refuseForeign({ envelope, content }: DecodedMessage): void {
  const name = envelope.message ?? '';
  if (content === null) return;
  if (ANSWER.test(name))
    throw new AppError('UNSUPPORTED_UPDATE', `${name} is an answer; send the request of the action.`);
  if (content.kind === 'reservations') {
    const why = 'a booking that a PMS uploads would be sold a second time; send the rooms that are left';
    throw new AppError('UNSUPPORTED_UPDATE', `${name} is not taken: ${why}.`);
  }
}

async function applyRooms(
  deps: AlpineBitsDeps,
  { partner, requestId, decoded }: Message,
  content: Extract<DecodedContent, { kind: 'ari' }>,
): Promise<MessageVerdict> {
  const ari = oneHotel(content);
  const { warnings } = await deps.applyAri(partner, ari, { requestId });
  const advisories: MessageFault[] = warnings.map((message) => ({ pointer: '', code: 'ADVISORY', message }));
  // It is applied by now: not being able to ask is no reason to say that it is not.
  if (await deps.resendWanted(partner, ari.hotel_code).catch(() => false)) advisories.push(SEND_FREE_ROOMS);
  const left = warningsOf(decoded);
  const all = [...(left.warnings ?? []), ...advisories];
  return {
    outcome: { kind: 'applied', ...(all.length === 0 ? {} : { warnings: all }) },
    journal: 'APPLIED',
    ...(left.cause === undefined ? {} : { cause: left.cause }),
  };
}

/** What is pushed of room categories and of the hotel is kept in the journal, for people to compare. */
async function takeDocument(
  deps: AlpineBitsDeps,
  { partner }: Message,
  { topic, hotel_code, document: asked }: Extract<DecodedContent, { kind: 'document' }>,
): Promise<MessageVerdict> {
  const outcome = { kind: 'applied' } as const;
  // No hotel: an action that came before the handshake.
  if (hotel_code === null) return { outcome, journal: 'ANSWERED' };
  const catalogue = await deps.openCatalogue(partner, hotel_code);
  if (topic === 'base_rates') return answerBaseRates(deps, catalogue, asked);
  const { hotel } = catalogue;
  if (topic !== 'info_request') return { outcome, journal: 'APPLIED' };
  const { name, city, country, latitude, longitude } = await deps.hotels.show(hotel.code);
  const document = { hotel_code, name, city, country, latitude, longitude };
  return { outcome: { kind: 'document', document }, journal: 'ANSWERED' };
}
