// Makes a fresh checkout runnable with nothing but Node: npm packages, build, MariaDB and Redis programs.
// Uses Node's own modules only, because it runs before anything is installed. Run again, it finds nothing to do.
import { join } from 'node:path';
import { build, buildIsCurrent } from './build.mjs';
import { withLock } from './setup-lock.mjs';
import { installPackages, packagesAreInstalled } from './setup-packages.mjs';
import { ROOT, cacheDirectory } from './setup-paths.mjs';
import { ensurePrograms, programsAreKnown } from './setup-programs.mjs';
import { SetupError } from './setup-run.mjs';

const OLDEST_NODE = [20, 19];

const STEPS = [
  {
    isDone: packagesAreInstalled,
    about: 'npm packages: installing what package-lock.json names',
    work: installPackages,
  },
  {
    isDone: () => programsAreKnown(),
    about: 'server programs: looking for MariaDB and Redis',
    work: ensurePrograms,
  },
  { isDone: buildIsCurrent, about: 'build: compiling src', work: build },
];

function say(text) {
  process.stderr.write(`setup: ${text}\n`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old: Bellhop needs ${OLDEST_NODE.join('.')} or newer (https://nodejs.org).`,
  );
}

async function setUp() {
  checkNode();
  if (STEPS.every((step) => step.isDone())) return false;
  const waiting = (owner) => say(`another set-up is running (process ${owner ?? 'unknown'}): waiting for it`);
  await withLock(join(cacheDirectory(), 'setup.lock'), runSteps, waiting);
  return true;
}

async function runSteps() {
  for (const step of STEPS) {
    // Looked at again under the lock: another set-up may have done it meanwhile.
    if (step.isDone()) continue;
    const start = Date.now();
    say(step.about);
    await step.work(say);
    say(`done in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
}

process.chdir(ROOT);
try {
  const worked = await setUp();
  if (!worked && !process.argv.includes('--quiet')) say('everything is in place');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
