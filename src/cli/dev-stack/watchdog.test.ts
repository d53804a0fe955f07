import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processIdentity } from './process-identity.js';

/** A process that starts a server, has it watched, and prints the server's pid; `calledOff` ends the watch again. */
const STARTER = `
import { spawn } from 'node:child_process';
import { watchOver } from './watchdog.js';
const server = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
const callOff = watchOver(server.pid);
if (process.argv[2] === 'calledOff') callOff();
console.log(server.pid);
setInterval(() => {}, 1000);
`;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bellhop-watchdog-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(join(directory, 'starter.js'), STARTER);
  for (const name of ['watchdog', 'process-identity']) {
    const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
    const compiled = ts.transpile(source, { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 });
    writeFileSync(join(directory, `${name}.js`), compiled);
  }
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function killedStarter(...args: string[]): Promise<number> {
  const starter = spawn(process.execPath, [join(directory, 'starter.js'), ...args]);
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  // The watchdog's shell needs a moment to wait on its pipe.
  await sleep(200);
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  return Number(line.toString());
}

async function isGone(pid: number, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (processIdentity(pid) !== undefined && Date.now() < deadline) await sleep(20);
  return processIdentity(pid) === undefined;
}

describe('the watchdog', () => {
  // Elsewhere there is no /proc to tell a server from a later process with its number, so there is no watchdog.
  if (process.platform !== 'linux') {
    test('is not there', async () => {
      expect(await isGone(await killedStarter(), 500)).toBe(false);
    });
    return;
  }

  test('ends a server whose starter was killed', async () => {
    const server = await killedStarter();

    expect(await isGone(server, 5_000)).toBe(true);
  });

  test('leaves it alone once it is called off', async () => {
    const server = await killedStarter('calledOff');

    expect(await isGone(server, 500)).toBe(false);

    process.kill(server, 'SIGKILL');
  });
});
