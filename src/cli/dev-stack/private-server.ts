import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/model/errors.js';
import { forgetProcess, stopProcess, writeProcessFile, type ProcessRecord } from './process-file.js';
import type { ServerAccount } from './server-account.js';
import { watchOver } from './watchdog.js';

const POLL_MS = 25;
const ATTEMPT_MS = 2_000;
const LOG_TAIL_LINES = 20;
const LOG_ROTATE_BYTES = 16 * 1024 * 1024;

/** A server of ours that runs and has answered a real client call. */
export interface PrivateServer {
  /** With user and password: usable by any process of this machine, never to be logged. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  readonly logFile: string;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<void>;
  /** SIGTERM, SIGKILL after `killAfterMs` (default 8 s); resolves when it is gone. */
  stop(killAfterMs?: number): Promise<void>;
  /** Lets it run on when this process ends; from then on it is stopped through its pid file. */
  outlive(): void;
}

export interface ServerStart {
  /** For people, in errors: "MariaDB". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly url: string;
  readonly port: number;
  readonly pidFile: string;
  readonly logFile: string;
  readonly readyWithinMs: number;
  /** Time between two probes: a server that takes seconds should not be slowed down by the asking. Default 25 ms. */
  readonly askEveryMs?: number;
  readonly account?: ServerAccount | undefined;
  /** Written to its standard input: settings that must not be seen in the list of processes. */
  readonly input?: string;
  /** A real call; rejects as long as the server does not serve. */
  readonly probe: () => Promise<void>;
}

/**
 * Starts a server in a process group of its own and waits until its probe succeeds.
 * @throws AppError UNAVAILABLE with the tail of its log when it ends or does not answer in time; nothing is left running.
 */
export async function launchServer(start: ServerStart): Promise<PrivateServer> {
  const child = spawnServer(start);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const pid = child.pid;
  if (pid === undefined) throw failure(start, `${start.command} could not be started`);
  let record: ProcessRecord;
  try {
    record = writeProcessFile(start.pidFile, { pid, port: start.port });
  } catch (error) {
    child.kill('SIGKILL');
    throw failure(start, 'it ended at once', error);
  }
  const callOff = watchOver(pid);
  const stop = async (killAfterMs?: number): Promise<void> => {
    callOff();
    await stopProcess(record, killAfterMs);
    forgetProcess(start.pidFile, record);
  };
  void ended.then(callOff);
  try {
    await untilReady(start, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const outlive = (): void => {
    callOff();
    child.unref();
  };
  return { url: start.url, pid, port: start.port, logFile: start.logFile, ended, stop, outlive };
}

function spawnServer(start: ServerStart): ChildProcess {
  mkdirSync(dirname(start.logFile), { recursive: true });
  rotate(start.logFile);
  const log = openSync(start.logFile, 'a', 0o600);
  try {
    const child = spawn(start.command, start.args, {
      cwd: start.cwd,
      env: start.env,
      // The Ctrl-C of a terminal goes to its whole process group; the servers are stopped by us, in order.
      detached: true,
      stdio: [start.input === undefined ? 'ignore' : 'pipe', log, log],
      ...(start.account === undefined ? {} : { uid: start.account.uid, gid: start.account.gid }),
    });
    // A server that dies before it has read its settings is told by untilReady, with its log.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(start.input);
    return child;
  } finally {
    closeSync(log);
  }
}

async function untilReady(start: ServerStart, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + start.readyWithinMs;
  let last: unknown;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw failure(start, `it ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`, last);
    }
    try {
      await withTimeout(start.probe());
      return;
    } catch (error) {
      last = error;
    }
    await sleep(start.askEveryMs ?? POLL_MS);
  }
  throw failure(start, `it did not answer within ${start.readyWithinMs / 1000} s`, last);
}

/** A probe that hangs must not hold up the deadline. */
async function withTimeout(work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const late = sleep(ATTEMPT_MS, undefined, { signal: patience.signal }).then(() => {
    throw new AppError('UNAVAILABLE', 'no answer');
  });
  try {
    await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    patience.abort();
  }
}

function failure(start: ServerStart, what: string, cause?: unknown): AppError {
  const message = `${start.name} did not start: ${what}. The end of its log (${start.logFile}):\n${logTail(start.logFile)}`;
  return new AppError('UNAVAILABLE', message, { details: { log: start.logFile }, cause });
}

/** The last lines of a log file, '(empty)' when there are none. */
export function logTail(file: string, lines = LOG_TAIL_LINES): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') || '(empty)';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '(empty)';
    throw error;
  }
}

function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_ROTATE_BYTES) renameSync(logFile, `${logFile}.1`);
}
