import type { ReadAri } from '../ari/read-ari.js';
import type { Catalogue, OpenCatalogue } from '../hotels/catalogue.js';
import type { PushOutcome, WireItem, WireRequest } from '../model/channel-codec.js';
import { AppError } from '../model/errors.js';
import { addDays, createTodayIn } from '../model/local-date.js';
import type { ClaimedLane } from './claim-lane.js';
import type { NoteAcknowledged } from './acknowledged-cells.js';
import { describeOutcome } from './attempts.js';
import { closeGone } from './close-gone.js';
import { encodeWithin } from './encode-within.js';
import type { OpenEndpoint } from './endpoints.js';
import { createHeldBack, HELD_SECONDS } from './held-back.js';
import { leaveLane } from './leave-lane.js';
import { cutToReach, toMarks, toPairs } from './item-marks.js';
import { judge, takenOf, type Judged } from './judge-outcome.js';
import type { ParkedMark } from './lanes.js';
import { withLifted } from './lifted-advance.js';
import { readCells } from './read-cells.js';
import { recordAdvance } from './sent-advance.js';
import { createWhyEnded, type WhyEnded } from './why-ended.js';
import { retryAfter, sendOne, type SendDeps } from './send-in-order.js';
import type { Settlement } from './settle-lane.js';
import { daysAheadOf, takeWork, type Work } from './take-work.js';
import { signatureOf } from './told-products.js';

export interface AriDeps extends SendDeps {
  readonly openCatalogue: OpenCatalogue;
  readonly readAri: ReadAri;
  readonly noteAcknowledged: NoteAcknowledged;
  /** True once the process is to end: what is under way is finished, nothing new is begun. */
  readonly stopping: () => boolean;
}

type DeliverLane = (lane: ClaimedLane, endpoint: OpenEndpoint) => Promise<Settlement | 'lost'>;

const todayIn = createTodayIn();

/**
 * Tells a channel what it no longer has right of one hotel: first that what is mapped no more is closed, then present values, in its
 * contract's requests, one after the other.
 */
export function createDeliverAri(deps: AriDeps): DeliverLane {
  return async (lane, endpoint) => {
    deps.crash('delivery.claimed');
    const catalogue = endpoint.closing ? null : await openMapped(deps, lane, endpoint);
    const isAsTold =
      catalogue !== null && lane.sync_state !== 'WANTED' && lane.products === signatureOf(catalogue);
    const closed = isAsTold ? NOTHING_GONE : await closeGone(deps, { lane, endpoint, catalogue });
    if (closed.kind === 'lost') return 'lost';
    if (closed.kind === 'ended') return closed.settlement;
    if (catalogue === null) return leaveLane(deps.database, lane, closed.refused);
    const told = await tell(deps, { lane, endpoint, catalogue });
    return told === 'lost' ? told : { ...told, refused: [...closed.refused, ...told.refused] };
  };
}

const NOTHING_GONE = { kind: 'closed', refused: [] } as const;
const NOTHING_SENT = {
  ...{ done: [], rest: [], refused: [], disabled: [], retryAfter: null, pause: 0, outcome: 'overtaken' },
} as const;

/** null: the hotel is not mapped to the partner any more. */
async function openMapped(
  deps: AriDeps,
  { hotel_id }: ClaimedLane,
  { partner }: OpenEndpoint,
): Promise<Catalogue | null> {
  try {
    return await deps.openCatalogue(partner, hotel_id);
  } catch (error) {
    if (error instanceof AppError && error.code === 'HOTEL_NOT_FOUND') return null;
    throw error;
  }
}

interface Telling {
  readonly lane: ClaimedLane;
  readonly endpoint: OpenEndpoint;
  readonly catalogue: Catalogue;
}

