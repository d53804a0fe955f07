// Runs every test and ends with the one plain line `N passed, N failed, N skipped`. Arguments go to vitest.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './setup-paths.mjs';

const work = mkdtempSync(join(tmpdir(), 'bellhop-results-'));
const results = join(work, 'results.json');

function runVitest() {
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ];
  // The column on MySQL 8 is part of whole runs; plain vitest leaves it out.
  const env = { BELLHOP_TEST_MYSQL8: 'start', ...process.env };
  const child = spawn(process.execPath, [program, ...args], { cwd: ROOT, env, stdio: 'inherit' });
  // Its own tear-down stops the servers, so we wait for it. A terminal sends Ctrl-C to both of us; passed on as
  // well, it would be the second one, on which vitest leaves at once.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function count() {
  try {
    const report = JSON.parse(readFileSync(results, 'utf8'));
    // A file that breaks while it is loaded has no tests that could fail: it counts as one.
    const broken = report.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch (error) {
    // vitest ended before it could report: it has said why.
    if (error.code === 'ENOENT') return { passed: 0, failed: 0, skipped: 0 };
    throw error;
  }
}

/** What failed outside of any test (a tear-down, an unhandled rejection, no file found) counts as one failure. */
function verdict(code, counted) {
  if (counted.failed > 0) return { ...counted, exitCode: 1 };
  if (code !== 0)
    return { ...counted, failed: 1, exitCode: 1, why: 'vitest failed outside of a test (see above)' };
  if (counted.passed === 0) return { ...counted, exitCode: 1, why: 'no test ran' };
  if (process.env.CI === 'true' && counted.skipped > 0) {
    return { ...counted, exitCode: 1, why: 'with CI=true nothing may be skipped' };
  }
  return { ...counted, exitCode: 0 };
}

const result = verdict(await runVitest(), count());
rmSync(work, { recursive: true, force: true });
if (result.why !== undefined) process.stdout.write(`${result.why}\n`);
process.stdout.write(`${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped\n`);
process.exitCode = result.exitCode;
