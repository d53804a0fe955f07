// Compiles the benchmarks with the sources that they measure and runs them: `npm run bench -- [NAME...] [--json]`.
// `--cpu-prof` writes a profile of the run beside, for Chrome's or VS Code's profiler.
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup-paths.mjs';
import { run } from './setup-run.mjs';

const OUT = join(ROOT, 'dist-bench');
const MIGRATIONS = 'src/core/platform/migrations';

async function compile() {
  await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.bench.json'], {
    cwd: ROOT,
  });
  cpSync(join(ROOT, MIGRATIONS), join(OUT, MIGRATIONS), { recursive: true });
}

function measure(args) {
  const profile = args.includes('--cpu-prof')
    ? ['--cpu-prof', `--cpu-prof-dir=${join(OUT, 'profiles')}`]
    : [];
  const child = spawn(
    process.execPath,
    [
      '--expose-gc',
      '--enable-source-maps',
      ...profile,
      join(OUT, 'test/bench/main.js'),
      ...args.filter((arg) => arg !== '--cpu-prof'),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  // A terminal sends Ctrl-C to both of us; the benchmarks stop their servers, so we wait for them.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

await compile();
process.exitCode = await measure(process.argv.slice(2));
