import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findJava, findMaven } from './java.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-java-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function program(...path: string[]): string {
  const file = join(directory, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

function java(name: string, version: string): string {
  program(name, 'bin', 'java');
  writeFileSync(join(directory, name, 'release'), `IMPLEMENTOR="X"\nJAVA_VERSION="${version}"\n`);
  return join(directory, name);
}

describe('Java 17', () => {
  test('is the one of JAVA_HOME', () => {
    const home = java('seventeen', '17.0.15');

    expect(findJava({ JAVA_HOME: home, PATH: '' })).toBe(home);
  });

  test('is found behind the link on the PATH, past a newer one and a JAVA_HOME of another version', () => {
    const newer = java('twenty-five', '25');
    const home = java('seventeen', '17');
    const bin = join(directory, 'bin');
    mkdirSync(bin);
    symlinkSync(join(home, 'bin', 'java'), join(bin, 'java'));

    const found = findJava({ JAVA_HOME: newer, PATH: [join(newer, 'bin'), bin].join(':') });

    expect(found).toBe(home);
  });

  test.each(['1.8.0_402', '11.0.22', '170.1', '21.0.3'])('is not %s', (version) => {
    const home = java('other', version);

    expect(findJava({ JAVA_HOME: home, PATH: join(home, 'bin') })).not.toBe(home);
  });

  test('is not a folder that only looks like one', () => {
    const home = join(directory, 'empty');
    mkdirSync(home);
    writeFileSync(join(home, 'release'), 'JAVA_VERSION="17.0.1"\n');

    expect(findJava({ JAVA_HOME: home, PATH: '' })).not.toBe(home);
  });
});

test('Maven is the first of the PATH that can be run', () => {
  const maven = program('bin', 'mvn');
  mkdirSync(join(directory, 'other'));
  writeFileSync(join(directory, 'other', 'mvn'), 'a text');

  expect(findMaven({ PATH: `${join(directory, 'other')}:${join(directory, 'bin')}` })).toBe(maven);
  expect(findMaven({ PATH: join(directory, 'other') })).toBeUndefined();
});
