import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './setup-run.mjs';
import { ROOT } from './setup-paths.mjs';

/**
 * True when node_modules holds exactly what package-lock.json locks. npm writes its own record of what it put
 * there as the last act of an install, so a broken-off install never looks complete.
 */
export function packagesAreInstalled(root = ROOT) {
  const locked = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  for (const [path, entry] of Object.entries(locked)) {
    // Optional packages are there or not, depending on the platform.
    if (path === '' || entry.optional) continue;
    if (installed[path]?.version !== entry.version) return false;
  }
  return Object.keys(installed).every((path) => locked[path] !== undefined);
}

export async function installPackages() {
  // Development packages build and test this project, so they are wanted whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-progress'];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...args], { cwd: ROOT });
  else await run('npm', args, { cwd: ROOT });
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
