import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './setup-paths.mjs';
import { SetupError, run } from './setup-run.mjs';

const MARIADB_PACKAGES = ['mariadb-server-core', 'mariadb-client-core'];
const REDIS_PACKAGES = ['redis-server'];
const WORK = '.new-';

/**
 * Unpacks the system's own packages of the wanted servers into the cache: nothing is installed, no root needed.
 * Resolves with the entries of programs.json.
 * @throws SetupError one line with what is missing and `remedy`
 */
export async function fetchPrivateCopies({ wanted, names, say, remedy, places }) {
  const packages = [...(wanted.mariadb ? MARIADB_PACKAGES : []), ...(wanted.redis ? REDIS_PACKAGES : [])];
  const tools = ['apt-get', 'dpkg'].map((name) => places.map((place) => join(place, name)).find(existsSync));
  if (tools.includes(undefined)) throw new SetupError(`${names} cannot be found on this machine. ${remedy}`);
  const programs = join(cacheDirectory(), 'programs');
  mkdirSync(programs, { recursive: true, mode: 0o755 });
  // The set-up's lock is held, so these are what a killed one left behind.
  for (const name of readdirSync(programs).filter((entry) => entry.startsWith(WORK))) {
    rmSync(join(programs, name), { recursive: true, force: true });
  }
  const work = mkdtempSync(join(programs, WORK));
  try {
    say(`${names}: fetching private copies of ${packages.join(', ')} into ${programs}`);
    const files = await downloadPackages({ packages, work, say });
    const root = join(work, 'root');
    mkdirSync(root, { mode: 0o755 });
    for (const file of files) await run('dpkg', ['-x', join(work, file), root]);
    const kept = keep(root, programs, files);
    return {
      ...(wanted.mariadb ? await mariadbEntries(kept) : {}),
      ...(wanted.redis ? await redisEntries(kept) : {}),
    };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    throw new SetupError(
      `${names} cannot be found here and the system's packages could not be used. ${remedy}\n${error.message}`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Downloads the packages and what they need that is not installed; resolves with their files, relative to `work`. */
export async function downloadPackages({ packages, work, say }) {
  const own = process.getuid() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  try {
    return await downloadWith(own, packages, work);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    // Empty or outdated lists. Fresh ones go into our own folder, so that this needs no root and leaves the system's alone.
    say(
      'the package lists of this system are empty or outdated: fetching current ones (apt-get update, into the cache)',
    );
    const apt = [...own, ...privateLists(work)];
    await run('apt-get', [...apt, 'update']);
    return downloadWith(apt, packages, work);
  }
}

async function downloadWith(apt, packages, work) {
  const debs = join(work, 'debs');
  rmSync(debs, { recursive: true, force: true });
  mkdirSync(debs);
  const plan = await run('apt-get', [...apt, 'install', '-s', '--no-install-recommends', ...packages]);
  const missing = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  // The named ones always: one that is installed without the others has its files outside of our root.
  await run('apt-get', [...apt, 'download', ...new Set([...packages, ...missing])], { cwd: debs });
  return readdirSync(debs).map((name) => join('debs', name));
}

function privateLists(work) {
  const state = join(work, 'apt');
  mkdirSync(join(state, 'lists/partial'), { recursive: true });
  mkdirSync(join(state, 'cache/archives/partial'), { recursive: true });
  return [
    '-o',
    `Dir::State::lists=${state}/lists`,
    '-o',
    `Dir::Cache=${state}/cache`,
    '-o',
    'Debug::NoLocking=1',
  ];
}

/** Moves the unpacked tree to its final name, which says what is in it; an equal one that is there already wins. */
function keep(root, programs, files) {
  const key = createHash('sha256').update(files.toSorted().join('\n')).digest('hex').slice(0, 12);
  const target = join(programs, key);
  chmodSync(root, 0o755);
  if (!existsSync(target)) renameSync(root, target);
  return target;
}

async function mariadbEntries(root) {
  const entries = {
    mariadbd: existing(root, 'usr/sbin/mariadbd'),
    installDb: existing(root, 'usr/bin/mariadb-install-db'),
    basedir: join(root, 'usr'),
    messagesDir: existing(root, 'usr/share/mysql'),
    pluginDir: join(root, 'usr/lib/mysql/plugin'),
    mariadbLibraryPath: libraryPath(root),
  };
  await tryOut(entries.mariadbd, ['--no-defaults', '--version'], entries.mariadbLibraryPath);
  return entries;
}

async function redisEntries(root) {
  const entries = {
    redisServer: existing(root, 'usr/bin/redis-server'),
    redisLibraryPath: libraryPath(root),
  };
  await tryOut(entries.redisServer, ['--version'], entries.redisLibraryPath);
  return entries;
}

/** A copy that misses a library says so now, not at the first start. */
async function tryOut(program, args, libraries) {
  await run(program, args, { env: libraries === null ? {} : { LD_LIBRARY_PATH: libraries } });
}

function existing(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) throw new SetupError(`the system's packages do not hold ${path}`);
  return full;
}

/** The library folders, `usr/lib/x86_64-linux-gnu` or whatever this architecture calls them, as LD_LIBRARY_PATH takes them. */
function libraryPath(root) {
  const folders = ['usr/lib', 'lib']
    .map((name) => join(root, name))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.includes('-linux-'))
        .map((name) => join(folder, name)),
    );
  return folders.length === 0 ? null : folders.join(':');
}
