import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Client } from 'cassandra-driver';
import { AppError } from '../../core/model/errors.js';
import { prepareHome, quickOptions, type EngineHome, type EngineOptions } from './engine-home.js';
import { requireJava } from './java.js';
import { fetchFromMaven } from './maven-fetch.js';
import { launchServer, type PrivateServer } from './private-server.js';

const READY_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 250;
const DATA_CENTER = 'datacenter1';

/**
 * Starts a private Cassandra of one node on 127.0.0.1, after ending what a killed run left; `url` is `host:port`, the
 * data center `datacenter1`.
 * @throws AppError CONFIG (Java or Maven missing), CONFLICT (port taken), UNAVAILABLE (with its log's tail)
 */
export async function startCassandra(options: EngineOptions): Promise<PrivateServer> {
  const java = join(requireJava(), 'bin', 'java');
  const jars = await fetchFromMaven({ name: 'cassandra', as: 'jars', say: options.say ?? (() => undefined) });
  const home = await prepareHome({
    ...options,
    name: 'cassandra',
    program: jars,
    innerPorts: 2,
    values: ({ port, innerPorts, data }) => ({
      port,
      storagePort: innerPorts[0] ?? 0,
      sslStoragePort: innerPorts[1] ?? 0,
      data,
    }),
  });
  const address = `127.0.0.1:${home.port}`;
  return launchServer({
    name: 'Cassandra',
    command: java,
    args: [
      ...jvmArguments(home, jars),
      ...quickOptions(options),
      'org.apache.cassandra.service.CassandraDaemon',
    ],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TMPDIR: home.temporary },
    cwd: home.data,
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
    // It measures its memtables; being on the class path is not enough for that.
    `-javaagent:${join(jars, memoryMeter(jars))}`,
    `-Dcassandra.config=file://${join(home.config, 'cassandra.yaml')}`,
    `-Dcassandra.storagedir=${home.data}`,
    `-Dcassandra.logdir=${home.data}`,
    '-Dcassandra-foreground=yes',
    `-Dlogback.configurationFile=file:${join(home.config, 'logback.xml')}`,
    '-cp',
    [home.config, join(jars, '*')].join(delimiter),
  ];
}

function memoryMeter(jars: string): string {
  const name = readdirSync(jars).find((file) => /^jamm-.*\.jar$/.test(file));
  if (name !== undefined) return name;
  throw new AppError('CONFIG', `${jars} is not whole (no jamm-*.jar); delete it and start again.`);
}

/** A client of its own for each try: one that could not connect never does. */
async function probe(address: string): Promise<void> {
  const client = new Client({
    contactPoints: [address],
    localDataCenter: DATA_CENTER,
    socketOptions: { connectTimeout: 1_000, readTimeout: 1_500 },
  });
  try {
    await client.connect();
    await client.execute('SELECT release_version FROM system.local');
  } finally {
    await client.shutdown();
  }
}
