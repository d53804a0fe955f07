import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '../../src/core/app.js';
import type { BusEvent } from '../../src/core/events/event-bus.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { openAnotherApp, onboardRooms, type BenchApp } from './bench-app.js';
import { benchLine, type BenchLine, type Measured } from './bench-line.js';
import { percentiles, timeHistogram } from './closed-loop.js';

const PARTNERS = 50;
/** As many as one partner may have. */
const ENDPOINTS_EACH = 20;
const WAITING_EACH = 200;
const MESSAGES = 40;
const PAUSE_MS = 500;
/** How long one message is waited for before the bench goes on without it. */
const LATEST_MS = 120_000;
/** What a receiver that never answers costs; the default is 15 s, and only the time until all are known grows with it. */
const TIMEOUT_MS = '3000';

type Death = 'refuses' | 'never answers';

interface Dead {
  readonly url: string;
  readonly server: Server;
}

/** How late a webhook comes to a receiver that is well, while 1,000 others are dead and have 200,000 messages waiting. */
export async function webhooks(bench: BenchApp): Promise<BenchLine[]> {
  await onboardRooms(bench, { code: 'HOOK', rooms: 1 });
  const alone = await measure(bench, null);
  const lines: BenchLine[] = [];
  for (const death of ['refuses', 'never answers'] as const) {
    const beside = await measure(bench, death);
    const name = { bench: 'webhooks', unit: 'ms (p99)', limit_of: 'the same receiver alone' };
    const load = `${PARTNERS * ENDPOINTS_EACH} dead endpoints (${death}), ${PARTNERS * ENDPOINTS_EACH * WAITING_EACH} waiting`;
    lines.push(benchLine({ ...name, case: load }, beside, alone));
  }
  return lines;
}

async function measure(bench: BenchApp, death: Death | null): Promise<Measured> {
  const app = await openAnotherApp(bench, {
    BELLHOP_SECRET_KEY: Buffer.alloc(32, 5).toString('base64'),
    BELLHOP_WEBHOOK_TIMEOUT_MS: TIMEOUT_MS,
  });
  const receiver = await openReceiver();
  const dead = death === null ? null : await openDead(death);
  try {
    const { hotel } = await app.openCatalogue({ partner_id: '0', kind: 'operator' }, 'HOOK');
    const event = inventoryEvents(app, hotel.hotel_id);
    if (dead !== null) await fillDead(app, dead, event);
    const [partner] = await operators(app, 'well', 1);
    if (partner === undefined) throw new Error('no partner');
    await app.webhooks.endpoints.create(partner, { url: receiver.url }, 'operator');
    app.webhooks.worker.start();
    return await timeMessages(app, receiver, event);
  } finally {
    await app.webhooks.worker.stop();
    for (const table of ['webhook_endpoints', 'webhook_messages', 'webhook_attempts'])
      await app.database.run(`TRUNCATE TABLE ${table}`);
    await receiver.close();
    dead?.server.closeAllConnections();
    dead?.server.close();
    await app.close();
  }
}

async function timeMessages(app: App, receiver: Receiver, event: () => BusEvent): Promise<Measured> {
  const times = timeHistogram();
  for (let count = 0; count < MESSAGES; count++) {
    const arrived = receiver.next();
    const started = performance.now();
    await app.webhooks.consumer.handle([event()]);
    await Promise.race([arrived, sleep(LATEST_MS)]);
    times.recordValue(Math.max(1, Math.round((performance.now() - started) * 1_000)));
    await sleep(PAUSE_MS);
  }
  const of = percentiles(times);
  return { figure: of.p99_ms, ...of };
}

/** Endpoints of others that want bookings only, each with a backlog of them. */
async function fillDead(app: App, dead: Dead, event: () => BusEvent): Promise<void> {
  for (const partner of await operators(app, 'dead', PARTNERS))
    for (let count = 0; count < ENDPOINTS_EACH; count++)
      await app.webhooks.endpoints.create(partner, { url: dead.url }, 'operator');
  await app.webhooks.consumer.handle([event()]);
  await app.database.run('UPDATE webhook_endpoints SET event_types = \'["BookingFailed"]\'');
  // One row each was put in line as always; the others are copies of it.
  await app.database.run(
    `INSERT INTO webhook_messages (message_id, endpoint_id, outbox_id, type, hotel_id, seq, body, state, due_at, give_up_at,
       occurred_at, created_at)
     SELECT message_id - n.seq * 1099511627776, endpoint_id, NULL, type, hotel_id, m.seq - n.seq * 1099511627776, body, state,
       due_at, give_up_at, occurred_at, created_at
     FROM webhook_messages m JOIN seq_1_to_${WAITING_EACH - 1} n`,
  );
}

let partnersMade = 0;

async function operators(app: App, name: string, count: number): Promise<Partner[]> {
  const made: Partner[] = [];
  for (let index = 0; index < count; index++) {
    partnersMade += 1;
    const code = `${name}-${partnersMade}`;
    const input = { code, name: code, kind: 'operator', connector: 'native' } as const;
    made.push((await app.partners.create(input)).partner);
  }
  return made;
}

function inventoryEvents(app: App, hotelId: string): () => BusEvent {
  let version = 0;
  return () => {
    version += 1;
    return {
      ...{
        topic: 'bellhop.inventory',
        type: 'RoomInventoryUpdated',
        hotel_id: hotelId,
        subject: '5',
        version,
      },
      ...{ outbox_id: app.nextId(), request_id: null, occurred_at: new Date().toISOString() },
      data: { hotel_id: hotelId, room_id: '5', nights: [] },
    };
  };
}

interface Receiver {
  readonly url: string;
  next(): Promise<void>;
  close(): Promise<void>;
}

async function openReceiver(): Promise<Receiver> {
  let told: () => void = () => undefined;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(204).end();
      told();
    });
  });
  const url = await listen(server);
  return {
    url,
    next: () => new Promise((resolve) => (told = resolve)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openDead(death: Death): Promise<Dead> {
  const server = createServer((request) => request.resume());
  const url = await listen(server);
  // Its port is free again: nobody listens there.
  if (death === 'refuses') await new Promise((resolve) => server.close(resolve));
  return { url, server };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/hook`;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
