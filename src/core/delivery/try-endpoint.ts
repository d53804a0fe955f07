import type { ReadAri } from '../ari/read-ari.js';
import type { OpenCatalogue } from '../hotels/catalogue.js';
import type { WireRequest } from '../model/channel-codec.js';
import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { todayIn } from '../model/local-date.js';
import type { Database } from '../platform/database.js';
import { describeOutcome } from './attempts.js';
import type { Endpoints, OpenEndpoint } from './endpoints.js';
import { ROOM_ITSELF } from './lanes.js';
import { noAnswerText } from './no-answer.js';
import { readCells } from './read-cells.js';
import type { SendRequest } from './send-request.js';

export interface TriedEndpoint {
  readonly partner: string;
  readonly url: string;
  readonly ok: boolean;
  readonly tries: readonly {
    readonly message: string;
    readonly status: number | null;
    readonly outcome: string;
    readonly took_ms: number;
  }[];
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly endpoints: Endpoints;
  readonly partners: { get(code: string): Promise<{ readonly partner_id: Id }> };
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly send: SendRequest;
  readonly timeoutMs: number;
}

export type TryEndpoint = (partnerCode: string, hotelCode: string | null) => Promise<TriedEndpoint>;

/**
 * Sends a channel what it is to have anyway: the next night of one room type of a hotel (our code; null: the first). A PMS is only
 * called, for a reservation is never sent for trial.
 */
export function createTryEndpoint(deps: Deps): TryEndpoint {
  return async (code, hotelCode) => {
    await deps.endpoints.get(code);
    const endpoint = await deps.endpoints.open((await deps.partners.get(code)).partner_id);
    const { connector, url, dialect } = endpoint;
    const codec = connector.channel;
    const isPms = endpoint.partner.kind === 'pms' || codec === undefined;
    const requests = isPms ? [CALL] : await requestsOf(deps, endpoint, hotelCode);
    const tries = [];
    let ok = requests.length > 0;
    for (const request of requests) {
      const started = performance.now();
      const timeout = (dialect.limits.timeout_seconds ?? deps.timeoutMs / 1_000) * 1_000;
      const sent = await deps.send(url, request, timeout);
      const took_ms = Math.round(performance.now() - started);
      if (sent.kind === 'unreachable') {
        tries.push({ message: request.message, status: null, outcome: noAnswerText(sent), took_ms });
        ok = false;
        break;
      }
      const outcome = isPms ? null : codec.readAnswer(request, sent.answer);
      const told = outcome === null ? 'reached' : describeOutcome(outcome);
      tries.push({ message: request.message, status: sent.answer.status, outcome: told, took_ms });
      ok &&= outcome === null || outcome.kind === 'accepted';
      if (!ok) break;
    }
    return { partner: code, url, ok, tries };
  };
}

const CALL: WireRequest = {
  ...{ method: 'GET', path: '', headers: {}, body: '', message: 'GET', items: [], values: 0 },
};

async function requestsOf(
  deps: Deps,
  { partner, connector, settings }: OpenEndpoint,
  hotelCode: string | null,
): Promise<readonly WireRequest[]> {
  const [hotel] = await deps.database.rows<{ hotel_id: Id }>(
    `SELECT h.hotel_id FROM mappings m JOIN hotels h ON h.hotel_id = m.hotel_id
     WHERE m.partner_id = ? AND m.kind = 'hotel'${hotelCode === null ? '' : ' AND h.code = ?'} ORDER BY h.code LIMIT 1`,
    [partner.partner_id, ...(hotelCode === null ? [] : [hotelCode])],
  );
  const next = `bellhop mapping list --partner ${partner.code}`;
  if (hotel === undefined) throw new AppError('HOTEL_NOT_FOUND', 'No such hotel is mapped to it.', { next });
  const catalogue = await deps.openCatalogue(partner, hotel.hotel_id);
  const today = todayIn(catalogue.hotel.time_zone, deps.clock.now());
  const [room] = catalogue.rooms;
  if (room === undefined) throw new AppError('ROOM_NOT_FOUND', 'No room type is mapped to it.', { next });
  const night = { room_id: room.room_id, from: today, to: today, urgent: false };
  const plans = [ROOM_ITSELF, ...catalogue.ratePlans.map(({ rate_plan_id }) => rate_plan_id)];
  const marks = plans.map((rate_plan_id) => ({ ...night, rate_plan_id }));
  const cells = await readCells(deps.readAri, catalogue, marks);
  const products = catalogue.ratePlans.map(({ rate_plan_id }) => ({
    room_code: catalogue.roomCode(room.room_id),
    rate_code: catalogue.rateCode(rate_plan_id),
  }));
  const push = { hotel_code: catalogue.hotel_code, cells, full: false, products };
  return connector.channel?.encodeAri(push, settings) ?? [];
}
