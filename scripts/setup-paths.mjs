import { homedir } from 'node:os';
import { join } from 'node:path';

/** The checkout, with a trailing slash. */
export const ROOT = new URL('../', import.meta.url).pathname;

/**
 * Where set-up keeps what it fetched; `src/cli/dev-stack/programs.ts` answers the same (a test compares them).
 * Root does not keep it at home: programs below /root could not be run by the unprivileged user that the
 * private servers are given.
 */
export function cacheDirectory(env = process.env) {
  if (env.BELLHOP_CACHE) return env.BELLHOP_CACHE;
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, 'bellhop');
  if (process.getuid?.() === 0 && process.platform === 'linux') return '/var/cache/bellhop';
  return join(homedir(), '.cache', 'bellhop');
}
