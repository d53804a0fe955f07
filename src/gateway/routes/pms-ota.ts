import { aboutOf } from '../../core/messages/message-about.js';
import type { Connector, DecodedMessage, Envelope } from '../../core/model/connector.js';
import type { AppError } from '../../core/model/errors.js';
import { decodeOptionsOf, type Partner } from '../../core/partners/partner.js';
import type { Answer } from '../answer.js';
import type { App } from '../../core/app.js';
import { classifyError } from '../classify-error.js';
import { readCredentials } from '../credentials.js';
import type { Exchange } from '../exchange.js';
import type { Gatekeeper } from '../gatekeeper.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { requireMediaType } from '../media-type.js';
import { logFailure } from '../middleware/error-handler.js';
import { errorHeaders } from '../problem.js';
import { bodyTooLarge, receiveBody } from '../read-body.js';
import { guardPmsMessage } from '../pms-message-guard.js';
import { senderOf, whyUnconfirmed } from '../receive-known.js';
import type { OpenRoute } from '../route.js';
import { statusOf } from '../status.js';
import { carryOut, hotelCodeOf, type MessageDeps } from '../wire-message.js';
import { OTA_OPERATION, OTA_REQUESTOR_OPERATION } from './pms-ota-operation.js';

export const XML_TYPES = ['text/xml', 'application/xml'] as const;

/** As much of a refused body as is read, to learn in which form to refuse it. */
const HEAD_BYTES = 4_096;

/** These keep their HTTP status beside the contract's own error; what is wrong with a message itself is answered 200. */
const TRANSPORT: ReadonlySet<AppError['kind']> = new Set([
  'unauthenticated',
  'forbidden',
  'too_large',
  'rate_limited',
  'unavailable',
]);

export interface PmsOtaDeps extends MessageDeps, JournalDeps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly gatekeeper: Gatekeeper;
  readonly connector: Connector;
}

/** One message on its way through. */
interface Push {
  readonly exchange: Exchange;
  readonly charset: string | null;
  /** Whom the address is for, where it names somebody. */
  readonly requestor: string | undefined;
}

/**
 * OpenTravel XML from PMSs, plain or in SOAP 1.1. Errors too are answered in OpenTravel's grammar, for their parsers
 * know nothing else; only what is not XML by its own Content-Type, or breaks off, gets problem+json.
 */
export function createPmsOtaRoutes(deps: PmsOtaDeps): OpenRoute[] {
  const route = { method: 'post', access: 'open' } as const;
  const handle = (exchange: Exchange): Promise<Answer> => {
    const { charset } = requireMediaType(exchange.request, XML_TYPES);
    const { requestor } = exchange.params;
    const named = typeof requestor === 'string' ? requestor : undefined;
    return serve(deps, { exchange, charset, requestor: named });
  };
  return [
    { ...route, path: '/pms/ota', operation: OTA_OPERATION, handle },
    { ...route, path: '/pms/ota/webservices/{requestor}', operation: OTA_REQUESTOR_OPERATION, handle },
  ];
}

/** HTTP credentials are checked before the body is read; WS-Security ones stand in the body. */
async function serve(deps: PmsOtaDeps, push: Push): Promise<Answer> {
  const { exchange, charset } = push;
  const limit = deps.config.maxBodyBytes;
  const early = await admitEarly(deps, exchange);
  const { bytes, tooLarge } = await receiveBody(
    exchange.request,
    early.refused === undefined ? limit : HEAD_BYTES,
  );
  const refused = early.refused ?? (tooLarge ? bodyTooLarge(limit) : undefined);
  if (refused !== undefined) {
    // Cut short, it does not decode, but what its envelope says is known by then.
    const { envelope } = await deps.connector.decode(bytes.subarray(0, HEAD_BYTES), { charset });
    return refuse(deps, push, { envelope, error: refused });
  }
  const { partner } = early;
  if (partner === undefined) return admitByMessage(deps, push, bytes);
  const confirmed = await whyUnconfirmed(deps, partner, bytes);
  if (confirmed !== null) {
    const { envelope } = await deps.connector.decode(bytes.subarray(0, HEAD_BYTES), { charset });
    return refuse(deps, push, { envelope, error: confirmed });
  }
  return work(deps, push, { partner, bytes, decode: () => decodeOf(deps, push, { partner, bytes }) });
}

