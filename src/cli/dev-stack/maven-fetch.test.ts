import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchFromMaven, fetchedDirectory } from './maven-fetch.js';

let directory: string;
const say = vi.fn<(line: string) => void>();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-maven-'));
  vi.stubEnv('BELLHOP_CACHE', join(directory, 'cache'));
  vi.stubEnv('PATH', `${join(directory, 'bin')}:/usr/bin:/bin`);
  vi.stubEnv('JAVA_HOME', join(directory, 'java'));
  executable('java/bin/java', '');
  writeFileSync(join(directory, 'java', 'release'), 'JAVA_VERSION="17.0.1"\n');
  say.mockClear();
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

function executable(path: string, script: string): void {
  const file = join(directory, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** Stands in for Maven: it can be neither slow nor offline. */
function maven(script: string): void {
  executable(
    'bin/mvn',
    `for a in "$@"; do case "$a" in -DoutputDirectory=*) out="\${a#*=}";; esac; done\n` +
      `echo "$@" >> ${join(directory, 'calls')}\n${script}`,
  );
}

const calls = (): string[] =>
  existsSync(join(directory, 'calls'))
    ? readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n')
    : [];
const leftInCache = (): string[] => readdirSync(join(directory, 'cache', 'engines'));

describe('what Maven fetches', () => {
  test('is fetched once, under a name that tells what is in it', async () => {
    maven('mkdir -p "$out" && touch "$out/kafka.jar"');

    const first = await fetchFromMaven({ name: 'kafka', as: 'jars', say });
    const second = await fetchFromMaven({ name: 'kafka', as: 'jars', say });

    expect([first, second]).toEqual([fetchedDirectory('kafka'), fetchedDirectory('kafka')]);
    expect(readdirSync(first)).toEqual(['kafka.jar']);
    expect(leftInCache()).toEqual([expect.stringMatching(/^kafka-[0-9a-f]{12}$/)]);
    expect(calls()).toEqual([expect.stringContaining('maven-dependency-plugin:3.6.1:copy-dependencies')]);
    expect(say).toHaveBeenCalledOnce();
  });

  test('is taken as it is where neither Maven nor Java is there any more', async () => {
    maven('mkdir -p "$out"');
    await fetchFromMaven({ name: 'elasticsearch', as: 'unpacked', say });
    rmSync(join(directory, 'bin'), { recursive: true });
    rmSync(join(directory, 'java'), { recursive: true });

    const again = await fetchFromMaven({ name: 'elasticsearch', as: 'unpacked', say });

    expect(again).toBe(fetchedDirectory('elasticsearch'));
    expect(calls()).toHaveLength(1);
  });

  test('that does not come says why and leaves nothing that looks whole', async () => {
    maven('mkdir -p "$out"; echo "[ERROR] repo.example: Unknown host"; exit 1');

    await expect(fetchFromMaven({ name: 'kafka', as: 'jars', say })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringMatching(/kafka could not be fetched[\s\S]*Unknown host/) as string,
    });

    expect(leftInCache()).toEqual([]);
  });

  test('replaces what a fetch that was killed left behind, never that of a living one', async () => {
    const engines = join(directory, 'cache', 'engines');
    for (const owner of [1, 4_194_305]) mkdirSync(join(engines, `.new-${owner}-kafka`), { recursive: true });
    maven('mkdir -p "$out"');

    await fetchFromMaven({ name: 'kafka', as: 'jars', say });

    expect(leftInCache().toSorted()).toEqual(['.new-1-kafka', expect.stringMatching(/^kafka-/)]);
  });

  test('cannot come without Maven, which is told with the way out', async () => {
    vi.stubEnv('PATH', join(directory, 'bin'));

    await expect(fetchFromMaven({ name: 'kafka', as: 'jars', say })).rejects.toMatchObject({
      code: 'CONFIG',
      message: expect.stringMatching(/Maven is not on this machine.*BELLHOP_KAFKA_BROKERS/) as string,
    });
  });
});
