import { spawn } from 'node:child_process';

const KEPT_LINES = 30;

/** What the person at the terminal has to do; shown without a stack trace. */
export class SetupError extends Error {}

/**
 * Runs a program and resolves with its standard output.
 * @throws SetupError with the last lines of its output when it cannot start or exits with another code than 0.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on('data', (chunk) => {
      all += chunk;
    });
    child.once('error', (error) =>
      reject(new SetupError(`${command} could not be started: ${error.message}`)),
    );
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      const tail = all.trimEnd().split('\n').slice(-KEPT_LINES).join('\n');
      reject(
        new SetupError(`${[command, ...args].join(' ')} failed (${signal ?? `exit ${code}`}):\n${tail}`),
      );
    });
  });
}
