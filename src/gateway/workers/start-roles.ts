import type { App } from '../../core/app.js';
import { createGateway, createOpsServer, type RoleStates } from '../gateway.js';
import type { GatewayServer } from '../gateway-server.js';
import { createJobs } from './jobs.js';
import { DeliveryRole } from './delivery.js';
import { Projector } from './projector.js';
import type { Role, RoleWorker } from './role-worker.js';
import { Scheduler } from './scheduler.js';

/** Requests under way get this long, what remains of ten seconds is for the rest of the house. */
const GRACE_MS = 8_000;
/** Answers of probes and scrapers are short. */
const OPS_GRACE_MS = 500;

/**
 * Starts what this process's roles ask for, the API last: when it is ready, every role serves.
 * @returns what stops it all, in the order in which nothing is lost, within ten seconds. @throws AppError CONFLICT or CONFIG
 * for a port that cannot be had; then nothing is left running.
 */
export async function startRoles(app: App): Promise<() => Promise<void>> {
  const { config, logger } = app;
  const workers = createWorkers(app).filter((worker) => config.roles.includes(worker.role));
  const stopping = { now: false };
  const parts = { roles: trackRoles(app, workers), stopping: () => stopping.now };
  const api = config.roles.includes('api') ? createGateway(app, parts) : null;
  const ops = config.opsPort === null ? null : createOpsServer(app, parts);
  const stop = createStop(app, { workers, api, ops, stopping });
  try {
    for (const worker of workers) worker.start();
    const port = await api?.listen(config.host, config.port);
    const opsPort = await ops?.listen(config.host, config.opsPort ?? 0);
    logger.info({
      event: 'gateway.ready',
      ...(api === null ? {} : { host: config.host, port }),
      ...(ops === null ? {} : { ops_port: opsPort }),
      roles: config.roles,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

function createWorkers(app: App): RoleWorker[] {
  const { relay } = app;
  return [
    { role: 'relay', failing: false, start: () => relay.start(), stop: () => relay.stop() },
    new Projector(app),
    new DeliveryRole(app.delivery.worker, app.webhooks.worker),
    new Scheduler({ ...app, jobs: createJobs(app) }),
  ];
}

function trackRoles({ config, metrics }: App, workers: readonly RoleWorker[]): () => RoleStates {
  const working = (role: Role) => !workers.some((worker) => worker.role === role && worker.failing);
  return () => {
    for (const role of config.roles) metrics.roleUp.set({ role }, working(role) ? 1 : 0);
    return Object.fromEntries(config.roles.map((role) => [role, working(role) ? 'ok' : 'failing']));
  };
}

interface Parts {
  readonly workers: readonly RoleWorker[];
  readonly api: GatewayServer | null;
  readonly ops: GatewayServer | null;
  readonly stopping: { now: boolean };
}

function createStop(app: App, { workers, api, ops, stopping }: Parts): () => Promise<void> {
  return async () => {
    stopping.now = true;
    const isRelay = ({ role }: RoleWorker) => role === 'relay';
    // Side by side with the last answers of the API: each may need seconds, and another process takes their work up.
    const others = workers.filter((worker) => !isRelay(worker)).map((worker) => worker.stop());
    await api?.stop(GRACE_MS);
    // Last of them, for the last answers wrote events.
    await Promise.all([...others, ...workers.filter(isRelay).map((worker) => worker.stop())]);
    await ops?.stop(OPS_GRACE_MS);
    await app.close();
  };
}
