import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../core/model/errors.js';
import { mariaDbFiles } from './mariadb.js';
import { runningProcess } from './process-file.js';

const pid = z.number().int().positive();

const demoPartnersSchema = z.object({
  keys: z.object({ admin: z.string(), pms: z.string(), ota: z.string() }),
  partners: z.object({ pms: z.string(), ota: z.string() }),
});

const profileSchema = demoPartnersSchema.extend({
  gateway: z.string(),
  mysql: z.string(),
  redis: z.string(),
  /** `host:port` of each broker; like the next two only when the stack works with one. */
  kafka: z.array(z.string()).optional(),
  elasticsearch: z.string().optional(),
  cassandra: z.string().optional(),
  pids: z.object({
    gateway: pid,
    mysql: pid.optional(),
    redis: pid.optional(),
    kafka: pid.optional(),
    elasticsearch: pid.optional(),
    cassandra: pid.optional(),
  }),
});

/** Keys and ids of the demo partners, made once for a database. */
export type DemoPartners = z.infer<typeof demoPartnersSchema>;

/** What `dev up --json` prints as its data; a server that was given by a URL variable has no pid here. */
export type Profile = z.infer<typeof profileSchema>;

const keptPartnersSchema = demoPartnersSchema.extend({ database: z.string() });

/** The folder of the private servers: `--data`, else BELLHOP_DATA, else `.bellhop` here. Absolute. */
export function dataDirectory(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  return resolve(flag ?? (env['BELLHOP_DATA'] || '.bellhop'));
}

/** The profile as it lies there, whether its stack still runs or not; undefined without one. */
export function readProfile(dataDir: string): Profile | undefined {
  return readJson(profileFile(dataDir), profileSchema);
}

/**
 * The profile of a stack that runs.
 * @throws AppError UNAVAILABLE when there is none, or its private database is not running any more.
 */
export function requireProfile(dataDir: string): Profile {
  const profile = readProfile(dataDir);
  const next = `bellhop dev up --data ${dataDir}`;
  if (profile === undefined)
    throw new AppError(
      'UNAVAILABLE',
      `No stack runs with its data in ${dataDir}; start one, or name another's folder with --data.`,
      { next },
    );
  if (profile.pids.mysql !== undefined && runningProcess(mariaDbFiles(dataDir).pid) === undefined) {
    throw new AppError('UNAVAILABLE', `The stack with its data in ${dataDir} is not running any more.`, {
      next,
    });
  }
  return profile;
}

export function writeProfile(dataDir: string, profile: Profile): void {
  writePrivately(profileFile(dataDir), profile);
}

export function removeProfile(dataDir: string): void {
  rmSync(profileFile(dataDir), { force: true });
}

/** The demo partners made earlier for this very database; `database` names it (a URL, or 'private'). */
export function readDemoPartners(dataDir: string, database: string): DemoPartners | undefined {
  const kept = readJson(partnersFile(dataDir), keptPartnersSchema);
  return kept?.database === database ? { keys: kept.keys, partners: kept.partners } : undefined;
}

export function writeDemoPartners(dataDir: string, database: string, made: DemoPartners): void {
  writePrivately(partnersFile(dataDir), { database, ...made });
}

function profileFile(dataDir: string): string {
  return join(dataDir, 'profile.json');
}

/** Apart from the profile: keys are shown only once by the database, and must survive a gateway that fails to start. */
function partnersFile(dataDir: string): string {
  return join(dataDir, 'demo-partners.json');
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError(
      'CONFIG',
      `${file} is not what Bellhop writes there; delete it and start the stack again.`,
      {
        next: 'bellhop dev up',
        cause,
      },
    );
  }
}

function writePrivately(file: string, value: unknown): void {
  const temporary = `${file}.${process.pid}`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
