import { bookingBody, send, type BookingOutcome, type Stay } from './booking-client.js';
import { sendAll, tally } from './bookings.js';
import { createNotary, type Claim } from './claim.js';
import type { Stage } from './stage.js';
import { countBookings } from './tables.js';

const BOOKINGS = 150;
const CLIENTS = 40;
/** Answers after which the gateway is killed: many are under way then. */
const KILL_AFTER = 50;

/** The gateway dies without a word in the middle of a burst; the clients send what was not answered again. */
export async function killInBurst(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('kill -9 in a burst', claims);
  const before = await countBookings(stage);
  const stays = Array.from({ length: BOOKINGS }, (_, index) => burstStay(stage, index));
  let answers = 0;
  let recovery: Promise<number> | undefined;
  const early: number[] = [];
  const outcomes = await sendAll(stage, {
    stays,
    clients: CLIENTS,
    prefix: 'burst',
    answered: (index) => {
      answers += 1;
      if (recovery === undefined) early.push(index);
      if (answers === KILL_AFTER) {
        recovery = restart(stage);
        // Its failure is met below; until then it must not count as one that nobody handles.
        recovery.catch(() => undefined);
      }
    },
  });
  const downMs = await recovery;
  const cutOff = outcomes.filter((outcome) => outcome.cutOff > 0).length;
  notary.equal(
    `${BOOKINGS} bookings through a kill -9: every client got its own`,
    { found: [cutOff > 0, tally(outcomes)], expected: [true, { CONFIRMED: BOOKINGS }] },
    { value: cutOff, unit: 'cut off' },
    { value: (downMs ?? 0) / 1_000, unit: 's down' },
  );
  notary.equal('in the tables: none lost, none doubled', {
    found: [
      new Set(outcomes.map((outcome) => outcome.booking_id)).size,
      (await countBookings(stage)) - before,
    ],
    expected: [BOOKINGS, BOOKINGS],
  });
  const identical = await countIdentical(stage, { stays, outcomes, early });
  notary.equal('answers from before the kill come again to the byte', {
    found: identical,
    expected: early.length,
  });
}

/** @returns milliseconds without a gateway */
async function restart(stage: Stage): Promise<number> {
  const start = performance.now();
  await stage.killGateway();
  await stage.startGatewayAgain();
  return performance.now() - start;
}

async function countIdentical(
  stage: Stage,
  burst: { stays: readonly Stay[]; outcomes: readonly BookingOutcome[]; early: readonly number[] },
): Promise<number> {
  let identical = 0;
  for (const index of burst.early) {
    const stay = burst.stays[index];
    if (stay === undefined) continue;
    const again = await send(stage.ota, bookingBody(stay), `burst-${index}`);
    if (again.replayed && again.body === burst.outcomes[index]?.body) identical += 1;
  }
  return identical;
}

function burstStay(stage: Stage, index: number): Stay {
  const arrival = 280 + (index % 60);
  return {
    room: index % 2 === 0 ? 'DBL' : 'TWN',
    arrival: stage.day(arrival),
    departure: stage.day(arrival + 1 + (index % 4)),
  };
}
