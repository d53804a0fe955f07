import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import { AppError } from '../../core/model/errors.js';
import { claimPort, preferPort } from './ports.js';
import { launchServer } from './private-server.js';
import { readProcessFile, stopNoted } from './process-file.js';
import { mariaDbPrograms } from './programs.js';
import { keptSecret } from './secret-file.js';
import { giveTo, serverAccount } from './server-account.js';
const run = promisify(execFile);
const READY_WITHIN_MS = 60_000;
const DATABASE = 'bellhop';
export function mariaDbFiles(directory) {
    return {
        data: join(directory, 'mysql'),
        temporary: join(directory, 'mysql-tmp'),
        log: join(directory, 'logs', 'mysql.log'),
        pid: join(directory, 'run', 'mysql.json'),
        secret: join(directory, 'mysql.secret'),
    };
}
/**
 * Starts a private MariaDB on 127.0.0.1 with a database `bellhop`, after ending what a killed run left behind.
 * @throws AppError CONFIG (programs not set up), CONFLICT (port taken), UNAVAILABLE (with its log's tail)
 */
export async function startMariaDb(options) {
    const programs = mariaDbPrograms();
    const directory = resolve(options.directory);
    const files = mariaDbFiles(directory);
    mkdirSync(directory, { recursive: true, mode: 0o711 });
    const previous = readProcessFile(files.pid)?.port;
    await stopNoted(files.pid);
    const port = options.port === undefined ? await preferPort(previous) : await claimPort(options.port, 'choose another');
    const password = keptSecret(files.secret);
    const account = serverAccount([files.data, programs.mariadbd]);
    prepareTemporary(files.temporary, account);
    const env = environment(programs, files.temporary);
    await prepareData({ data: files.data, programs, account, env });
    const initFile = join(files.data, 'bellhop-init.sql');
    writeFileSync(initFile, initStatements(password), { mode: 0o600 });
    giveTo(files.data, account);
    const url = `mysql://bellhop:${password}@127.0.0.1:${port}/${DATABASE}`;
    try {
        return await launchServer({
            name: 'MariaDB',
            command: programs.mariadbd,
            args: [
                ...placeArguments(programs, account),
                ...serverArguments({ port, initFile, durable: options.durable ?? true }),
            ],
            env,
            cwd: files.data,
            url,
            port,
            pidFile: files.pid,
            logFile: files.log,
            readyWithinMs: READY_WITHIN_MS,
            account,
            probe: () => probe(url),
        });
    }
    finally {
        rmSync(initFile, { force: true });
    }
}
/**
 * Every server gets its own: mariadbd deletes, when it starts, whatever looks like a temporary table in there, and in
 * a shared /tmp those are the ones that another server is just using.
 */
function prepareTemporary(directory, account) {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { mode: 0o700 });
    giveTo(directory, account);
}
/** Makes the system tables in a directory beside and renames it: a broken-off initialisation never looks like data. */
async function prepareData({ data, programs, account, env }) {
    if (existsSync(join(data, 'mysql')))
        return;
    const fresh = `${data}.new`;
    rmSync(fresh, { recursive: true, force: true });
    mkdirSync(fresh, { mode: 0o700 });
    giveTo(fresh, account);
    const args = [
        ...placeArguments(programs, account).filter((argument) => !argument.startsWith('--plugin-dir')),
        `--datadir=${fresh}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        '--skip-name-resolve',
    ];
    try {
        await run(programs.installDb, args, { env, cwd: fresh, ...account });
    }
    catch (cause) {
        const tail = cause instanceof Error ? cause.message.trimEnd().split('\n').slice(-20).join('\n') : '';
        throw new AppError('UNAVAILABLE', `MariaDB's data directory ${data} could not be initialised:\n${tail}`, {
            cause,
        });
    }
    rmSync(data, { recursive: true, force: true });
    renameSync(fresh, data);
}
/** --no-defaults comes first: the settings of a system's own server are none of ours. */
function placeArguments(programs, account) {
    const asRoot = process.getuid?.() === 0 && account === undefined;
    return [
        '--no-defaults',
        ...(programs.basedir === null ? [] : [`--basedir=${programs.basedir}`]),
        ...(programs.messagesDir === null ? [] : [`--lc-messages-dir=${programs.messagesDir}`]),
        ...(programs.pluginDir === null ? [] : [`--plugin-dir=${programs.pluginDir}`]),
        // Where no other user could reach the data (see serverAccount) mariadbd wants to be told that root is meant.
        ...(asRoot ? ['--user=root'] : []),
    ];
}
function serverArguments(server) {
    return [
        '--datadir=.',
        // Relative to the data directory: an absolute one may be longer than the 107 bytes of a socket's address.
        '--socket=mysqld.sock',
        '--pid-file=mysqld.pid',
        `--init-file=${server.initFile}`,
        '--bind-address=127.0.0.1',
        `--port=${server.port}`,
        '--skip-name-resolve',
        '--skip-log-bin',
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_unicode_520_ci',
        '--max-connections=300',
        '--max-allowed-packet=64M',
        '--innodb-buffer-pool-size=256M',
        `--innodb-flush-log-at-trx-commit=${server.durable ? 1 : 2}`,
    ];
}
/**
 * Run by the server before it lets anyone in, one statement a line. mariadb-install-db makes root accounts without a
 * password that any user of this machine could use; ours has one, and is the only one that stays.
 */
function initStatements(password) {
    return [
        `CREATE DATABASE IF NOT EXISTS ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci;`,
        `CREATE USER IF NOT EXISTS 'bellhop'@'%';`,
        `ALTER USER 'bellhop'@'%' IDENTIFIED BY '${password}';`,
        `GRANT ALL PRIVILEGES ON *.* TO 'bellhop'@'%' WITH GRANT OPTION;`,
        `DELETE FROM mysql.global_priv WHERE User IN ('root', '');`,
        `FLUSH PRIVILEGES;`,
        '',
    ].join('\n');
}
function environment(programs, temporary) {
    const own = programs.basedir === null ? [] : [join(programs.basedir, 'bin'), join(programs.basedir, 'sbin')];
    return {
        PATH: [...own, dirname(programs.installDb), process.env['PATH'] ?? '/usr/bin:/bin'].join(delimiter),
        LC_ALL: 'C',
        TMPDIR: temporary,
        ...(programs.libraryPath === null ? {} : { LD_LIBRARY_PATH: programs.libraryPath }),
    };
}
async function probe(url) {
    const connection = await mysql.createConnection({ uri: url, connectTimeout: 1_000 });
    try {
        await connection.query('SELECT 1');
    }
    finally {
        await connection.end();
    }
}
//# sourceMappingURL=mariadb.js.map