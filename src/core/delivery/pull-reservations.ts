import type { ReceiveReservations } from '../bookings/receive-reservations.js';
import { reasonOf } from '../events/reason-of.js';
import type { Journal } from '../messages/journal.js';
import { aboutOf } from '../messages/message-about.js';
import type { ReservationPull, WireRequest } from '../model/channel-codec.js';
import type { Connector, DecodedMessage } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import type { IncomingReservation, ReservationResult } from '../model/incoming-reservation.js';
import { decodeOptionsOf } from '../partners/partner.js';
import type { Partners } from '../partners/partners.js';
import type { Database } from '../platform/database.js';
import type { Logger } from '../platform/logger.js';
import type { NextId } from '../platform/snowflake.js';
import type { OpenEndpoint } from './endpoint.js';
import { askChannel } from './ask-channel.js';
import { lookAtReservations, type Waiting } from './look-at-reservations.js';
import type { SendRequest } from './send-request.js';

/** What one round at one partner came to. */
export interface Pulled {
  readonly partner: string;
  readonly fetched: number;
  /** Booked, changed, cancelled, or known already. */
  readonly taken: number;
  readonly refused: number;
  /** Why the round ended early, or what could not be acknowledged; what was not comes again. */
  readonly error: string | null;
}

export interface PullReservations {
  /** One round at every partner whose contract has its reservations fetched by itself (ReservationPull.by_itself). */
  all(): Promise<Pulled[]>;
  /** One round at this partner. @throws AppError NOT_FOUND, VALIDATION where its contract has no fetching */
  one(partnerCode: string): Promise<Pulled>;
  /** What waits there; nothing is taken. @throws AppError NOT_FOUND, VALIDATION as `one`, and where asking is taking */
  waiting(partnerCode: string): Promise<Waiting>;
}

export interface PullDeps {
  readonly database: Database;
  readonly logger: Logger;
  readonly nextId: NextId;
  readonly partners: Pick<Partners, 'get'>;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly endpoints: { open(partnerId: Id): Promise<OpenEndpoint> };
  readonly send: SendRequest;
  readonly journal: Pick<Journal, 'receive' | 'answer'>;
  readonly receiveReservations: ReceiveReservations;
  readonly timeoutMs: number;
}

/**
 * Fetches what channels keep for us, for contracts that push no reservations ("Booking.com, bookings: no push"): each answer is in
 * the journal before it is worked on, and acknowledged after its bookings are committed. What dies in between comes again, and is the
 * same booking then.
 */
export function createPullReservations(deps: PullDeps): PullReservations {
  const { database, connectors, endpoints, logger } = deps;
  const round = async (partnerId: Id, code: string): Promise<Pulled> => {
    try {
      return await pullOnce(deps, await endpoints.open(partnerId));
    } catch (thrown) {
      const error = reasonOf(thrown);
      logger.warn({ event: 'reservations.not_pulled', partner_id: partnerId, reason: error });
      return { partner: code, fetched: 0, taken: 0, refused: 0, error };
    }
  };
  return {
    all: async () => {
      const own = [...connectors.values()].filter(({ channel }) => channel?.pull?.by_itself === true);
      if (own.length === 0) return [];
      const rows = await database.rows<{ partner_id: Id; code: string }>(
        `SELECT p.partner_id, p.code FROM channel_endpoints e JOIN partners p ON p.partner_id = e.partner_id
         WHERE e.status = 'ACTIVE' AND p.kind = 'ota' AND p.connector IN (?) ORDER BY p.code`,
        [own.map(({ id }) => id)],
      );
      return Promise.all(rows.map(({ partner_id, code }) => round(partner_id, code)));
    },
    one: async (code) => pullOnce(deps, await fetchable(deps, code)),
    waiting: async (code) => lookAtReservations(deps, await fetchable(deps, code)),
  };
}

async function fetchable({ partners, connectors, endpoints }: PullDeps, code: string): Promise<OpenEndpoint> {
  const partner = await partners.get(code);
  if (connectors.get(partner.connector)?.channel?.pull === undefined) {
    const message = `The contract "${partner.connector}" of "${code}" has no reservations to be fetched.`;
    throw new AppError('VALIDATION', message, { next: 'bellhop adapter list' });
  }
  return endpoints.open(partner.partner_id);
}

