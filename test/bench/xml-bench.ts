import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { addDays, todayIn } from '../../src/core/model/local-date.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, median, type BenchLine, type Measured } from './bench-line.js';
import { percentiles, timeHistogram } from './closed-loop.js';
import { interleave } from './interleave.js';
import { scanRates } from './plain-scanner.js';
import { rateMessage } from './rate-message.js';

const ROOMS = 14;
const NIGHTS = 365;
const MESSAGES = ROOMS * 2 * NIGHTS;
/** A gateway runs code for weeks that the compiler has finished with; the limits, a few lines, are ready after one message. */
const ROUNDS = { warmUps: 10, rounds: 9 };
/** What the issue asks for: growth of at most five times the message. */
const MOST_GROWTH = 5;

/** A year of rates, 5 MB, from bytes to updates, beside the least that plain JavaScript does and beside fast-xml-parser. */
export async function xmlDecode(bench: BenchApp): Promise<BenchLine[]> {
  const connector = bench.app.connectors.get('ota');
  if (connector === undefined) throw new Error('there is no connector "ota"');
  const from = addDays(todayIn('UTC', bench.app.clock.now()), 1);
  const body = rateMessage({ hotelCode: 'HV01', rooms: ROOMS, from, nights: NIGHTS, variant: 1 });
  const ours = async (): Promise<number> => {
    const { content } = await connector.decode(body, { charset: null });
    return content?.kind === 'ari' ? content.ari.updates.length : 0;
  };
  const plain = () => Promise.resolve(scanRates(body.toString('utf8')).length);
  const tree = () => Promise.resolve(countInTree(body));
  const sides = [ours, plain, tree].map((side) => () => timed(side));
  const [ourTimes = [], plainTimes = [], treeTimes = []] = await interleave(sides, ROUNDS);
  const megabytes = body.length / 1e6;
  const name = { bench: 'xml-decode', case: `${megabytes.toFixed(1)} MB of rates`, unit: 'MB/s' };
  const [our, least, parsed] = [ourTimes, plainTimes, treeTimes].map((times) => summarise(times, megabytes));
  if (our === undefined || least === undefined || parsed === undefined)
    throw new Error('nothing was measured');
  return [
    benchLine({ ...name, limit_of: 'plain string scanner' }, our, least),
    benchLine({ ...name, limit_of: 'fast-xml-parser' }, our, parsed),
    memoryLine(),
  ];
}

/** Without validating first, and with nothing made of the values: its best. */
function countInTree(body: Buffer): number {
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    removeNSPrefix: true,
  });
  const document = parser.parse(body) as {
    OTA_HotelRateAmountNotifRQ?: { RateAmountMessages?: { RateAmountMessage?: readonly unknown[] } };
  };
  return document.OTA_HotelRateAmountNotifRQ?.RateAmountMessages?.RateAmountMessage?.length ?? 0;
}

async function timed(side: () => Promise<number>): Promise<number> {
  const start = performance.now();
  const found = await side();
  if (found !== MESSAGES) throw new Error(`${found} messages were read, not ${MESSAGES}`);
  return performance.now() - start;
}

function summarise(times: readonly number[], megabytes: number): Measured {
  const histogram = timeHistogram();
  for (const time of times) histogram.recordValue(Math.round(time * 1_000));
  return { figure: (megabytes * 1_000) / median(times), ...percentiles(histogram) };
}

/** In a process of its own, because a peak is never forgotten. */
function memoryLine(): BenchLine {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-bench-'));
  const files = [730, 2].map((nights) => {
    const path = join(folder, `${nights}.xml`);
    writeFileSync(
      path,
      rateMessage({ hotelCode: 'HV01', rooms: ROOMS, from: '2027-01-01', nights, variant: 1 }),
    );
    return path;
  });
  const script = join(import.meta.dirname, 'decode-once.js');
  const growth = Number(
    execFileSync(process.execPath, ['--expose-gc', script, ...files], { encoding: 'utf8' }),
  );
  rmSync(folder, { recursive: true });
  const flat = (figure: number): Measured => ({ figure, p50_ms: 0, p99_ms: 0, max_ms: 0 });
  return benchLine(
    { bench: 'xml-decode', case: '10 MB, peak memory', unit: 'x message', limit_of: 'goal' },
    flat(growth),
    flat(MOST_GROWTH),
  );
}