/** The message as its sender means it. */
function decodeOf(
  { connector }: PmsOtaDeps,
  { charset }: Push,
  { partner, bytes }: { partner: Partner; bytes: Buffer },
): Promise<DecodedMessage> {
  return connector.decode(bytes, { charset, ...decodeOptionsOf(partner) });
}

/** The partner, or why the caller stays out, or neither where only the message can say who sent it. */
async function admitEarly(
  { gatekeeper }: PmsOtaDeps,
  exchange: Exchange,
): Promise<{ partner?: Partner; refused?: AppError }> {
  try {
    if (readCredentials(exchange.request.headers) !== null)
      return { partner: await gatekeeper.admit(exchange, ['pms']) };
    return {};
  } catch (error) {
    return { refused: classifyError(error) };
  }
}

/** Who sent it stands in its header, which is read alone: nothing is decoded for somebody whom nobody knows. */
async function admitByMessage(deps: PmsOtaDeps, push: Push, bytes: Buffer): Promise<Answer> {
  const { connector, gatekeeper } = deps;
  const { charset } = push;
  const head = await connector.decode(bytes.subarray(0, HEAD_BYTES), { charset });
  const { body_bytes: most = Infinity } = connector.dialects[0].limits;
  if (head.envelope.soap && bytes.length > most) {
    // Read no further than its first element: nobody knows who sent it, and the contract has words for it.
    const { envelope, faults } = await connector.decode(bytes, { charset });
    return connector.encode(envelope, { kind: 'refused', faults });
  }
  const sender = senderOf(connector, bytes);
  try {
    const partner = await gatekeeper.admitSender(push.exchange, sender, ['pms']);
    return await work(deps, push, { partner, bytes, decode: () => decodeOf(deps, push, { partner, bytes }) });
  } catch (thrown) {
    // Credentials inside the message are part of the contract: so is the answer to wrong ones.
    return refuse(deps, push, {
      envelope: head.envelope,
      error: classifyError(thrown),
      asMessage: sender !== null,
    });
  }
}

interface Work {
  readonly partner: Partner;
  readonly bytes: Buffer;
  readonly decode: () => Promise<DecodedMessage>;
}

async function work(deps: PmsOtaDeps, push: Push, { partner, bytes, decode }: Work): Promise<Answer> {
  const { exchange } = push;
  const { requestId, request } = exchange;
  const received = {
    partner,
    connector: deps.connector.id,
    kind: 'unknown',
    hotel_code: null,
    requestId,
    contentType: request.headers['content-type'] ?? '',
    body: bytes,
  };
  try {
    return await journalled(deps, received, async () => {
      const decoded = guardPmsMessage(await decode(), { partner, requestor: push.requestor });
      const { outcome, journal, cause, error } = await carryOut(deps, { partner, decoded, requestId });
      const kind = decoded.envelope.message ?? 'unknown';
      exchange.note({ message: kind, outcome: journal });
      if (error !== undefined) logFailure(deps.logger, error, requestId);
      const encoded = deps.connector.encode(decoded.envelope, outcome);
      const answer = error === undefined ? encoded : withStatus(encoded, error);
      const hotel_code = hotelCodeOf(decoded.content);
      const about = aboutOf(decoded.content, decoded.envelope.echo_token);
      return { answer, outcome: journal, kind, hotel_code, about, ...(cause === undefined ? {} : { cause }) };
    });
  } catch (thrown) {
    const { envelope } = await deps.connector.decode(bytes.subarray(0, HEAD_BYTES), {
      charset: push.charset,
    });
    return refuse(deps, push, { envelope, error: classifyError(thrown) });
  }
}

interface Refusal {
  readonly envelope: Envelope;
  readonly error: AppError;
  /** Answered as a message that was refused, whatever the error's HTTP status. */
  readonly asMessage?: boolean;
}

function refuse(deps: PmsOtaDeps, { exchange }: Push, { envelope, error, asMessage }: Refusal): Answer {
  logFailure(deps.logger, error, exchange.requestId);
  exchange.note({ message: envelope.message ?? 'unknown', outcome: error.code });
  const encoded = deps.connector.encode(envelope, { kind: 'failed', error });
  return asMessage === true && error.kind !== 'unavailable' ? encoded : withStatus(encoded, error);
}

function withStatus(encoded: Answer, error: AppError): Answer {
  if (!TRANSPORT.has(error.kind)) return encoded;
  return { ...encoded, status: statusOf(error.code), headers: errorHeaders(error) };
}
