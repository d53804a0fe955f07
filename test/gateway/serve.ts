import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createGatekeeper } from '../../src/gateway/gatekeeper.js';
import { createHttpServer } from '../../src/gateway/http-server.js';
import type { Route } from '../../src/gateway/route.js';
import { AppError } from '../../src/core/model/errors.js';
import type { Partner, PartnerKind } from '../../src/core/partners/partner.js';
import { createLogger } from '../../src/core/platform/logger.js';
import { createMetrics, type Metrics } from '../../src/core/platform/metrics.js';

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly metrics: Metrics;
  /** The log lines so far, parsed. */
  lines(): Record<string, unknown>[];
  close(): Promise<void>;
}

/** Keys of partners that exist for the HTTP pipeline alone: `ota-key`, `pms-key`, `operator-key`. */
export function keyOf(kind: PartnerKind): string {
  return `${kind}-key`;
}

/** Routes on a real socket, without stores; partners by `keyOf`. */
export async function serve(
  routes: readonly Route[],
  options: { requestsPerMinute?: number } = {},
): Promise<Served> {
  const written: string[] = [];
  const logger = createLogger('debug', { write: (line) => written.push(line) });
  const metrics = createMetrics({ runtime: false });
  const gatekeeper = createGatekeeper({
    requestsPerMinute: options.requestsPerMinute ?? 10_000,
    authenticate: async ({ key, partner_code }) => {
      const kind = (['ota', 'pms', 'operator'] as const).find((candidate) => key === keyOf(candidate));
      if (kind === undefined || (partner_code !== undefined && partner_code !== kind)) {
        throw new AppError('UNAUTHENTICATED', 'not known');
      }
      return aPartner(kind);
    },
  });
  const server = createServer(createHttpServer({ routes, gatekeeper, logger, metrics }));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    metrics,
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function aPartner(kind: PartnerKind): Partner {
  return {
    partner_id: `${kind.length}`,
    code: kind,
    name: kind,
    kind,
    connector: 'native',
    requests_per_minute: null,
    hold_minutes: null,
    oversell_policy: 'refuse',
    feed_mode: 'all',
    dialect: null,
    status: 'ACTIVE',
  };
}

/** Sends bytes as they are and resolves with everything that comes back until the server closes, or `ms` have passed. */
export async function talk(
  port: number,
  bytes: string | Buffer,
  options: { end?: boolean; ms?: number } = {},
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  if (options.end === true) socket.end(bytes);
  else socket.write(bytes);
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, options.ms ?? 2_000))]);
  socket.destroy();
  return answer;
}

/** An answer's problem, for a test that expects one. */
export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    throw new Error(`no problem: ${response.status} ${await response.text()}`);
  }
  return (await response.json()) as Record<string, unknown>;
}
