import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/model/errors.js';
const path = z.string().min(1);
const nullablePath = path.nullable();
const recordSchema = z.object({
    mariadbd: path.optional(),
    installDb: path.optional(),
    basedir: nullablePath.optional(),
    messagesDir: nullablePath.optional(),
    pluginDir: nullablePath.optional(),
    mariadbLibraryPath: nullablePath.optional(),
    redisServer: path.optional(),
    redisLibraryPath: nullablePath.optional(),
});
/** Where set-up keeps what it fetched; `scripts/setup-paths.mjs` answers the same and says why. */
export function cacheDirectory(env = process.env) {
    if (env['BELLHOP_CACHE'])
        return env['BELLHOP_CACHE'];
    if (env['XDG_CACHE_HOME'])
        return join(env['XDG_CACHE_HOME'], 'bellhop');
    if (process.getuid?.() === 0 && process.platform === 'linux')
        return '/var/cache/bellhop';
    return join(homedir(), '.cache', 'bellhop');
}
/** @throws AppError CONFIG when set-up has not found or fetched MariaDB's programs, or they are gone. */
export function mariaDbPrograms(env = process.env) {
    const record = readRecord(env);
    return {
        mariadbd: runnable(record.mariadbd, 'MariaDB'),
        installDb: runnable(record.installDb, 'MariaDB'),
        basedir: record.basedir ?? null,
        messagesDir: record.messagesDir ?? null,
        pluginDir: record.pluginDir ?? null,
        libraryPath: record.mariadbLibraryPath ?? null,
    };
}
/** @throws AppError CONFIG when set-up has not found or fetched Redis, or it is gone. */
export function redisProgram(env = process.env) {
    const record = readRecord(env);
    return { redisServer: runnable(record.redisServer, 'Redis'), libraryPath: record.redisLibraryPath ?? null };
}
function readRecord(env) {
    const file = join(cacheDirectory(env), 'programs.json');
    let text;
    try {
        text = readFileSync(file, 'utf8');
    }
    catch (cause) {
        throw new AppError('CONFIG', `The server programs are not set up yet (${file} cannot be read).`, {
            next: 'npm run setup',
            cause,
        });
    }
    try {
        return recordSchema.parse(JSON.parse(text));
    }
    catch (cause) {
        throw new AppError('CONFIG', `${file} does not hold what set-up writes there; delete it and set up again.`, {
            next: 'npm run setup',
            cause,
        });
    }
}
function runnable(program, server) {
    if (program === undefined) {
        throw new AppError('CONFIG', `${server} has not been set up on this machine.`, { next: 'npm run setup' });
    }
    try {
        accessSync(program, constants.X_OK);
    }
    catch (cause) {
        throw new AppError('CONFIG', `${server} cannot be run: ${program} is gone or not executable.`, {
            next: 'npm run setup',
            cause,
        });
    }
    return program;
}
//# sourceMappingURL=programs.js.map