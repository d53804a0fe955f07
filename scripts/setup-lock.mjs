import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Runs `work` while holding the lock directory at `path`: two set-ups that start together do the work once.
 * A lock whose process is dead is taken over; `onWait` is called once when another process holds it.
 */
export async function withLock(path, work, onWait) {
  let told = false;
  while (!acquire(path)) {
    const owner = ownerOf(path);
    if (owner !== undefined && !isRunning(owner)) {
      discard(path);
      continue;
    }
    if (!told) onWait(owner);
    told = true;
    await sleep(POLL_MS);
  }
  const release = () => rmSync(path, { recursive: true, force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function acquire(path) {
  // The directory appears together with its owner: a lock without one would look abandoned, or stay for ever.
  const mine = `${path}.${process.pid}`;
  mkdirSync(dirname(path), { recursive: true });
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine);
  writeFileSync(join(mine, 'pid'), String(process.pid));
  try {
    renameSync(mine, path);
    return true;
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerOf(path) {
  try {
    return Number(readFileSync(join(path, 'pid'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function discard(path) {
  // Renamed first: of two processes that saw the same dead owner only one removes it, never a newer lock's files.
  const gone = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, gone);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  rmSync(gone, { recursive: true, force: true });
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
