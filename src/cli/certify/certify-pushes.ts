import type { App } from '../../core/app.js';
import type { LeftOpen } from '../../core/delivery/endpoints.js';
import type { Connector } from '../../core/model/connector.js';
import { AppError } from '../../core/model/errors.js';
import type { PushCase } from '../../core/model/push-certification.js';
import { createSandbox } from '../sandbox/create-sandbox.js';
import { startServer } from '../sandbox/sandbox-server.js';
import { channelControl } from './channel-control.js';
import { channelCodes } from './foreign-scene.js';
import { preparePushScene, type PushTarget } from './push-scene.js';
import type { PushCaseResult } from './push-result.js';
import { runPushCases } from './run-push-cases.js';

/** A channel that is there already: a partner's system for trying out, or a sandbox somebody has started. */
export interface ForeignChannel {
  readonly url: URL;
  readonly allowRemote: boolean;
  /** Of a simulated one: only then is looked at what it holds, and cases can have it misbehave. */
  readonly control: string | undefined;
  readonly username: string;
  readonly password: string;
  readonly requestor_id: string | undefined;
  readonly codes: string | undefined;
}

export interface CertifyPushes {
  readonly connector: Connector;
  readonly cases: readonly PushCase[];
  /** null: a sandbox is started for this run. */
  readonly channel: ForeignChannel | null;
  readonly timeoutSeconds: number;
  readonly done: (result: PushCaseResult) => void;
  readonly stopped?: AbortSignal | undefined;
  readonly left?: (partner: string, open: readonly LeftOpen[]) => void;
}

const LOOPBACK = /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/;
const SEED = 1;

/** @throws AppError VALIDATION for a channel on another machine that nobody allowed. */
export async function certifyPushes(
  app: App,
  { connector, cases, channel, timeoutSeconds, done, stopped, left }: CertifyPushes,
): Promise<{ readonly channel: string; readonly results: readonly PushCaseResult[] }> {
  const { target, control, stop } =
    channel === null ? await startedSandbox(connector) : { ...foreignTarget(channel), stop: null };
  try {
    const scene = await preparePushScene(app, connector, target);
    const desk = control === null ? null : channelControl(control, timeoutSeconds);
    const results = await runPushCases(
      scene,
      { cases, control: desk },
      { timeoutSeconds, done, stopped, left },
    );
    return { channel: target.url, results };
  } finally {
    await stop?.();
  }
}

interface Channel {
  readonly target: PushTarget;
  readonly control: string | null;
}

async function startedSandbox(
  connector: Connector,
): Promise<Channel & { readonly stop: () => Promise<void> }> {
  const stopping = new AbortController();
  const sandbox = createSandbox({ connector, kind: 'ota', seed: SEED, stopped: stopping.signal });
  const server = await startServer(sandbox, { host: '127.0.0.1', port: 0 });
  const own = { username: 'bellhop', password: 'certification', requestor_id: 'BELLHOP', codes: null };
  return {
    target: { ...own, url: server.url, simulated: true },
    control: server.control,
    stop: async () => {
      stopping.abort();
      await server.close();
    },
  };
}

function foreignTarget({ url, allowRemote, control, ...channel }: ForeignChannel): Channel {
  if (!allowRemote && !LOOPBACK.test(url.hostname)) {
    const message = `${url.origin} is not on this machine; send to it only if it is there for trying out, and say so with --allow-remote.`;
    throw new AppError('VALIDATION', message, { next: 'bellhop adapter certify --help' });
  }
  const { username, password, requestor_id = null, codes } = channel;
  const target = {
    ...{ url: url.href.replace(/\/$/, ''), username, password, requestor_id },
    codes: codes === undefined ? null : channelCodes(codes),
    simulated: control !== undefined,
  };
  return { target, control: control ?? null };
}
