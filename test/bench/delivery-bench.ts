import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import axios from 'axios';
import type { App } from '../../src/core/app.js';
import { addDays, type LocalDate } from '../../src/core/model/local-date.js';
import type { Partner } from '../../src/core/partners/partner.js';
import { aMessage } from '../builders/an-app.js';
import { openAnotherApp, type BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { createBooker } from './booker.js';
import { openChannelServer, type ChannelServer } from './channel-server.js';
import { closedLoop, percentiles, timeHistogram } from './closed-loop.js';

const CHANNELS = 20;
const HOTELS = 12;
const NIGHTS = 200;
const BOOKINGS = 40;
const LANES = 300;
const SLOTS = 16;
const CHANGES = 60;
/** What a channel takes to answer while the brake is measured. */
const CHANNEL_MS = 20;

interface Scene {
  readonly app: App;
  readonly server: ChannelServer;
  readonly first: LocalDate;
  readonly channels: readonly Partner[];
  stop(): Promise<void>;
}

/** From the commit of the booking that sells out a night to the answer of the last of 20 channels, while all have a backlog. */
export async function brake(bench: BenchApp): Promise<BenchLine[]> {
  const scene = await open(bench, { prefix: 'BRK', channels: CHANNELS, hotels: HOTELS, delayMs: CHANNEL_MS });
  const { app, server, first } = scene;
  try {
    await app.bus.lag(app.delivery.consumer);
    const book = createBooker({ app, ota: bench.ota });
    const times = timeHistogram();
    app.delivery.worker.start();
    const backlog = keepBacklog(scene);
    for (let index = 0; index < BOOKINGS; index++) {
      const date = addDays(first, 1 + 2 * index);
      const hotel_code = `BRK${String(index % HOTELS)}`;
      const closed = server.closedAt(hotel_code, date, CHANNELS);
      const dates = [date];
      await book({ room: { hotel_code, room_code: 'R001' }, dates, check_out: addDays(date, 1) } as never);
      const committed = performance.now();
      times.recordValue(Math.max(1, Math.round(((await closed) - committed) * 1_000)));
    }
    const waited = await backlog.stop();
    const name = { bench: 'brake', unit: 'closings/s of a night everywhere', limit_of: '' };
    const measured = { ...percentiles(times), figure: 1_000 / percentiles(times).p50_ms };
    return [
      benchLine(
        { ...name, case: `${CHANNELS} channels of ${CHANNEL_MS} ms, backlog of ${waited} lanes on average` },
        measured,
        null,
      ),
    ];
  } finally {
    await scene.stop();
  }
}

/** Deliveries a second, and how late a single change arrives, beside axios alone with the same bodies on the same server. */
export async function delivery(bench: BenchApp): Promise<BenchLine[]> {
  const scene = await open(bench, { prefix: 'DLV', channels: 1, hotels: LANES, delayMs: 0 });
  const { app, server, first } = scene;
  try {
    const started = performance.now();
    app.delivery.worker.start();
    await untilDone(app);
    const rate = (server.requests() * 1_000) / (performance.now() - started);
    const bodies = server.bodies;
    const bare = await bareLoop(server.url, bodies);
    const times = timeHistogram();
    for (let index = 0; index < CHANGES; index++) {
      const date = addDays(first, index);
      const arrived = server.seen(`"date_from":"${date}","date_to":"${date}","availability":7`);
      const change = { room_code: 'R001', from: date, to: date, available: 7 };
      await app.applyAri(bench.pms, aMessage(`DLV${index}`, [change]), { requestId: null });
      const committed = performance.now();
      times.recordValue(Math.max(1, Math.round(((await arrived) - committed) * 1_000)));
    }
    const late = percentiles(times);
    const name = { bench: 'delivery', limit_of: `axios alone, ${SLOTS} at a time` };
    const throughput = { figure: rate, p50_ms: 1_000 / rate, p99_ms: 0, max_ms: 0 };
    return [
      benchLine({ ...name, case: `${LANES} hotels, everything`, unit: 'deliveries/s' }, throughput, bare),
      benchLine(
        { ...name, case: 'one change, commit to arrival', unit: 'changes/s', limit_of: 'axios alone, one' },
        { ...late, figure: 1_000 / late.p50_ms },
        await bareLoop(server.url, bodies, 1),
      ),
    ];
  } finally {
    await scene.stop();
  }
}

interface Wanted {
  readonly prefix: string;
  readonly channels: number;
  readonly hotels: number;
  readonly delayMs: number;
}

/** Hotels with a room of one left on each second night, mapped to channels that are connected but not sent to yet. */
async function open(bench: BenchApp, { prefix, channels: count, hotels, delayMs }: Wanted): Promise<Scene> {
  const app = await openAnotherApp(bench, {
    BELLHOP_SECRET_KEY: randomBytes(32).toString('base64'),
    BELLHOP_DELIVERY_SLOTS: String(SLOTS),
  });
  const server = await openChannelServer(delayMs);
  const codes = Array.from({ length: count }, (_, index) => `${prefix.toLowerCase()}-${index}`);
  const channels: Partner[] = [];
  for (const code of codes)
    channels.push(
      (await app.partners.create({ code, name: code, kind: 'ota', connector: 'open-channel' })).partner,
    );
  const first = addDays(new Date().toISOString().slice(0, 10), 30);
  for (let index = 0; index < hotels; index++)
    await fill(bench, app, { code: `${prefix}${index}`, codes, first });
  app.relay.start();
  const subscription = app.bus.subscribe(app.delivery.consumer);
  while (
    (await app.database.rows('SELECT 1 FROM outbox LIMIT 1')).length > 0 ||
    (await app.bus.lag(app.delivery.consumer)).waiting > 0
  )
    await new Promise((resolve) => setTimeout(resolve, 100));
  for (const partner of codes)
    await app.delivery.endpoints.connect({
      ...{ partner, url: `${server.url}/${partner}`, username: 'bench', password: 'bench' },
      ...{ requestor_id: null, dialect: null, pricing: null, los: null },
    });
  const stop = async (): Promise<void> => {
    await app.delivery.worker.stop();
    await subscription.stop();
    await app.database.run('DELETE FROM channel_endpoints');
    await app.close();
    await server.close();
  };
  return { app, server, first, channels, stop };
}

async function fill(
  { pms, ota }: BenchApp,
  app: App,
  { code, codes, first }: { code: string; codes: readonly string[]; first: LocalDate },
): Promise<void> {
  const room = {
    code: 'R001',
    room_type: 'DOUBLE',
    name: 'Double',
    capacity: 2,
    total_rooms: 10,
    base_price: '120.00',
  };
  await app.onboardHotel(
    {
      ...{
        code,
        name: `Hotel ${code}`,
        city: 'Lisbon',
        country: 'PT',
        time_zone: 'Europe/Lisbon',
        currency: 'EUR',
      },
      ...{ inventory_mode: 'pms', pms: pms.code, otas: [ota.code, ...codes], rooms: [room] },
      rate_plans: [{ code: 'BAR', name: 'BAR', meal_plan: 'ROOM_ONLY' }],
    },
    { dryRun: false, requestId: null },
  );
  const amounts = [{ guests: 2, amount: '100.00', currency: 'EUR', tax: 'after' as const }];
  const to = addDays(first, NIGHTS);
  await app.applyAri(
    pms,
    aMessage(code, [
      { room_code: 'R001', from: first, to, available: 5 },
      ...Array.from({ length: NIGHTS / 2 }, (_, index) => {
        const date = addDays(first, 1 + 2 * index);
        return { room_code: 'R001', from: date, to: date, available: 1 };
      }),
      { room_code: 'R001', rate_code: 'BAR', from: first, to, amounts },
    ]),
    { requestId: null },
  );
}

/** Whatever is done is wanted whole again at once. */
function keepBacklog({ app, channels }: Scene): { stop: () => Promise<number> } {
  let running = true;
  const seen: number[] = [];
  const work = (async () => {
    while (running) {
      for (const { code } of channels) if (running) await app.delivery.endpoints.sync(code, null);
      const [row] = await app.database.rows<{ lanes: number }>(
        "SELECT COUNT(*) AS lanes FROM deliveries WHERE state = 'PENDING'",
      );
      seen.push(Number(row?.lanes ?? 0));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    stop: async () => {
      running = false;
      await work;
      return Math.round(seen.reduce((sum, lanes) => sum + lanes, 0) / Math.max(1, seen.length));
    },
  };
}

async function untilDone(app: App): Promise<void> {
  for (;;) {
    const rows = await app.database.rows(
      "SELECT 1 FROM deliveries WHERE state IN ('PENDING', 'SENDING') LIMIT 1",
    );
    if (rows.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The same bodies to the same server, with nothing around it. */
async function bareLoop(url: string, bodies: readonly string[], callers = SLOTS) {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 64 });
  let next = 0;
  const call = async (): Promise<void> => {
    const data = bodies[next++ % bodies.length];
    await axios.post(`${url}/bare/changes/`, data, {
      ...{
        httpAgent,
        headers: { 'content-type': 'application/json' },
        transformResponse: (text: unknown) => text,
      },
    });
  };
  const { rate, times } = await closedLoop({ callers, milliseconds: 2_000, call });
  httpAgent.destroy();
  return { figure: rate, ...percentiles(times) };
}
