// Compiles src into dist and copies what is not TypeScript (migrations). Run directly it always builds.
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './setup-paths.mjs';
import { SetupError, run } from './setup-run.mjs';

const SRC = join(ROOT, 'src');
const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.build-stamp');
const INPUTS = ['tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json'].map((name) =>
  join(ROOT, name),
);

export function buildIsCurrent() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint();
}

export async function build() {
  const stamp = fingerprint();
  // Gone before the compiler starts: a build that breaks off must not look current.
  rmSync(STAMP, { force: true });
  if (!existsSync(join(DIST, '.tsbuildinfo'))) rmSync(DIST, { recursive: true, force: true });
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
    cwd: ROOT,
  });
  const sources = filesBelow(SRC).filter(isBuilt);
  for (const source of sources.filter((path) => !path.endsWith('.ts'))) {
    const target = join(DIST, relative(SRC, source));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
  }
  removeOrphans(new Set(sources.map((path) => relative(SRC, path).replace(/\.ts$/, '.js'))));
  await writeManifest();
  writeFileSync(STAMP, stamp);
}

/** With it oclif reads what commands there are from one file, instead of loading each of them at every start. */
async function writeManifest() {
  const { Config } = await import('@oclif/core');
  const path = join(ROOT, 'oclif.manifest.json');
  // Where there is one, oclif believes it, and a new command would never come in.
  rmSync(path, { force: true });
  const config = await Config.load({ root: ROOT });
  const manifest = config.plugins.get(config.pjson.name)?.manifest;
  writeFileSync(path, JSON.stringify(manifest));
}

/** Content, not times: a fresh clone or a changed branch with the same sources needs no build. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const path of [...filesBelow(SRC).filter(isBuilt), ...INPUTS]) {
    hash
      .update(`${relative(ROOT, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** A command file that was deleted would otherwise stay a command: oclif finds them by their files in dist. */
function removeOrphans(expected) {
  for (const path of filesBelow(DIST)) {
    const name = relative(DIST, path);
    if (name.startsWith('.') || expected.has(name.replace(/\.js\.map$/, '.js'))) continue;
    rmSync(path);
  }
}

function isBuilt(path) {
  return !path.endsWith('.test.ts');
}

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
