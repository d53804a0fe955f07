// What `npm run check` runs: one line for each check, its whole output only when it fails. All of them always run.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './setup-paths.mjs';

const CHECKS = [
  { name: 'types', command: 'tsc', args: ['--noEmit', '-p', 'tsconfig.json'] },
  { name: 'lint', command: 'eslint', args: ['.', '--max-warnings', '0'] },
  { name: 'format', command: 'prettier', args: ['--check', '.'] },
  { name: 'boundaries', command: 'depcruise', args: ['--config', '.dependency-cruiser.cjs', 'src'] },
  { name: 'dead code', command: 'knip', args: [] },
];

function check({ name, command, args }) {
  const start = Date.now();
  const result = spawnSync(join(ROOT, 'node_modules/.bin', command), args, { cwd: ROOT, encoding: 'utf8' });
  const ok = result.status === 0;
  process.stdout.write(
    `${ok ? 'ok    ' : 'FAILED'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)\n`,
  );
  if (!ok)
    process.stdout.write(`${result.error?.message ?? ''}${result.stdout ?? ''}${result.stderr ?? ''}\n`);
  return ok;
}

process.exitCode = CHECKS.map(check).every(Boolean) ? 0 : 1;
