// Copies the shared libraries of some system packages into a folder: `node scripts/setup-libraries.mjs FOLDER PACKAGE...`.
// Nothing is installed and no root needed; for programs that are not the system's own and miss a library of it.
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadPackages } from './setup-private-copies.mjs';
import { SetupError, run } from './setup-run.mjs';

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

async function copyLibraries(folder, packages) {
  const work = mkdtempSync(join(tmpdir(), 'bellhop-libraries-'));
  try {
    const root = join(work, 'root');
    for (const file of await downloadPackages({ packages, work, say }))
      await run('dpkg', ['-x', join(work, file), root]);
    for (const place of ['usr/lib', 'lib'].map((name) => join(root, name)).filter((path) => existsSync(path)))
      for (const name of readdirSync(place, { recursive: true }).filter((path) => /\.so(\.\d+)*$/.test(path)))
        cpSync(join(place, name), join(folder, name.split('/').at(-1)), { dereference: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const [folder, ...packages] = process.argv.slice(2);
try {
  await copyLibraries(folder, packages);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
