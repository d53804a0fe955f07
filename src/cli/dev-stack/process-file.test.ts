import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readProcessFile, runningProcess, stopNoted, writeProcessFile } from './process-file.js';

let directory: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-process-'));
  file = join(directory, 'run', 'server.json');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

async function sleeper(script = ''): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, [
    '-e',
    `${script}; setInterval(() => {}, 1000); console.log('ready')`,
  ]);
  children.push(child);
  await once(child.stdout, 'data');
  return { child, pid: child.pid ?? 0 };
}

describe('a pid file', () => {
  test('leads to the running process and ends it', async () => {
    const { child, pid } = await sleeper();
    const gone = once(child, 'exit');
    writeProcessFile(file, { pid, port: 4711 });
    expect(runningProcess(file)).toMatchObject({ pid, port: 4711 });

    expect(await stopNoted(file)).toBe(true);

    expect(await gone).toEqual([null, 'SIGTERM']);
    expect(existsSync(file)).toBe(false);
  });

  test('ends with SIGKILL what does not listen to SIGTERM', async () => {
    const { child, pid } = await sleeper("process.on('SIGTERM', () => {})");
    const gone = once(child, 'exit');
    writeProcessFile(file, { pid });

    await stopNoted(file, 200);

    expect(await gone).toEqual([null, 'SIGKILL']);
  });

  test('never harms a later process that was given the same number', async () => {
    const { child, pid } = await sleeper();
    const record = writeProcessFile(file, { pid });
    writeFileSync(file, JSON.stringify({ ...record, identity: `${record.identity}0` }));

    expect(runningProcess(file)).toBeUndefined();
    expect(await stopNoted(file)).toBe(false);

    expect(child.signalCode).toBeNull();
    expect(child.kill(0)).toBe(true);
    expect(existsSync(file)).toBe(false);
  });

  test('of a process that has ended means nothing', async () => {
    const { child, pid } = await sleeper();
    writeProcessFile(file, { pid });
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(readProcessFile(file)?.pid).toBe(pid);
    expect(runningProcess(file)).toBeUndefined();
    expect(await stopNoted(file)).toBe(false);
  });

  test('that was cut off means nothing', async () => {
    const { pid } = await sleeper();
    writeProcessFile(file, { pid });
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20));

    expect(readProcessFile(file)).toBeUndefined();
    expect(await stopNoted(file)).toBe(false);
  });
});
