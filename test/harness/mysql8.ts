import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { fetchFromMaven } from '../../src/cli/dev-stack/maven-fetch.js';
import { packageFile } from '../../src/cli/dev-stack/package-file.js';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import { launchServer, type PrivateServer } from '../../src/cli/dev-stack/private-server.js';
import { keptSecret } from '../../src/cli/dev-stack/secret-file.js';
import { giveTo, serverAccount, type ServerAccount } from '../../src/cli/dev-stack/server-account.js';

const run = promisify(execFile);
const READY_WITHIN_MS = 120_000;
const ARCHIVE = 'mysql-Linux-amd64.tar.gz';
/** What mysqld links to that not every system has. */
const LIBRARIES = ['libaio1', 'libnuma1'];

/** Starts a private MySQL 8.0.31 with empty data in `directory`, on 127.0.0.1; its user may make databases. */
export async function startMysql8(directory: string): Promise<PrivateServer> {
  const base = await unpackedServer();
  const data = join(directory, 'mysql8');
  const program = join(base, 'bin', 'mysqld');
  const account = serverAccount([data, program]);
  const place = { cwd: directory, env: environment(base), ...account };
  mkdirSync(data, { mode: 0o700 });
  giveTo(data, account);
  const common = ['--no-defaults', ...userArgument(account), `--basedir=${base}`, `--datadir=${data}`];
  await run(program, [...common, '--initialize-insecure'], place);
  const password = keptSecret(join(directory, 'mysql8.secret'));
  const initFile = join(data, 'bellhop-init.sql');
  writeFileSync(initFile, initStatements(password), { mode: 0o600 });
  giveTo(data, account);
  const port = await freePort();
  const url = `mysql://bellhop:${password}@127.0.0.1:${port}/mysql`;
  return launchServer({
    name: 'MySQL 8',
    command: program,
    args: [...common, ...serverArguments(base, port, initFile)],
    env: place.env,
    cwd: data,
    url,
    port,
    pidFile: join(directory, 'run', 'mysql8.json'),
    logFile: join(directory, 'logs', 'mysql8.log'),
    readyWithinMs: READY_WITHIN_MS,
    account,
    probe: () => probe(url),
  });
}

/** The server's folder in the cache, unpacked when it is not there yet, with the libraries that it needs. */
async function unpackedServer(): Promise<string> {
  const fetched = await fetchFromMaven({ name: 'mysql8', as: 'unpacked', say });
  const base = `${fetched}-server`;
  if (existsSync(base)) return base;
  const fresh = `${base}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o755 });
  try {
    await run('tar', ['xzf', join(fetched, ARCHIVE), '-C', fresh, '--no-same-owner']);
    await addLibraries(fresh);
    renameSync(fresh, base);
  } catch (error) {
    if (!existsSync(base)) throw error;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return base;
}

async function addLibraries(base: string): Promise<void> {
  const isComplete = async (): Promise<unknown> =>
    run(join(base, 'bin', 'mysqld'), ['--no-defaults', '--version'], { env: environment(base) });
  try {
    await isComplete();
  } catch {
    say(`fetching ${LIBRARIES.join(' and ')} from the system's packages (once)`);
    const script = packageFile('scripts', 'setup-libraries.mjs');
    await run(process.execPath, [script, join(base, 'lib', 'private'), ...LIBRARIES]);
    await isComplete();
  }
}

function userArgument(account: ServerAccount | undefined): string[] {
  return process.getuid?.() === 0 && account === undefined ? ['--user=root'] : [];
}

/** Nothing of it has to survive the machine: what is tested is how it locks and answers. */
function serverArguments(base: string, port: number, initFile: string): string[] {
  return [
    `--lc-messages-dir=${join(base, 'share')}`,
    // Relative to the data directory: an absolute one may be longer than the 107 bytes of a socket's address.
    '--socket=mysqld.sock',
    '--pid-file=mysqld.pid',
    `--init-file=${initFile}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-mysqlx',
    '--skip-log-bin',
    '--skip-name-resolve',
    '--max-connections=300',
    '--max-allowed-packet=64M',
    '--innodb-flush-method=nosync',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-doublewrite=0',
    '--innodb-buffer-pool-size=128M',
  ];
}

function initStatements(password: string): string {
  return [
    `CREATE USER bellhop@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO bellhop@'%' WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

function environment(base: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    LD_LIBRARY_PATH: [join(base, 'lib', 'private'), join(base, 'lib')].join(':'),
  };
}

async function probe(url: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: url, connectTimeout: 1_000 });
  try {
    await connection.query('SELECT 1');
  } finally {
    await connection.end();
  }
}

function say(line: string): void {
  process.stderr.write(`mysql8: ${line}\n`);
}
