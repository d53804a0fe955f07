import type { App } from '../core/app.js';
import { aboutOf } from '../core/messages/message-about.js';
import type {
  Connector,
  DecodedContent,
  DecodedMessage,
  DecodeOptions,
  Envelope,
  MessageOutcome,
} from '../core/model/connector.js';
import { AppError } from '../core/model/errors.js';
import { decodeOptionsOf, type Partner } from '../core/partners/partner.js';
import type { Answer } from './answer.js';
import { classifyError } from './classify-error.js';
import { readCredentials } from './credentials.js';
import type { Exchange } from './exchange.js';
import type { Gatekeeper } from './gatekeeper.js';
import { causeOf, journalled, outcomeOf, type JournalDeps } from './journalled.js';
import { requireMediaType } from './media-type.js';
import { logFailure } from './middleware/error-handler.js';
import { errorHeaders } from './problem.js';
import { receiveKnown } from './receive-known.js';
import type { OpenRoute, Operation } from './route.js';
import { statusOf } from './status.js';
import { carryOut, hotelCodeOf, type MessageDeps, type MessageVerdict } from './wire-message.js';

export interface ChannelEndpointDeps extends MessageDeps, JournalDeps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly gatekeeper: Gatekeeper;
  readonly connector: Connector;
}

export interface ChannelEndpoint {
  readonly path: string;
  readonly mediaTypes: readonly string[];
  readonly operation?: Operation;
  /** What the path says of the message, for contracts with a path each. */
  readonly action?: string;
  /** For contracts whose messages say nothing of their sender: without a key in the header no body is taken in. */
  readonly keyInHeader?: boolean;
  /** For messages of the contract's own kind; absent: none is taken. */
  answerDocument?(partner: Partner, content: DocumentContent): Promise<MessageOutcome>;
}

type DocumentContent = Extract<DecodedContent, { kind: 'document' }>;

/** Has an HTTP status of its own in every contract; all else is for the contract's encoder to say. */
const TRANSPORT: ReadonlySet<AppError['kind']> = new Set(['too_large', 'rate_limited', 'unavailable']);

/** As much of a message that is refused for its sender as is read, to learn in which form to refuse it. */
const HEAD_BYTES = 4_096;

const NOTHING_READ: Envelope = {
  message: null,
  soap: true,
  echo_token: null,
  version: null,
  credentials: null,
};

/**
 * One path to which a channel posts all messages of its contract: credentials stand in the message (or in HTTP Basic), the answer is
 * always in the contract's own grammar, and what is received is journalled before it is worked on.
 */
export function createChannelEndpoint(deps: ChannelEndpointDeps, endpoint: ChannelEndpoint): OpenRoute {
  const { path, mediaTypes, operation } = endpoint;
  return {
    method: 'post',
    path,
    access: 'open',
    ...(operation === undefined ? {} : { operation }),
    handle: async (exchange) => {
      const { charset } = requireMediaType(exchange.request, mediaTypes);
      try {
        return await receive(deps, exchange, { endpoint, charset });
      } catch (thrown) {
        return refuse(deps, exchange, { envelope: NOTHING_READ, thrown });
      }
    },
  };
}

