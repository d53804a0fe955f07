import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { fetchPrivateCopies } from './setup-private-copies.mjs';
import { cacheDirectory } from './setup-paths.mjs';
import { SetupError } from './setup-run.mjs';

const SCHEMA = 1;
/** SELECT ... SKIP LOCKED came with MariaDB 10.6; the relay cannot do without. */
const OLDEST_MARIADB = [10, 6];
/** Server programs are often kept out of an ordinary user's PATH. */
const MORE_PLACES = ['/usr/sbin', '/usr/local/sbin', '/usr/libexec', '/opt/homebrew/opt/mariadb/bin'];

const REMEDY =
  'Install them (brew install mariadb redis / dnf install mariadb-server redis / apt-get install mariadb-server redis-server), ' +
  'or point BELLHOP_MYSQL_URL and BELLHOP_REDIS_URL at servers of your own.';

/** Which of the two servers have to be started here: a URL in the environment means "use that one". */
export function neededPrograms(env = process.env) {
  return { mariadb: !env.BELLHOP_MYSQL_URL, redis: !env.BELLHOP_REDIS_URL };
}

/** True when the record of an earlier set-up covers what is needed and its programs are still there. */
export function programsAreKnown(needed = neededPrograms()) {
  const known = readRecord();
  return (!needed.mariadb || mariadbIsThere(known)) && (!needed.redis || redisIsThere(known));
}

/**
 * Finds the server programs on this machine, fetches private copies of what is missing, records both.
 * @throws SetupError one line that says what to install
 */
export async function ensurePrograms(say, { needed = neededPrograms(), places = usualPlaces() } = {}) {
  const record = { ...readRecord(), ...findPrograms(places) };
  const wanted = {
    mariadb: needed.mariadb && !mariadbIsThere(record),
    redis: needed.redis && !redisIsThere(record),
  };
  if (wanted.mariadb || wanted.redis) {
    const names = [wanted.mariadb && 'MariaDB', wanted.redis && 'Redis'].filter(Boolean).join(' and ');
    Object.assign(record, await fetchPrivateCopies({ wanted, names, say, remedy: REMEDY, places }));
  }
  writeRecord(record);
}

function findPrograms(places) {
  const found = {};
  const mariadbd = findProgram('mariadbd', places);
  const installDb = findProgram('mariadb-install-db', places);
  if (mariadbd && installDb && findProgram('my_print_defaults', places) && isRecentMariaDb(mariadbd)) {
    const ownPlaces = { basedir: null, messagesDir: null, pluginDir: null, mariadbLibraryPath: null };
    Object.assign(found, { mariadbd, installDb, ...ownPlaces });
  }
  const redisServer = findProgram('redis-server', places);
  if (redisServer) Object.assign(found, { redisServer, redisLibraryPath: null });
  return found;
}

/** One that is too old, no MariaDB at all or broken is passed over in favour of a private copy. */
function isRecentMariaDb(mariadbd) {
  const { stdout } = spawnSync(mariadbd, ['--no-defaults', '--version'], { encoding: 'utf8' });
  const version = /(\d+)\.(\d+)\.\d+-MariaDB/.exec(stdout ?? '');
  if (version === null) return false;
  const [major, minor] = [Number(version[1]), Number(version[2])];
  return major > OLDEST_MARIADB[0] || (major === OLDEST_MARIADB[0] && minor >= OLDEST_MARIADB[1]);
}

function usualPlaces() {
  return [...(process.env.PATH ?? '').split(delimiter).filter((place) => place !== ''), ...MORE_PLACES];
}

/** The first program of that name in `places` (folders); undefined when there is none. */
export function findProgram(name, places) {
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function mariadbIsThere(record) {
  if (!record.mariadbd || !record.installDb) return false;
  return [record.mariadbd, record.installDb, record.basedir].every(
    (path) => path === null || existsSync(path),
  );
}

function redisIsThere(record) {
  return Boolean(record.redisServer) && existsSync(record.redisServer);
}

function recordPath() {
  return join(cacheDirectory(), 'programs.json');
}

function readRecord() {
  try {
    const record = JSON.parse(readFileSync(recordPath(), 'utf8'));
    return record.schema === SCHEMA ? record : {};
  } catch (error) {
    // Missing or unreadable as JSON: found out anew, which repairs it.
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw new SetupError(`${recordPath()} cannot be read: ${error.message}`);
  }
}

function writeRecord(record) {
  mkdirSync(cacheDirectory(), { recursive: true, mode: 0o755 });
  const temporary = `${recordPath()}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify({ ...record, schema: SCHEMA }, null, 2)}\n`);
  renameSync(temporary, recordPath());
}
