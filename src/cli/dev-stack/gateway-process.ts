import { join } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import { packageFile } from './package-file.js';
import { launchServer, type PrivateServer } from './private-server.js';
import { STACK_DELIVERY_ALLOW } from './stack-delivery-allow.js';
import { stackSecretKey } from './stack-secret-key.js';

const READY_WITHIN_MS = 60_000;

export interface GatewayOptions {
  readonly directory: string;
  readonly port: number;
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  /** BELLHOP_* variables that name the engines in use. */
  readonly engines?: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  /** Default: bin/gateway.js of this installation. */
  readonly program?: string | undefined;
}

export function gatewayFiles(directory: string) {
  return { log: join(directory, 'logs', 'gateway.log'), pid: join(directory, 'run', 'gateway.json') };
}

/**
 * Starts bin/gateway.js on 127.0.0.1 and waits until /readyz answers 200, which means that every role serves.
 * @throws AppError UNAVAILABLE with the tail of its log
 */
export async function startGateway(options: GatewayOptions): Promise<PrivateServer> {
  const files = gatewayFiles(options.directory);
  const url = `http://127.0.0.1:${options.port}`;
  return launchServer({
    name: 'The gateway',
    command: process.execPath,
    args: [options.program ?? packageFile('bin', 'gateway.js')],
    env: {
      BELLHOP_SECRET_KEY: stackSecretKey(options.directory),
      BELLHOP_DELIVERY_ALLOW: STACK_DELIVERY_ALLOW,
      ...options.env,
      ...options.engines,
      BELLHOP_HOST: '127.0.0.1',
      BELLHOP_PORT: String(options.port),
      BELLHOP_MYSQL_URL: options.mysqlUrl,
      BELLHOP_REDIS_URL: options.redisUrl,
    },
    cwd: options.directory,
    url,
    port: options.port,
    pidFile: files.pid,
    logFile: files.log,
    readyWithinMs: READY_WITHIN_MS,
    probe: () => probe(url),
  });
}

async function probe(url: string): Promise<void> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_500) });
  await response.arrayBuffer();
  if (response.status !== 200) throw new AppError('UNAVAILABLE', `/readyz answered ${response.status}`);
}
