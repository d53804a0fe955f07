import { linkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/model/errors.js';
import { isRunning, readProcessFile, writeProcessFile } from './process-file.js';

/**
 * Makes sure that only one process at a time starts a stack in `dataDir`; call the answer when the start is over.
 * A claim of a dead process counts for nothing.
 * @throws AppError CONFLICT naming the other process
 */
export function claimStart(dataDir: string): () => void {
  const claim = join(dataDir, 'run', 'starting.json');
  const mine = `${claim}.${process.pid}`;
  discardDeadClaim(claim);
  writeProcessFile(mine, { pid: process.pid });
  try {
    // A link fails when the name is taken and shows the whole content at once, which a created file does not.
    linkSync(mine, claim);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new AppError(
      'CONFLICT',
      `Process ${readProcessFile(claim)?.pid ?? '?'} is starting a stack in ${dataDir} just now.`,
      {
        next: `bellhop dev status --data ${dataDir}`,
        cause,
      },
    );
  } finally {
    rmSync(mine, { force: true });
  }
  return () => {
    rmSync(claim, { force: true });
  };
}

function discardDeadClaim(claim: string): void {
  const seen = readProcessFile(claim);
  if (seen !== undefined && isRunning(seen)) return;
  const moved = `${claim}.dead.${process.pid}`;
  try {
    renameSync(claim, moved);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw error;
  }
  // Between the look and the move another process may have claimed: its claim goes back.
  const taken = readProcessFile(moved);
  if (taken !== undefined && isRunning(taken)) linkSync(moved, claim);
  rmSync(moved, { force: true });
}
