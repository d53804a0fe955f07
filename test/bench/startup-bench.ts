import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../src/cli/dev-stack/ports.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, median, type BenchLine, type Measured } from './bench-line.js';

const ROUNDS = 5;
const SETTLE_MS = 500;

/** What every such gateway needs at the least: the interpreter and the packages of HTTP and the two stores. */
const BARE = `await Promise.all(['express', 'mysql2/promise', 'ioredis', 'zod', 'pino'].map((name) => import(name)));
  const { createServer } = await import('node:http');
  createServer((_request, response) => response.end()).listen(Number(process.env.BELLHOP_PORT), '127.0.0.1');`;

interface Start {
  readonly ready_ms: number;
  readonly memory_mb: number;
}

/**
 * From the start of the process to its first answer, and its memory then: the embedded gateway, one that is told of
 * all three engines (which are away: what their clients cost is asked here), and a bare server beside them.
 */
export async function startup({ stores }: BenchApp): Promise<BenchLine[]> {
  const away = '127.0.0.1:9';
  const gateway = (env: Record<string, string>) => () =>
    started([join(process.cwd(), 'bin/gateway.js')], {
      BELLHOP_MYSQL_URL: stores.mysqlUrl,
      BELLHOP_REDIS_URL: stores.redisUrl,
      BELLHOP_LOG_LEVEL: 'fatal',
      ...env,
    });
  const engines = {
    BELLHOP_KAFKA_BROKERS: away,
    BELLHOP_ELASTICSEARCH_URL: `http://${away}`,
    BELLHOP_CASSANDRA_CONTACT_POINTS: away,
  };
  const sides = [
    gateway({}),
    gateway(engines),
    () => started(['--input-type=module', '--eval', BARE], {}),
  ] as const;
  const results: Start[][] = sides.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, side] of sides.entries()) results[index]?.push(await side());
  }
  const [embedded = [], distributed = [], bare = []] = results;
  return [...compare('embedded', embedded, bare), ...compare('with all three engines', distributed, bare)];
}

function compare(load: string, ours: readonly Start[], bare: readonly Start[]): BenchLine[] {
  const line = (what: keyof Start, unit: string): BenchLine =>
    benchLine(
      {
        bench: 'startup',
        case: `${load}, ${unit === 'ms' ? 'first answer' : 'memory'}`,
        unit,
        limit_of: 'bare server',
      },
      measured(ours.map((start) => start[what])),
      measured(bare.map((start) => start[what])),
    );
  return [line('ready_ms', 'ms'), line('memory_mb', 'MB')];
}

function measured(values: readonly number[]): Measured {
  const highest = Math.max(...values);
  return { figure: median(values), p50_ms: median(values), p99_ms: highest, max_ms: highest };
}

async function started(args: readonly string[], env: Record<string, string>): Promise<Start> {
  const port = await freePort();
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], BELLHOP_PORT: String(port), ...env },
    stdio: 'ignore',
  });
  try {
    await firstAnswer(port, child);
    const ready_ms = performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return { ready_ms, memory_mb: memoryOf(child) };
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
}

async function firstAnswer(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      await fetch(`http://127.0.0.1:${port}/livez`);
      return;
    } catch {
      // Not listening yet: that is what is waited for.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  throw new Error(`the process ended with ${child.exitCode} before it answered`);
}

/** Resident memory in MB; where there is no /proc, by ps. */
function memoryOf({ pid }: ChildProcess): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1_024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
}