async function pullOnce(deps: PullDeps, endpoint: OpenEndpoint): Promise<Pulled> {
  const { partner, connector, settings } = endpoint;
  const pull = connector.channel?.pull;
  const found = { partner: partner.code, fetched: 0, taken: 0, refused: 0 };
  if (pull === undefined) return { ...found, error: null };
  for (const request of pull.requests(settings)) {
    const answer = await askChannel(deps, endpoint, request);
    if ('error' in answer) return { ...found, error: answer.error };
    const { reservations, results, error } = await takeIn(deps, endpoint, { ...answer, pull, request });
    found.fetched += reservations.length;
    found.refused += results.filter(({ kind }) => kind === 'refused').length;
    found.taken += results.filter(({ kind }) => kind !== 'refused').length;
    if (error !== null) return { ...found, error };
  }
  return { ...found, error: null };
}

interface Fetched {
  readonly pull: ReservationPull;
  readonly request: WireRequest;
  readonly body: string;
  readonly contentType: string;
}

interface TakenIn {
  readonly reservations: readonly IncomingReservation[];
  readonly results: readonly ReservationResult[];
  readonly error: string | null;
}

const NOTHING: TakenIn = { reservations: [], results: [], error: null };

async function takeIn(deps: PullDeps, endpoint: OpenEndpoint, fetched: Fetched): Promise<TakenIn> {
  const { partner, connector } = endpoint;
  const { request, body, contentType, pull } = fetched;
  const bytes = Buffer.from(body);
  const decoded = await connector.decode(bytes, { charset: null, ...decodeOptionsOf(partner) });
  const { content } = decoded;
  const reservations = content?.kind === 'reservations' ? content.reservations : [];
  // An empty list, every half minute, is no news.
  if (reservations.length === 0 && decoded.faults.length === 0) return NOTHING;
  const request_id = `pull-${deps.nextId()}`;
  const hotel_code = reservations[0]?.hotel_code ?? null;
  const id = await deps.journal.receive({
    ...{ partner_id: partner.partner_id, connector: connector.id, kind: request.message, hotel_code },
    ...{ request_id, content_type: contentType, body: bytes },
  });
  const results = await deps.receiveReservations(partner, reservations, { request_id, whole: false });
  const refused = refusedOf(decoded, results);
  const acknowledgements = groupsOf(pull, { reservations, results }).flatMap(
    (group) => pull.acknowledge(request, group, endpoint.settings) ?? [],
  );
  await deps.journal.answer(id, {
    outcome: results.some(({ kind }) => kind !== 'refused') ? 'APPLIED' : 'REFUSED',
    body: acknowledgements.map((each) => each.body).join('\n'),
    about: aboutOf(content),
    ...(refused === '' ? {} : { cause: refused.slice(0, 1_000) }),
  });
  for (const acknowledgement of acknowledgements) {
    const answer = await askChannel(deps, endpoint, acknowledgement);
    if ('error' in answer) return { reservations, results, error: answer.error };
  }
  return { reservations, results, error: null };
}

function refusedOf({ faults }: DecodedMessage, results: readonly ReservationResult[]): string {
  return [
    ...faults.map(({ pointer, message }) => `${pointer} ${message}`),
    ...results.flatMap((result) =>
      result.kind === 'refused' ? [`${result.reference} ${result.code}: ${result.message}`] : [],
    ),
  ].join('; ');
}

type Acknowledged = Parameters<ReservationPull['acknowledge']>[1];

/** As many numbers of one hotel as one message of the contract takes; all together where it does not care. */
function groupsOf(
  { most_numbers = Infinity, one_hotel = false }: ReservationPull,
  { reservations, results }: Pick<TakenIn, 'reservations' | 'results'>,
): Acknowledged[] {
  const groups = new Map<string, Acknowledged[number][][]>();
  for (const [index, result] of results.entries()) {
    const reservation = reservations[index];
    const hotel = one_hotel ? (reservation?.hotel_code ?? '') : '';
    const parts = groups.get(hotel) ?? [[]];
    groups.set(hotel, parts);
    if ((parts.at(-1)?.length ?? 0) >= most_numbers) parts.push([]);
    parts.at(-1)?.push({
      reference: result.reference,
      message_id: reservation?.message_id ?? null,
      our_number: 'booking_id' in result ? result.booking_id : null,
      error: result.kind === 'refused' ? result.message : null,
    });
  }
  return [...groups.values()].flat();
}
