import type { DecideRevisions } from '../bookings/decide-revisions.js';
import type { HandOutRevisions } from '../bookings/hand-out-revisions.js';
import type { PushOutcome } from '../model/channel-codec.js';
import type { RevisionVerdict } from '../model/reservation.js';
import { describeOutcome } from './attempts.js';
import type { ClaimedLane } from './claim-lane.js';
import type { OpenEndpoint } from './endpoints.js';
import { createWhyEnded } from './why-ended.js';
import { retryAfter, sendOne, type SendDeps } from './send-in-order.js';
import type { Settlement } from './settle-lane.js';

export interface ReservationDeps extends SendDeps {
  readonly handOutRevisions: HandOutRevisions;
  readonly decideRevisions: DecideRevisions;
  readonly stopping: () => boolean;
}

/** Revisions read at a time. */
const PART = 20;

/**
 * Pushes what a PMS has not decided of one hotel's reservations: of each booking one revision at a time, the next only when the
 * PMS has given its word. What could not be delivered is handed out again, by push or by the PMS's own reading.
 */
export function createDeliverReservations(deps: ReservationDeps) {
  return async (lane: ClaimedLane, endpoint: OpenEndpoint): Promise<Settlement | 'lost'> => {
    deps.crash('delivery.claimed');
    const { partner, connector, settings } = endpoint;
    const codec = connector.pms;
    if (codec === undefined) throw new Error(`the contract ${connector.id} sends nothing to PMSs`);
    const query = { hotel_code: lane.hotel_id, limit: PART, serial: true };
    let outcome = 'nothing to tell';
    const whyEnded = createWhyEnded(deps.database, lane);
    for (;;) {
      const revisions = await deps.handOutRevisions(partner, query);
      for (const revision of revisions) {
        if (deps.stopping()) return settled({ outcome: 'stopped', pause: 1 });
        const ending = await whyEnded();
        if (ending !== null) return settled({ outcome: ending, pause: 1 });
        const request = codec.encodeReservation(revision, settings);
        const turn = await sendOne(deps, { lane, endpoint, urgent: false }, { request, codec });
        if (turn.kind === 'lost') return 'lost';
        if (turn.kind === 'no_budget')
          return settled({ outcome: 'waits for its budget', pause: turn.seconds });
        outcome = describeOutcome(turn.outcome);
        if (turn.outcome.kind === 'retry')
          return settled({ outcome, ...retryAfter(turn.outcome, { lane, endpoint }) });
        // No word of the PMS about this reservation: taken for one, an hour of it would give up every booking of that hour.
        if (isOfEndpoint(turn.outcome))
          return settled({ outcome, ...retryAfter({ after_seconds: null }, { lane, endpoint }) });
        deps.crash('delivery.reservation.answered');
        const verdict = toVerdict(revision.revision_id, turn.outcome);
        await deps.decideRevisions(partner, [verdict], { request_id: `delivery-${lane.delivery_id}` });
      }
      if (revisions.length === 0) return settled({ outcome });
    }
  };
}

/** Wrong credentials, a wrong address, moved elsewhere: every other reservation would be answered alike. */
function isOfEndpoint(outcome: PushOutcome): boolean {
  return outcome.kind === 'rejected' && /^HTTP_(?:3\d\d|40[13457])$/.test(outcome.code);
}

/** A reservation is taken as a whole: what it was told to leave out of it is its own affair. */
function toVerdict(revision_id: string, outcome: Exclude<PushOutcome, { kind: 'retry' }>): RevisionVerdict {
  if (outcome.kind === 'rejected') {
    const reason = `${outcome.code}: ${outcome.message}`.slice(0, 500);
    return { revision_id, outcome: 'failed', pms_reference: null, reason };
  }
  const pms_reference = outcome.kind === 'accepted' ? outcome.reference : null;
  return { revision_id, outcome: 'accepted', pms_reference, reason: null };
}

function settled(given: Partial<Settlement> & Pick<Settlement, 'outcome'>): Settlement {
  const nothing = { done: [], rest: [], refused: [], disabled: [], signature: null };
  return { ...nothing, retryAfter: null, pause: 0, ...given };
}