async function tell(deps: AriDeps, { lane, endpoint, catalogue }: Telling): Promise<Settlement | 'lost'> {
  const { connector, dialect, settings } = endpoint;
  const { hotel_code } = catalogue;
  const { partner_id } = lane;
  const today = todayIn(catalogue.hotel.time_zone, deps.clock.now());
  const codec = connector.channel;
  if (codec === undefined) throw new Error(`the contract ${connector.id} sends nothing to channels`);
  const work = await takeWork(deps.database, { lane, catalogue, dialect, codec, today });
  if (!work.urgent) await deps.makeWay();
  const marks = cutToReach(work.marks, today, addDays(today, daysAheadOf(dialect)));
  const present = (await readCells(deps.readAri, catalogue, marks)).filter(work.tells);
  const cells = await withLifted(deps.database, { lane, catalogue, codec }, present);
  const requests = encodeWithin(
    codec,
    { hotel_code, cells, full: work.full, products: work.products },
    { settings, bodyBytes: dialect.limits.body_bytes },
  );
  deps.crash('delivery.read');
  // Nothing of it is sent yet: all stays marked as it is, and comes after what has sold out meanwhile.
  if (lane.lease.overtaken && !work.urgent) return { ...NOTHING_SENT, signature: work.signature };
  await recordAdvance(deps.database, { partner_id, hotel_code, codec }, cells);
  const sent = await sendAll(deps, { lane, endpoint, work, requests, catalogue, codec });
  if (sent === 'lost') return sent;
  const left = [...sent.rest, ...sent.refused.flatMap(({ marks }) => marks)];
  await deps.noteAcknowledged(lane, { catalogue, cells, left });
  return { ...sent, done: work.marks, signature: work.signature };
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
 * unless it was refused for who we are, or the contract has an order in which one needs the other.
 */
async function sendAll(deps: AriDeps, push: Push): Promise<Ended | 'lost'> {
  const { lane, endpoint, work, requests, codec } = push;
  const judged: Judged = { rest: [], refused: [], disabled: [] };
  const taken: ParkedMark[] = [];
  let replaced = false;
  const end = (from: number, ending: Partial<Ended>): Ended => ({
    ...judged,
    ...{ taken, replaced },
    rest: [...judged.rest, ...requests.slice(from).flatMap((request) => toMarks(push, request.items))],
    ...{ retryAfter: null, pause: 0, outcome: 'accepted' },
    ...ending,
  });
  let outcome = 'accepted';
  const items = (list: readonly WireItem[]) => toMarks(push, list);
  const pairs = (list: readonly WireItem[]) => toPairs(push.catalogue, list);
  const heldBack = createHeldBack(endpoint.dialect);
  const asRowsTell = createWhyEnded(deps.database, lane, () => isStillMapped(deps, push));
  for (const [index, request] of requests.entries()) {
    if (heldBack.holds(request)) {
      judged.rest.push(...items(request.items));
      continue;
    }
    const ending = index > 0 ? await whyEnded(deps, push, asRowsTell) : null;
    if (ending !== null) return end(index, { outcome: ending });
    const turn = await sendOne(deps, { lane, endpoint, urgent: work.urgent }, { request, codec });
    if (turn.kind === 'lost') return 'lost';
    if (turn.kind === 'no_budget')
      // Bulk has used up its share; a night that sells out has one of its own.
      return end(index, { pause: turn.seconds, mustWait: work.urgent, outcome: 'waits for its budget' });
    outcome = describeOutcome(turn.outcome);
    if (turn.outcome.kind === 'retry') {
      return end(index, { ...retryAfter(turn.outcome, { lane, endpoint }), outcome });
    }
    heldBack.note(request, turn.outcome);
    const { message } = request;
    if (lane.parked > 0)
      taken.push(...items(takenOf(request.items, turn.outcome)).map((mark) => ({ ...mark, message })));
    judge(judged, { request, outcome: turn.outcome, items, pairs });
    if (isUnwelcome(turn.outcome)) {
      const others = requests.slice(index + 1).flatMap((one) => items(one.items));
      judge(judged, { request: { items: [] }, outcome: turn.outcome, items: () => others, pairs });
      return end(requests.length, { outcome });
    }
    // Refused or not: what this turn tells from here on would be lost to another one.
    replaced ||= request.replaces === true;
  }
  // Where a pair was left out for its mapping the others go at once.
  const waits = heldBack.any && judged.disabled.length === 0;
  return end(requests.length, { outcome, ...(waits ? { retryAfter: HELD_SECONDS } : {}) });
}

/** Wrong credentials: every other request would be refused alike. */
function isUnwelcome(outcome: PushOutcome): boolean {
  return outcome.kind === 'rejected' && /^HTTP_40[13]$/.test(outcome.code);
}

/** Why nothing more of a push may go out; null: nothing stands against it. */
async function whyEnded(
  { stopping }: AriDeps,
  { lane, work }: Push,
  asRowsTell: WhyEnded,
): Promise<string | null> {
  if (stopping()) return 'overtaken';
  if (work.urgent) return null;
  return lane.lease.overtaken ? 'overtaken' : asRowsTell();
}

async function isStillMapped(deps: AriDeps, { lane, endpoint, catalogue }: Push): Promise<boolean> {
  const now = await openMapped(deps, lane, endpoint);
  return now !== null && signatureOf(now) === signatureOf(catalogue);
}
