import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { jsonAnswer } from '../../src/gateway/answer.js';
import { createGatekeeper } from '../../src/gateway/gatekeeper.js';
import { createGateway } from '../../src/gateway/gateway.js';
import { GatewayServer } from '../../src/gateway/gateway-server.js';
import { createHttpServer } from '../../src/gateway/http-server.js';
import { readJsonBytes } from '../../src/gateway/read-json.js';
import { openAnotherApp, type BenchApp } from './bench-app.js';
import { benchLine, median, type BenchLine, type Measured } from './bench-line.js';
import { requestOf } from './booker.js';
import { loadStock, type Stock } from './booking-stock.js';
import type { CallersResult, CallersWork } from './http-callers.js';
import { interleave } from './interleave.js';

const HOST = '127.0.0.1';
const CALLERS = [32, 64] as const;
const RUN_MS = 2_500;
const ROUNDS = { warmUps: 2, rounds: 3 };
/** Milliseconds of each, until the code is optimised (see booking-benches.ts): over HTTP it is more code. */
const WARM_UP = { callers: 64, bookings: 20_000, constants: 3_000 };
const BODIES = 2_000;
const STOP_MS = 2_000;

/**
 * Bookings over HTTP, the clients in a process beside, against the same Express application, with all that is around
 * every route, that reads the same body and answers a constant. The booking's own route is answered before Express.
 */
export async function bookingHttp(bench: BenchApp): Promise<BenchLine[]> {
  const stock = await loadStock(bench, 'HTTP', 500);
  const app = await openAnotherApp(bench, { BELLHOP_REQUESTS_PER_MINUTE: '10000000' });
  const gateway = createGateway(app);
  const constant = constantServer(bench);
  const callers = fork(new URL('http-callers.js', import.meta.url), { stdio: 'inherit' });
  try {
    const { key } = await app.keys.create(bench.ota.code, { mode: 'test' });
    const bookings = `http://${HOST}:${await gateway.listen(HOST, 0)}/api/bookings/create`;
    const constants = `http://${HOST}:${await constant.listen(HOST, 0)}/api/bookings/create`;
    const lines: BenchLine[] = [];
    const call = (url: string, times: Pick<CallersWork, 'callers' | 'milliseconds'>) =>
      ask(callers, { ...newWork(stock), url, key, ...times });
    await call(bookings, { callers: WARM_UP.callers, milliseconds: WARM_UP.bookings });
    await call(constants, { callers: WARM_UP.callers, milliseconds: WARM_UP.constants });
    for (const count of CALLERS) {
      const run = (url: string) => () => call(url, { callers: count, milliseconds: RUN_MS });
      const [ours = [], limits = []] = await interleave([run(bookings), run(constants)], ROUNDS);
      const name = {
        bench: 'booking-http',
        case: `500 rooms, ${count} connections`,
        unit: 'bookings/s',
        limit_of: 'the same application answering a constant',
      };
      lines.push(benchLine(name, middle(ours), middle(limits)));
    }
    return lines;
  } finally {
    callers.kill();
    await gateway.stop(STOP_MS);
    await constant.stop(STOP_MS);
    await app.close();
  }
}

function constantServer({ app }: BenchApp): GatewayServer {
  const { logger, metrics, authenticate } = app;
  const gatekeeper = createGatekeeper({ authenticate, requestsPerMinute: 1 });
  const route = {
    method: 'post',
    path: '/api/bookings/create',
    access: 'open',
    handle: async ({ request }) => {
      await readJsonBytes(request);
      return jsonAnswer(201, { booking_id: '1', status: 'CONFIRMED' });
    },
  } as const satisfies Parameters<typeof createHttpServer>[0]['routes'][number];
  return new GatewayServer(createHttpServer({ routes: [route], gatekeeper, logger, metrics }));
}

function newWork(stock: Stock): Pick<CallersWork, 'bodies' | 'series' | 'status'> {
  const bodies = Array.from({ length: BODIES }, () => JSON.stringify(requestOf(stock.anywhere())));
  return { bodies, series: randomUUID(), status: 201 };
}

async function ask(callers: ChildProcess, work: CallersWork): Promise<CallersResult> {
  callers.send(work);
  const [message] = (await once(callers, 'message')) as [{ result?: CallersResult; error?: string }];
  if (message.result === undefined) throw new Error(message.error ?? 'the clients said nothing');
  return message.result;
}

function middle(runs: readonly CallersResult[]): Measured {
  return {
    figure: median(runs.map(({ rate }) => rate)),
    p50_ms: median(runs.map(({ p50_ms }) => p50_ms)),
    p99_ms: median(runs.map(({ p99_ms }) => p99_ms)),
    max_ms: Math.max(...runs.map(({ max_ms }) => max_ms)),
  };
}
