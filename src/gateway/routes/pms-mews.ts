import { z } from 'zod';
import type { App } from '../../core/app.js';
import { aboutOf } from '../../core/messages/message-about.js';
import type { Connector, DecodedMessage, Envelope } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { decodeOptionsOf, type Partner } from '../../core/partners/partner.js';
import type { Answer } from '../answer.js';
import { classifyError } from '../classify-error.js';
import type { Exchange } from '../exchange.js';
import type { Gatekeeper } from '../gatekeeper.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { requireMediaType } from '../media-type.js';
import { logFailure } from '../middleware/error-handler.js';
import { bodyTooLarge, receiveBody } from '../read-body.js';
import { JSON_TYPES } from '../read-json.js';
import type { OpenRoute, Operation } from '../route.js';
import { carryOut, hotelCodeOf, type MessageDeps } from '../wire-message.js';

export interface PmsMewsDeps extends MessageDeps, JournalDeps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly gatekeeper: Gatekeeper;
  readonly connector: Connector;
}

/** What is taken in, and looked through for a clientToken, of somebody whom nobody knows yet. */
const UNKNOWN_BYTES = 65_536;
const NO_TOKEN = `No clientToken stands in the first ${UNKNOWN_BYTES} bytes of the body; send your API key as clientToken, before the list`;

const NOTHING_READ: Envelope = {
  message: null,
  soap: false,
  echo_token: null,
  version: null,
  credentials: null,
};

/** "Mews": a booking goes to the PMS, which confirms it; a PMS has none to send to us. */
const OUTBOUND = 'processGroup';

/**
 * The Mews Channel Manager API: one path an operation, credentials in the body, HTTP 200 whatever happens ("Mews, responses"). The
 * answer is given after the commit; `responseUrl` is never called, so nobody can make us call an address of theirs.
 */
export function createPmsMewsRoute(deps: PmsMewsDeps): OpenRoute {
  return {
    method: 'post',
    path: '/pms/mews/{operation}',
    access: 'open',
    operation: OPERATION,
    handle: async (exchange) => {
      try {
        return await receive(deps, exchange);
      } catch (thrown) {
        return refuse(deps, exchange, { envelope: NOTHING_READ, thrown });
      }
    },
  };
}

async function receive(deps: PmsMewsDeps, exchange: Exchange): Promise<Answer> {
  const { connector } = deps;
  const { charset } = requireMediaType(exchange.request, JSON_TYPES);
  const action = String(exchange.params['operation']);
  if (!connector.messages.includes(action)) {
    const known = connector.messages.filter((name) => name !== OUTBOUND).join(', ');
    throw new AppError(
      'VALIDATION',
      `There is no operation ${action.slice(0, 40)} here; send one of ${known}.`,
    );
  }
  if (action === OUTBOUND)
    throw new AppError(
      'UNSUPPORTED_UPDATE',
      'processGroup is sent to Mews, not to us: nothing of it was taken.',
    );
  const { partner, bytes } = await receiveKnown(deps, exchange);
  // Only now it is known who sent it, and what its words mean.
  const decoded = await connector.decode(bytes, { charset, action, ...decodeOptionsOf(partner) });
  try {
    return await work(deps, exchange, { partner, decoded, bytes });
  } catch (thrown) {
    return refuse(deps, exchange, { envelope: decoded.envelope, thrown });
  }
}

/** Takes in no more than UNKNOWN_BYTES before the clientToken in them is somebody's; decoding comes after that as well. */
async function receiveKnown(
  { gatekeeper, connector, config }: PmsMewsDeps,
  exchange: Exchange,
): Promise<{ readonly partner: Partner; readonly bytes: Buffer }> {
  let partner: Partner | null = null;
  const admit = async (head: Buffer): Promise<Partner> => {
    const sender = connector.senderOf?.(head) ?? null;
    try {
      return await gatekeeper.admitSender(exchange, sender, ['pms']);
    } catch (thrown) {
      const isNoKey = sender === null && thrown instanceof AppError && thrown.code === 'UNAUTHENTICATED';
      throw isNoKey ? new AppError('UNAUTHENTICATED', NO_TOKEN, { cause: thrown }) : thrown;
    }
  };
  const gate = { bytes: UNKNOWN_BYTES, admit: async (head: Buffer) => (partner = await admit(head)) };
  const { bytes, tooLarge } = await receiveBody(exchange.request, config.maxBodyBytes, gate);
  if (tooLarge) throw bodyTooLarge(config.maxBodyBytes);
  return { partner: partner ?? (await admit(bytes)), bytes };
}

interface Work {
  readonly partner: Partner;
  readonly decoded: DecodedMessage;
  readonly bytes: Buffer;
}

function work(deps: PmsMewsDeps, exchange: Exchange, { partner, decoded, bytes }: Work): Promise<Answer> {
  const { requestId, request } = exchange;
  const { envelope, content } = decoded;
  const received = {
    partner,
    connector: deps.connector.id,
    kind: envelope.message ?? 'unknown',
    hotel_code: hotelCodeOf(content),
    requestId,
    contentType: request.headers['content-type'] ?? '',
    body: bytes,
  };
  return journalled(deps, received, async () => {
    const verdict = await carryOut(deps, { partner, decoded, requestId });
    exchange.note({ message: received.kind, outcome: verdict.journal });
    if (verdict.error !== undefined) logFailure(deps.logger, verdict.error, requestId);
    return {
      answer: deps.connector.encode(envelope, verdict.outcome),
      outcome: verdict.journal,
      about: aboutOf(content),
      ...(verdict.cause === undefined ? {} : { cause: verdict.cause }),
    };
  });
}

function refuse(
  deps: PmsMewsDeps,
  exchange: Exchange,
  { envelope, thrown }: { readonly envelope: Envelope; readonly thrown: unknown },
): Answer {
  const error = classifyError(thrown);
  logFailure(deps.logger, error, exchange.requestId);
  exchange.note({ message: envelope.message ?? 'unknown', outcome: error.code });
  return deps.connector.encode(envelope, { kind: 'failed', error });
}

const OPERATION: Operation = {
  operationId: 'postMewsMessage',
  tags: ['PMS'],
  summary: 'Mews Channel Manager API',
  description:
    'updateAvailability, updatePrices, updateRestrictions and processGroupConfirmation. `clientToken` is your API key, ' +
    '`connectionToken` your code of the hotel. Always HTTP 200 with `success` and numbered `errors`.',
  request: {
    params: z.object({ operation: z.string().max(64) }),
    body: { required: true, content: { 'application/json': { schema: z.looseObject({}) } } },
  },
  responses: {
    200: {
      description: 'The verdict',
      content: {
        'application/json': {
          schema: z.object({
            success: z.boolean(),
            asyncConfirmation: z.boolean(),
            errors: z.array(
              z.object({
                code: z.int(),
                message: z.string(),
                rateCode: z.string().optional(),
                categoryCode: z.string().optional(),
              }),
            ),
          }),
        },
      },
    },
  },
};
