import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { claimPort, preferPort } from './ports.js';
import { launchServer } from './private-server.js';
import { readProcessFile, stopNoted } from './process-file.js';
import { redisProgram } from './programs.js';
import { keptSecret } from './secret-file.js';
import { giveTo, serverAccount } from './server-account.js';
const READY_WITHIN_MS = 15_000;
export function redisFiles(directory) {
    return {
        data: join(directory, 'redis'),
        log: join(directory, 'logs', 'redis.log'),
        pid: join(directory, 'run', 'redis.json'),
        secret: join(directory, 'redis.secret'),
    };
}
/**
 * Starts a private Redis on 127.0.0.1, in memory only (losing it loses nothing), after ending what a killed run left.
 * @throws AppError CONFIG (program not set up), CONFLICT (port taken), UNAVAILABLE (with its log's tail)
 */
export async function startRedis(options) {
    const program = redisProgram();
    const directory = resolve(options.directory);
    const files = redisFiles(directory);
    mkdirSync(directory, { recursive: true, mode: 0o711 });
    mkdirSync(files.data, { recursive: true, mode: 0o700 });
    const previous = readProcessFile(files.pid)?.port;
    await stopNoted(files.pid);
    const port = options.port === undefined ? await preferPort(previous) : await claimPort(options.port, 'choose another');
    const password = keptSecret(files.secret);
    const account = serverAccount([files.data, program.redisServer]);
    giveTo(files.data, account);
    const url = `redis://:${password}@127.0.0.1:${port}`;
    return launchServer({
        name: 'Redis',
        command: program.redisServer,
        args: ['-'],
        input: settings({ port, password, databases: options.databases ?? 16 }),
        env: {
            PATH: process.env['PATH'] ?? '/usr/bin:/bin',
            LC_ALL: 'C',
            ...(program.libraryPath === null ? {} : { LD_LIBRARY_PATH: program.libraryPath }),
        },
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
function settings(server) {
    return [
        'bind 127.0.0.1',
        `port ${server.port}`,
        `requirepass ${server.password}`,
        `databases ${server.databases}`,
        'daemonize no',
        'save ""',
        'appendonly no',
        '',
    ].join('\n');
}
async function probe(url) {
    const client = new Redis(url, {
        lazyConnect: true,
        retryStrategy: () => null,
        maxRetriesPerRequest: 0,
        connectTimeout: 1_000,
    });
    // The rejected call says the same; without a listener ioredis writes to the console.
    client.on('error', () => undefined);
    try {
        await client.connect();
        await client.ping();
    }
    finally {
        client.disconnect();
    }
}
//# sourceMappingURL=redis.js.map