import type { ReadAri } from '../ari/read-ari.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { PushOutcome, WireItem, WireRequest } from '../model/channel-codec.js';
import { createTodayIn, type LocalDate } from '../model/local-date.js';
import type { ClaimedLane } from './claim-lane.js';
import { describeOutcome } from './attempts.js';
import type { OpenEndpoint } from './endpoints.js';
import { ROOM_ITSELF, type Mark } from './lanes.js';
import { judge, type Judged } from './judge-outcome.js';
import { readCells } from './read-cells.js';
import { retryAfter, sendOne, type SendDeps } from './send-in-order.js';
import type { Settlement } from './settle-lane.js';
import { takeWork, type Pair, type Work } from './take-work.js';

export interface AriDeps extends SendDeps {
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  /** True once the process is to end: what is under way is finished, nothing new is begun. */
  readonly stopping: () => boolean;
}

type DeliverLane = (lane: ClaimedLane, endpoint: OpenEndpoint) => Promise<Settlement | 'lost'>;

const todayIn = createTodayIn();

/** Tells a channel what it no longer has right of one hotel: present values, in its contract's requests, one after the other. */
export function createDeliverAri(deps: AriDeps): DeliverLane {
  return async (lane, endpoint) => {
    const { connector, dialect, partner, settings } = endpoint;
    const catalogue = await deps.openCatalogue(partner, lane.hotel_id);
    const today = todayIn(catalogue.hotel.time_zone, deps.clock.now());
    const work = await takeWork(deps.database, { lane, catalogue, dialect, today });
    const cells = (await readCells(deps.readAri, catalogue, pastCut(work.marks, today))).filter(work.tells);
    const codec = connector.channel;
    if (codec === undefined) throw new Error(`the contract ${connector.id} sends nothing to channels`);
    const requests = codec.encodeAri(
      { hotel_code: catalogue.hotel_code, cells, full: work.full, products: work.products },
      settings,
    );
    const sent = await sendAll(deps, { lane, endpoint, work, requests, catalogue, codec });
    return sent === 'lost' ? sent : { ...sent, done: work.marks, signature: work.signature };
  };
}

interface Push {
  readonly lane: ClaimedLane;
  readonly endpoint: OpenEndpoint;
  readonly work: Work;
  readonly requests: readonly WireRequest[];
  readonly catalogue: Catalogue;
  readonly codec: NonNullable<OpenEndpoint['connector']['channel']>;
}

type Ended = Omit<Settlement, 'done' | 'signature'>;

/**
 * What is not sent stays marked by what its requests are about. A request that is refused does not hold up those behind it,
 * unless it was refused for who we are.
 */
async function sendAll(deps: AriDeps, push: Push): Promise<Ended | 'lost'> {
  const { lane, endpoint, work, requests, codec } = push;
  const judged: Judged = { rest: [], refused: [], disabled: [] };
  const end = (from: number, ending: Partial<Ended>): Ended => ({
    ...judged,
    rest: [...judged.rest, ...restOf(push, requests.slice(from))],
    ...{ retryAfter: null, pause: 0, outcome: 'accepted' },
    ...ending,
  });
  let outcome = 'accepted';
  for (const [index, request] of requests.entries()) {
    const overtaken = index > 0 && !work.urgent && (await isOvertaken(deps, lane));
    if (overtaken || (index > 0 && deps.stopping())) return end(index, { outcome: 'overtaken' });
    const turn = await sendOne(deps, { lane, endpoint, urgent: work.urgent }, { request, codec });
    if (turn.kind === 'lost') return 'lost';
    if (turn.kind === 'no_budget')
      return end(index, { pause: turn.seconds, outcome: 'waits for its budget' });
    outcome = describeOutcome(turn.outcome);
    if (turn.outcome.kind === 'retry') {
      return end(index, { ...retryAfter(turn.outcome, { lane, endpoint }), outcome });
    }
    const items = (list: readonly WireItem[]) => toMarks(push, list);
    const pairs = (list: readonly WireItem[]) => toPairs(push.catalogue, list);
    judge(judged, { request, outcome: turn.outcome, items, pairs });
    if (isUnwelcome(turn.outcome)) {
      const others = requests.slice(index + 1).flatMap((one) => items(one.items));
      judge(judged, { request: { items: [] }, outcome: turn.outcome, items: () => others, pairs });
      return end(requests.length, { outcome });
    }
  }
  return end(requests.length, { outcome });
}

/** Wrong credentials: every other request would be refused alike. */
function isUnwelcome(outcome: PushOutcome): boolean {
  return outcome.kind === 'rejected' && /^HTTP_40[13]$/.test(outcome.code);
}

/** A night has sold out meanwhile: what is under way makes room for it. */
async function isOvertaken({ database }: AriDeps, { delivery_id }: ClaimedLane): Promise<boolean> {
  const rows = await database.rows('SELECT 1 FROM deliveries WHERE delivery_id = ? AND urgent = 1', [
    delivery_id,
  ]);
  return rows.length > 0;
}

function restOf(push: Push, requests: readonly WireRequest[]): Mark[] {
  return requests.flatMap(({ items }) => toMarks(push, items));
}

/**
 * What items are about. A contract that names a rate plan wherever it can also says the room's count there, so both are marked;
 * one that tells rooms by themselves does not. Of nights that sold out nothing but the count is told.
 */
function toMarks({ catalogue, work, requests }: Push, items: readonly WireItem[]): Mark[] {
  const { urgent } = work;
  const tellsRooms = requests.some((request) => request.items.some(({ rate_code }) => rate_code === null));
  const marks = new Map<string, Mark>();
  for (const { room_code, rate_code, from, to } of items) {
    const room_id = catalogue.room(room_code)?.room_id;
    if (room_id === undefined) continue;
    const rate = rate_code === null ? undefined : catalogue.ratePlan(rate_code)?.rate_plan_id;
    const plans = [
      ...(rate === undefined || urgent || !tellsRooms ? [ROOM_ITSELF] : []),
      ...(rate === undefined || urgent ? [] : [rate]),
    ];
    for (const rate_plan_id of plans) {
      const mark = { room_id, rate_plan_id, from, to, urgent };
      marks.set(JSON.stringify(mark), mark);
    }
  }
  return [...marks.values()];
}

function toPairs(catalogue: Catalogue, items: readonly WireItem[]): Pair[] {
  return items.flatMap(({ room_code, rate_code }) => {
    const room_id = catalogue.room(room_code)?.room_id;
    const rate = rate_code === null ? ROOM_ITSELF : catalogue.ratePlan(rate_code)?.rate_plan_id;
    return room_id === undefined || rate === undefined ? [] : [{ room_id, rate_plan_id: rate }];
  });
}

function pastCut<M extends Mark>(marks: readonly M[], today: LocalDate): M[] {
  return marks
    .filter(({ to }) => to >= today)
    .map((mark) => (mark.from < today ? { ...mark, from: today } : mark));
}
