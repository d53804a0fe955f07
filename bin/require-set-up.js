import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Ends the process with the remedy where packages or build are missing, before an import fails with a stack trace. */
export function requireSetUp() {
  if (hasPackages() && existsSync(new URL('../dist/gateway/main.js', import.meta.url))) return;
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.stderr.write(
    `Error: Bellhop in ${root} is not set up yet.\nNext: npm --prefix ${root} run setup\n`,
  );
  process.exit(2);
}

/** Resolved as an import would be: the packages may lie in a folder above. */
function hasPackages() {
  try {
    createRequire(import.meta.url).resolve('@oclif/core');
    return true;
  } catch {
    return false;
  }
}
