import type { App } from '../../core/app.js';
import { aboutOf } from '../../core/messages/message-about.js';
import type { Connector, DecodedMessage } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import { decodeOptionsOf, type Partner } from '../../core/partners/partner.js';
import { carryOutAlpineBits, type AlpineBitsDeps } from '../alpinebits-message.js';
import type { Answer } from '../answer.js';
import { classifyError } from '../classify-error.js';
import type { Exchange } from '../exchange.js';
import type { Gatekeeper } from '../gatekeeper.js';
import { journalled, type JournalDeps } from '../journalled.js';
import { requireMediaType } from '../media-type.js';
import { logFailure } from '../middleware/error-handler.js';
import { parseMultipart } from '../multipart.js';
import { errorHeaders } from '../problem.js';
import { readBody } from '../read-body.js';
import type { OpenRoute } from '../route.js';
import { statusOf } from '../status.js';
import { hotelCodeOf } from '../wire-message.js';
import { ALPINEBITS_OPERATION } from './pms-alpinebits-operation.js';

const FORM = 'multipart/form-data';
const VERSION_HEADER = 'x-alpinebits-clientprotocolversion';
const LONGEST_VERSION = 32;
/** The form around a document of the largest size: boundaries, heads, the action. */
const FORM_BYTES = 16_384;

export interface PmsAlpineBitsDeps extends AlpineBitsDeps, JournalDeps {
  readonly config: Pick<App['config'], 'maxBodyBytes'>;
  readonly gatekeeper: Gatekeeper;
  readonly connector: Connector;
}

/** What a client posted, before its document is read. */
interface Call {
  readonly partner: Partner;
  readonly version: string;
  readonly action: string;
  readonly document: Buffer;
  readonly charset: string | null;
}

/**
 * AlpineBits HotelData: one URL, a form with `action` and `request`. What is wrong with the call itself is answered with its HTTP
 * status and a text that begins with ERROR, what is wrong with the document in its own answer ("AlpineBits, transport").
 */
export function createPmsAlpineBitsRoute(deps: PmsAlpineBitsDeps): OpenRoute {
  const newest = deps.connector.versions.at(-1) ?? '';
  return {
    method: 'post',
    path: '/pms/alpinebits',
    access: 'open',
    operation: ALPINEBITS_OPERATION,
    handle: async (exchange) => {
      exchange.setHeader('X-AlpineBits-Server-Version', newest);
      exchange.setHeader('X-AlpineBits-Server-Accept-Encoding', 'gzip');
      try {
        return await work(deps, exchange, await readCall(deps, exchange));
      } catch (thrown) {
        return refuse(deps, exchange, classifyError(thrown));
      }
    },
  };
}

async function readCall(
  { gatekeeper, connector, config }: PmsAlpineBitsDeps,
  exchange: Exchange,
): Promise<Call> {
  const { request } = exchange;
  const partner = await gatekeeper.admit(exchange, ['pms']);
  requireMediaType(request, [FORM]);
  const version = versionOf(exchange);
  const body = await readBody(request, config.maxBodyBytes + FORM_BYTES);
  const parts = parseMultipart(body, request.headers['content-type'] ?? '');
  const action = parts.get('action')?.body.toString('utf8').trim() ?? '';
  if (!(connector.actions?.(version) ?? []).includes(action))
    throw new AppError('VALIDATION', unknownAction(connector, version));
  const document = parts.get('request');
  const needsDocument = action.includes(':');
  if (needsDocument && (document === undefined || document.body.length === 0))
    throw new AppError('VALIDATION', 'the parameter request is missing; it holds the document of the action');
  return {
    partner,
    version,
    action,
    document: document?.body ?? Buffer.alloc(0),
    charset: document?.charset ?? null,
  };
}

/** "AlpineBits, transport": a client without this header is older than anything that is spoken here. */
function versionOf({ request }: Exchange): string {
  const given = request.headers[VERSION_HEADER];
  if (typeof given === 'string' && given !== '' && given.length <= LONGEST_VERSION) return given;
  throw new AppError(
    'VALIDATION',
    'no valid X-AlpineBits-ClientProtocolVersion; send the version that you speak',
  );
}

/** A version that is not spoken has no actions but the handshake. */
function unknownAction({ versions }: Connector, version: string): string {
  const spoken = versions.includes(version)
    ? ''
    : `; version ${JSON.stringify(version)} is not spoken here, send ${versions.join(', ')}`;
  return `unknown or missing action${spoken}`;
}

async function work(deps: PmsAlpineBitsDeps, exchange: Exchange, call: Call): Promise<Answer> {
  const { connector } = deps;
  const { partner, action, document } = call;
  const { requestId } = exchange;
  const received = {
    partner,
    connector: connector.id,
    kind: action,
    hotel_code: null,
    requestId,
    contentType: call.charset === null ? 'text/xml' : `text/xml; charset=${call.charset}`,
    body: document,
  };
  return journalled(deps, received, async () => {
    const decoded = await decode(connector, call);
    const verdict = await carryOutAlpineBits(deps, { partner, decoded, requestId });
    const { outcome, journal, cause, error } = verdict;
    const kind = decoded.envelope.message ?? action;
    exchange.note({ message: kind, outcome: journal });
    if (error !== undefined) logFailure(deps.logger, error, requestId);
    const encoded = connector.encode(decoded.envelope, outcome);
    const answer = error === undefined ? encoded : withStatus(encoded, error);
    const hotel_code = hotelCodeOf(decoded.content);
    const about = aboutOf(decoded.content, decoded.envelope.echo_token);
    return { answer, outcome: journal, kind, hotel_code, about, ...(cause === undefined ? {} : { cause }) };
  });
}

function decode(connector: Connector, call: Call): Promise<DecodedMessage> {
  const { partner, version, action, document, charset } = call;
  // The handshake is the same in every version, and finds out which ones there are.
  const known = connector.versions.includes(version) ? { wireVersion: version } : {};
  return connector.decode(document, { charset, action, ...known, ...decodeOptionsOf(partner) });
}

/** Only trouble of ours keeps its HTTP status: the same document may go through later. */
function withStatus(encoded: Answer, error: AppError): Answer {
  if (error.kind !== 'unavailable' && error.kind !== 'rate_limited') return encoded;
  return { ...encoded, status: statusOf(error.code), headers: errorHeaders(error) };
}

function refuse(deps: PmsAlpineBitsDeps, exchange: Exchange, error: AppError): Answer {
  logFailure(deps.logger, error, exchange.requestId);
  exchange.note({ outcome: error.code });
  return {
    status: statusOf(error.code),
    contentType: 'text/plain; charset=utf-8',
    body: `ERROR:${error.message}`,
    headers: errorHeaders(error),
  };
}
