import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  cacheDirectory as cacheOfCli,
  mariaDbPrograms,
  redisProgram,
} from '../src/cli/dev-stack/programs.js';
import { withLock } from './setup-lock.mjs';
import { packagesAreInstalled } from './setup-packages.mjs';
import { cacheDirectory } from './setup-paths.mjs';
import { ensurePrograms, neededPrograms, programsAreKnown } from './setup-programs.mjs';

let directory;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-setup-'));
  vi.stubEnv('BELLHOP_CACHE', join(directory, 'cache'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

function program(name, output = '') {
  const folder = join(directory, 'bin');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${output}"\n`);
  chmodSync(join(folder, name), 0o755);
  return join(folder, name);
}

function mariadb(version) {
  for (const name of ['mariadb-install-db', 'my_print_defaults']) program(name);
  return program('mariadbd', `mariadbd  Ver ${version} for debian-linux-gnu on x86_64`);
}

const both = { mariadb: true, redis: true };
const find = (needed = both) => ensurePrograms(() => undefined, { needed, places: [join(directory, 'bin')] });

describe('the server programs', () => {
  test('that the machine has are used and remembered for the CLI', async () => {
    const [mariadbd, redisServer] = [mariadb('10.11.6-MariaDB-0+deb12u1'), program('redis-server')];
    expect(programsAreKnown(both)).toBe(false);

    await find();

    expect(programsAreKnown(both)).toBe(true);
    expect(mariaDbPrograms()).toMatchObject({ mariadbd, basedir: null, libraryPath: null });
    expect(redisProgram()).toEqual({ redisServer, libraryPath: null });
  });

  test('are looked for again when they are gone', async () => {
    mariadb('11.4.2-MariaDB');
    const redisServer = program('redis-server');
    await find();

    rmSync(redisServer);

    expect(programsAreKnown(both)).toBe(false);
    expect(() => redisProgram()).toThrow(expect.objectContaining({ code: 'CONFIG', next: 'npm run setup' }));
  });

  test.each(['10.5.23-MariaDB', '8.0.36'])('of version %s are too old or no MariaDB', async (version) => {
    mariadb(version);
    program('redis-server');

    await expect(find()).rejects.toThrow(
      /^MariaDB cannot be found on this machine\. Install them \(brew install mariadb redis/,
    );
  });

  test('that cannot be had are named in one line with what to install', async () => {
    await expect(find()).rejects.toThrow(
      /^MariaDB and Redis cannot be found .*BELLHOP_MYSQL_URL and BELLHOP_REDIS_URL.*$/,
    );
    await expect(find({ mariadb: false, redis: true })).rejects.toThrow(/^Redis cannot be found/);
  });

  test('are not needed when servers are given', async () => {
    const needed = neededPrograms({ BELLHOP_MYSQL_URL: 'mysql://db', BELLHOP_REDIS_URL: 'redis://cache' });

    expect(needed).toEqual({ mariadb: false, redis: false });
    expect(programsAreKnown(needed)).toBe(true);
    await expect(find(needed)).resolves.toBeUndefined();
  });

  test('without a set-up lead to the set-up', () => {
    expect(() => mariaDbPrograms()).toThrow(
      expect.objectContaining({ code: 'CONFIG', next: 'npm run setup' }),
    );
  });
});

test('set-up and CLI agree on the cache folder', () => {
  for (const env of [
    { BELLHOP_CACHE: '/a' },
    { XDG_CACHE_HOME: '/b' },
    { BELLHOP_CACHE: '/a', XDG_CACHE_HOME: '/b' },
    {},
  ]) {
    expect(cacheOfCli(env)).toBe(cacheDirectory(env));
  }
});

describe('the npm packages', () => {
  const lock = (packages) =>
    writeFileSync(join(directory, 'package-lock.json'), JSON.stringify({ packages }));
  const installed = (packages) => {
    mkdirSync(join(directory, 'node_modules'), { recursive: true });
    writeFileSync(join(directory, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
  };

  test.each([
    ['exactly the locked ones', { a: '1.0.0' }, true],
    ['another version', { a: '1.0.1' }, false],
    ['one too few', {}, false],
    ['one too many', { a: '1.0.0', c: '1.0.0' }, false],
    ['an optional one too', { a: '1.0.0', b: '1.0.0' }, true],
  ])('with %s installed', (_, versions, expected) => {
    lock({
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '1.0.0', optional: true },
    });
    installed(
      Object.fromEntries(
        Object.entries(versions).map(([name, version]) => [`node_modules/${name}`, { version }]),
      ),
    );

    expect(packagesAreInstalled(directory)).toBe(expected);
  });

  test('are missing in a fresh checkout', () => {
    lock({ '': {} });

    expect(packagesAreInstalled(directory)).toBe(false);
  });
});

describe('the lock of the set-up', () => {
  test('lets one work at a time', async () => {
    const path = join(directory, 'lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await sleep(50);
      inside -= 1;
    };

    const waiting = vi.fn();
    await Promise.all([withLock(path, work, waiting), withLock(path, work, waiting)]);

    expect(most).toBe(1);
    expect(waiting).toHaveBeenCalledOnce();
    expect(existsSync(path)).toBe(false);
  });

  test('is taken over from a dead process', async () => {
    const path = join(directory, 'lock');
    const dead = spawnSync('sh', ['-c', 'echo $$'], { encoding: 'utf8' }).stdout.trim();
    mkdirSync(path);
    writeFileSync(join(path, 'pid'), dead);

    const owner = await withLock(
      path,
      async () => readFileSync(join(path, 'pid'), 'utf8'),
      () => undefined,
    );

    expect(owner).toBe(String(process.pid));
  });

  test('is given back when the work fails', async () => {
    const path = join(directory, 'lock');
    const failing = withLock(path, () => Promise.reject(new Error('no')), vi.fn());

    await expect(failing).rejects.toThrow('no');

    expect(existsSync(path)).toBe(false);
  });
});
