import { ariFull, ariUnchanged } from './ari-benches.js';
import { openBenchApp, type BenchApp } from './bench-app.js';
import type { BenchLine } from './bench-line.js';
import { renderBenches } from './bench-table.js';
import { bookingHot, bookingSpread } from './booking-benches.js';
import { bookingHttp } from './booking-http.js';
import { bookingMixed } from './booking-mixed.js';
import { brake, delivery } from './delivery-bench.js';
import { lockCost } from './lock-cost.js';
import { eventLoop } from './loop-bench.js';
import { reconcile } from './reconcile-bench.js';
import { relay } from './relay-bench.js';
import { search } from './search-bench.js';
import { startup } from './startup-bench.js';
import { views } from './views-bench.js';
import { webhooks } from './webhook-bench.js';
import { xmlDecode } from './xml-bench.js';

const BENCHES = new Map<string, (bench: BenchApp) => Promise<BenchLine[]>>([
  ['ari-full', ariFull],
  ['ari-unchanged', ariUnchanged],
  ['booking-spread', bookingSpread],
  ['booking-hot', bookingHot],
  ['booking-http', bookingHttp],
  ['booking-mixed', bookingMixed],
  ['brake', brake],
  ['delivery', delivery],
  ['lock-cost', lockCost],
  ['loop', eventLoop],
  ['reconcile', reconcile],
  ['relay', relay],
  ['search', search],
  ['startup', startup],
  ['views', views],
  ['webhooks', webhooks],
  ['xml-decode', xmlDecode],
]);

const [names, json] = readArguments(process.argv.slice(2));
const unknown = names.filter((name) => !BENCHES.has(name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no bench ${unknown.join(', ')}; there are ${[...BENCHES.keys()].join(', ')}.\n`,
  );
  process.exitCode = 2;
} else {
  await runBenches(names.length > 0 ? names : [...BENCHES.keys()]);
}

function readArguments(given: readonly string[]): [names: string[], json: boolean] {
  return [given.filter((argument) => argument !== '--json'), given.includes('--json')];
}

async function runBenches(chosen: readonly string[]): Promise<void> {
  process.stderr.write('bench: starting a private MariaDB and Redis\n');
  const bench = await openBenchApp();
  const interrupted = (): void => {
    void bench.close().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const lines: BenchLine[] = [];
  try {
    for (const name of chosen) {
      process.stderr.write(`bench: ${name}\n`);
      const measured = (await BENCHES.get(name)?.(bench)) ?? [];
      lines.push(...measured);
      if (json) for (const line of measured) process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  } finally {
    if (!json && lines.length > 0) process.stdout.write(`${renderBenches(lines)}\n`);
    await bench.close();
  }
}