async function receive(
  deps: ChannelEndpointDeps,
  exchange: Exchange,
  { endpoint, charset }: { readonly endpoint: ChannelEndpoint; readonly charset: string | null },
): Promise<Answer> {
  const { action, keyInHeader = false } = endpoint;
  const { gatekeeper, connector } = deps;
  const named = keyInHeader || readCredentials(exchange.request.headers) !== null;
  const early = named ? await gatekeeper.admit(exchange, ['ota']) : null;
  const decode = (bytes: Uint8Array, options: Partial<DecodeOptions> = {}): Promise<DecodedMessage> =>
    connector.decode(bytes, { charset, ...(action === undefined ? {} : { action }), ...options });
  const known = await receiveKnown(deps, exchange, { early, kinds: ['ota'] });
  if ('refused' in known) {
    // Not who sent it but what it is called, so that it is refused in the contract's words for that.
    const head = await decode(known.head.subarray(0, HEAD_BYTES));
    const whole = known.head.length < HEAD_BYTES;
    const over = known.refused instanceof AppError && known.refused.code === 'RATE_LIMITED';
    if (over || !whole || !isUnreadable(head))
      return refuse(deps, exchange, { envelope: head.envelope, thrown: known.refused });
    exchange.note({ message: 'unknown', outcome: 'MALFORMED' });
    return connector.encode(head.envelope, { kind: 'refused', faults: head.faults.slice(0, 1) });
  }
  const { partner, bytes } = known;
  const decoded = await decode(bytes, decodeOptionsOf(partner));
  try {
    return await work(deps, exchange, { endpoint, partner, decoded, bytes });
  } catch (thrown) {
    return refuse(deps, exchange, { envelope: decoded.envelope, thrown });
  }
}

/** Credentials cannot be missed in what is no message at all: the reader's first word says why, and where. */
function isUnreadable({ envelope, content, faults }: DecodedMessage): boolean {
  const said = envelope.message !== null || envelope.credentials !== null || content !== null;
  return !said && faults[0]?.code === 'MALFORMED';
}

interface Work {
  readonly endpoint: ChannelEndpoint;
  readonly partner: Partner;
  readonly decoded: DecodedMessage;
  readonly bytes: Buffer;
}

function work(
  deps: ChannelEndpointDeps,
  exchange: Exchange,
  { endpoint, partner, decoded, bytes }: Work,
): Promise<Answer> {
  const { requestId, request } = exchange;
  const { envelope, content } = decoded;
  const received = {
    partner,
    connector: deps.connector.id,
    kind: envelope.message ?? 'unknown',
    hotel_code: hotelOf(decoded) ?? hotelCodeOf(content),
    requestId,
    contentType: request.headers['content-type'] ?? '',
    body: bytes,
  };
  return journalled(deps, received, async () => {
    const verdict =
      content?.kind === 'document' && endpoint.answerDocument !== undefined
        ? await answerDocument(endpoint.answerDocument(partner, content))
        : await carryOut(deps, { partner, decoded, requestId });
    exchange.note({ message: received.kind, outcome: verdict.journal });
    if (verdict.error !== undefined) logFailure(deps.logger, verdict.error, requestId);
    const encoded = deps.connector.encode(envelope, verdict.outcome);
    return {
      answer: verdict.error === undefined ? encoded : withStatus(encoded, verdict.error),
      outcome: verdict.journal,
      about: aboutOf(content, envelope.echo_token),
      ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    };
  });
}

async function answerDocument(answering: Promise<MessageOutcome>): Promise<MessageVerdict> {
  try {
    return { outcome: await answering, journal: 'ANSWERED' };
  } catch (thrown) {
    const error = classifyError(thrown);
    return { outcome: { kind: 'failed', error }, journal: outcomeOf(error), cause: causeOf(error), error };
  }
}

function hotelOf({ content }: DecodedMessage): string | null {
  return content?.kind === 'reservations' ? (content.reservations[0]?.hotel_code ?? null) : null;
}

function refuse(
  deps: ChannelEndpointDeps,
  exchange: Exchange,
  { envelope, thrown }: { readonly envelope: Envelope; readonly thrown: unknown },
): Answer {
  const error = classifyError(thrown);
  logFailure(deps.logger, error, exchange.requestId);
  exchange.note({ message: envelope.message ?? 'unknown', outcome: error.code });
  return withStatus(deps.connector.encode(envelope, { kind: 'failed', error }), error);
}

function withStatus(encoded: Answer, error: AppError): Answer {
  if (!TRANSPORT.has(error.kind)) return encoded;
  return { ...encoded, status: statusOf(error.code), headers: errorHeaders(error) };
}
