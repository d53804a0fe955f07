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
type ProgramRecord = z.infer<typeof recordSchema>;

/** MariaDB's programs; the directories are null for a copy that the system installed, which knows its own. */
export interface MariaDbPrograms {
  readonly mariadbd: string;
  readonly installDb: string;
  readonly basedir: string | null;
  readonly messagesDir: string | null;
  readonly pluginDir: string | null;
  readonly libraryPath: string | null;
}

export interface RedisProgram {
  readonly redisServer: string;
  readonly libraryPath: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where set-up keeps what it fetched; `scripts/setup-paths.mjs` answers the same and says why. */
export function cacheDirectory(env: Environment = process.env): string {
  if (env['BELLHOP_CACHE']) return env['BELLHOP_CACHE'];
  if (env['XDG_CACHE_HOME']) return join(env['XDG_CACHE_HOME'], 'bellhop');
  if (process.getuid?.() === 0 && process.platform === 'linux') return '/var/cache/bellhop';
  return join(homedir(), '.cache', 'bellhop');
}

/** @throws AppError CONFIG when set-up has not found or fetched MariaDB's programs, or they are gone. */
export function mariaDbPrograms(env: Environment = process.env): MariaDbPrograms {
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
export function redisProgram(env: Environment = process.env): RedisProgram {
  const record = readRecord(env);
  return { redisServer: runnable(record.redisServer, 'Redis'), libraryPath: record.redisLibraryPath ?? null };
}

function readRecord(env: Environment): ProgramRecord {
  const file = join(cacheDirectory(env), 'programs.json');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('CONFIG', `The server programs are not set up yet (${file} cannot be read).`, {
      next: 'npm run setup',
      cause,
    });
  }
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'CONFIG',
      `${file} does not hold what set-up writes there; delete it and set up again.`,
      {
        next: 'npm run setup',
        cause,
      },
    );
  }
}

function runnable(program: string | undefined, server: string): string {
  if (program === undefined) {
    throw new AppError('CONFIG', `${server} has not been set up on this machine.`, { next: 'npm run setup' });
  }
  try {
    accessSync(program, constants.X_OK);
  } catch (cause) {
    throw new AppError('CONFIG', `${server} cannot be run: ${program} is gone or not executable.`, {
      next: 'npm run setup',
      cause,
    });
  }
  return program;
}
