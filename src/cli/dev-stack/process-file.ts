import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../core/model/errors.js';
import { processIdentity } from './process-identity.js';

const POLL_MS = 20;
const KILL_AFTER_MS = 8_000;
const KILLED_WITHIN_MS = 2_000;

const recordSchema = z.object({
  pid: z.number().int().positive(),
  identity: z.string().min(1),
  port: z.number().int().optional(),
  started_at: z.string(),
});

/** A process that we started, as its pid file tells it; `started_at` is an ISO instant. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/**
 * Notes a running process in a pid file.
 * @throws AppError UNAVAILABLE when the process has ended already.
 */
export function writeProcessFile(file: string, process: { pid: number; port?: number }): ProcessRecord {
  const identity = processIdentity(process.pid);
  if (identity === undefined) {
    throw new AppError('UNAVAILABLE', `Process ${process.pid} ended before it could be noted in ${file}.`);
  }
  const record: ProcessRecord = { ...process, identity, started_at: new Date().toISOString() };
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.new`;
  writeFileSync(temporary, `${JSON.stringify(record)}\n`);
  renameSync(temporary, file);
  return record;
}

/** The noted process, whether it still runs or not; undefined without a (readable) pid file. */
export function readProcessFile(file: string): ProcessRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    // Cut off by a power loss: whoever it named is gone since.
    return undefined;
  }
}

/** True when that very process runs, not a later one with its number. */
export function isRunning(record: ProcessRecord): boolean {
  return processIdentity(record.pid) === record.identity;
}

/** The noted process if it runs. */
export function runningProcess(file: string): ProcessRecord | undefined {
  const record = readProcessFile(file);
  return record !== undefined && isRunning(record) ? record : undefined;
}

/**
 * Ends the noted process and waits until it is gone: SIGTERM, after `killAfterMs` SIGKILL. Removes the pid file.
 * Answers false when it was not running. A recycled number is never signalled.
 */
export async function stopNoted(file: string, killAfterMs = KILL_AFTER_MS): Promise<boolean> {
  const record = runningProcess(file);
  if (record !== undefined) await stopProcess(record, killAfterMs);
  rmSync(file, { force: true });
  return record !== undefined;
}

/**
 * Ends that very process: SIGTERM, after `killAfterMs` SIGKILL; resolves when it is gone (at once if it was).
 * @throws AppError UNAVAILABLE when not even SIGKILL ends it
 */
export async function stopProcess(record: ProcessRecord, killAfterMs = KILL_AFTER_MS): Promise<void> {
  signal(record, 'SIGTERM');
  if (await hasEnded(record, killAfterMs)) return;
  signal(record, 'SIGKILL');
  if (await hasEnded(record, KILLED_WITHIN_MS)) return;
  throw new AppError('UNAVAILABLE', `Process ${record.pid} does not end, not even on SIGKILL.`);
}

/** Removes the pid file unless it names a later process by now, started after ours had ended. */
export function forgetProcess(file: string, record: ProcessRecord): void {
  if (readProcessFile(file)?.identity === record.identity) rmSync(file, { force: true });
}

function signal(record: ProcessRecord, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isRunning(record)) return;
  try {
    process.kill(record.pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw error;
  }
}

async function hasEnded(record: ProcessRecord, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isRunning(record)) {
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
