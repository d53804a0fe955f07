import { verifyInvariants, INVARIANTS } from '../../core/bookings/verify-inventory.js';
import { createNotary, type Claim } from './claim.js';
import type { Stage } from './stage.js';
import { countBookings, countEvents } from './tables.js';

const DRAIN_MS = 20_000;

/** Everything that must always hold, from the tables alone. */
export async function verifyAll(stage: Stage, claims: Claim[]): Promise<void> {
  const notary = createNotary('all tables', claims);
  const discrepancies = await verifyInvariants(stage.app.database);
  notary.equal(`${INVARIANTS.length} invariants of inventory, bookings and events`, {
    found: discrepancies.map(({ invariant, finding }) => `${invariant}: ${finding}`),
    expected: [],
  });
  const waiting = await untilTold(stage);
  const [log] = await stage.app.database.rows<{ events: number; different: number }>(
    'SELECT COUNT(*) AS events, COUNT(DISTINCT outbox_id) AS different FROM event_log',
  );
  notary.equal(
    'every event told once, one BookingConfirmed a booking',
    {
      found: [
        waiting,
        Number(log?.events) - Number(log?.different),
        await countEvents(stage, 'BookingConfirmed'),
      ],
      expected: [0, 0, await countBookings(stage)],
    },
    { value: Number(log?.events), unit: 'events' },
  );
  notary.equal('the journal has every push; no answer only where killed', {
    found: await readJournal(stage),
    expected: PUSHES.map((push) => ({ ...push, unanswered: 0 })),
  });
}

/** What the demo has sent so far by way of rates and counts, by kind; only bookings were under way at the kill. */
const PUSHES = [
  { kind: 'AriPush', messages: 3 },
  { kind: 'OTA_HotelAvailNotifRQ', messages: 3 },
  { kind: 'OTA_HotelInvCountNotifRQ', messages: 1 },
  { kind: 'OTA_HotelRateAmountNotifRQ', messages: 3 },
];

async function readJournal({
  app,
}: Stage): Promise<{ kind: string; messages: number; unanswered: number }[]> {
  const rows = await app.database.rows<{ kind: string; messages: number; answered: number }>(
    `SELECT kind, COUNT(*) AS messages, COUNT(answered_at) AS answered FROM messages
     WHERE direction = 'in' AND kind NOT IN ('BookingCreate', 'OTA_ReadRQ', 'OTA_NotifReportRQ', 'OTA_HotelResNotifRQ')
     GROUP BY kind ORDER BY kind`,
  );
  return rows.map(({ kind, messages, answered }) => {
    return { kind, messages: Number(messages), unanswered: Number(messages) - Number(answered) };
  });
}

/** @returns events that still wait after the relay has had its time */
async function untilTold({ app }: Stage): Promise<number> {
  const deadline = performance.now() + DRAIN_MS;
  for (;;) {
    const [row] = await app.database.rows<{ waiting: number }>('SELECT COUNT(*) AS waiting FROM outbox');
    const waiting = Number(row?.waiting ?? 0);
    if (waiting === 0 || performance.now() > deadline) return waiting;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
