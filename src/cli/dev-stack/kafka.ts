import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { AppError } from '../../core/model/errors.js';
import { prepareHome, quickOptions, type EngineHome, type EngineOptions } from './engine-home.js';
import { requireJava } from './java.js';
import { fetchFromMaven } from './maven-fetch.js';
import { launchServer, type PrivateServer } from './private-server.js';

const run = promisify(execFile);
const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 200;

/**
 * Starts a private Kafka (KRaft, one broker) on 127.0.0.1, after ending what a killed run left; `url` is `host:port`.
 * @throws AppError CONFIG (Java or Maven missing), CONFLICT (port taken), UNAVAILABLE (with its log's tail)
 */
export async function startKafka(options: EngineOptions): Promise<PrivateServer> {
  const java = join(requireJava(), 'bin', 'java');
  const jars = await fetchFromMaven({ name: 'kafka', as: 'jars', say: options.say ?? (() => undefined) });
  const home = await prepareHome({
    ...options,
    name: 'kafka',
    program: jars,
    innerPorts: 1,
    values: ({ port, innerPorts, data }) => ({ port, controllerPort: innerPorts[0] ?? 0, data }),
  });
  const address = `127.0.0.1:${home.port}`;
  const place = { cwd: home.data, env: environment(home) };
  const jvm = jvmArguments(home, jars);
  if (!existsSync(join(home.data, 'meta.properties'))) await format(java, jvm, { home, ...place });
  return launchServer({
    name: 'Kafka',
    command: java,
    args: [...jvm, ...quickOptions(options), 'kafka.Kafka', join(home.config, 'server.properties')],
    ...place,
    url: address,
    port: home.port,
    pidFile: home.pid,
    logFile: home.log,
    readyWithinMs: READY_WITHIN_MS,
    askEveryMs: ASK_EVERY_MS,
    account: home.account,
    probe: () => probe(address),
  });
}

function jvmArguments(home: EngineHome, jars: string): string[] {
  return [
    `@${join(home.config, 'jvm.options')}`,
    `-Djava.io.tmpdir=${home.temporary}`,
    `-Dlog4j.configuration=file:${join(home.config, 'log4j.properties')}`,
    '-cp',
    join(jars, '*'),
  ];
}

function environment(home: EngineHome): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TMPDIR: home.temporary };
}

interface Place {
  readonly home: EngineHome;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Gives empty data its identity, which a broker refuses to start without. */
async function format(java: string, jvm: readonly string[], { home, cwd, env }: Place): Promise<void> {
  const id = `B${randomBytes(16).toString('base64url').slice(1)}`;
  const settings = join(home.config, 'server.properties');
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', settings, '--ignore-formatted'];
  try {
    await run(java, [...jvm, ...tool], { cwd, env, ...home.account });
  } catch (cause) {
    const tail = cause instanceof Error ? cause.message.trimEnd().split('\n').slice(-20).join('\n') : '';
    throw new AppError('UNAVAILABLE', `Kafka's data in ${home.data} could not be initialised:\n${tail}`, {
      cause,
    });
  }
}

/** A broker accepts connections long before it serves. */
async function probe(address: string): Promise<void> {
  const admin = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 1_500,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    await admin.describeCluster();
  } finally {
    await admin.disconnect();
  }
}
