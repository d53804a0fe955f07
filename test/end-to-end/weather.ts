import type { FaultInput } from '../../src/cli/sandbox/fault-settings.js';
import { wholeFrom, type Random } from '../../src/cli/load/random.js';
import type { TestSandbox } from '../builders/a-sandbox.js';
import type { Stage } from './stage.js';

const CALM: FaultInput = {
  ...{ latency_ms: 0, error_rate: 0, status: 503, drop_answer: 0, duplicate: 0, reorder: 0 },
  ...{ silent_drop: 0, wrong_count: 0, partial: 0 },
};

/** Faults that the other side can see, or at least not mistake for success: anew at random each time. */
function rough(random: Random): FaultInput {
  return {
    latency_ms: wholeFrom(random, 0, 120),
    error_rate: random() * 0.25,
    status: [429, 500, 503][wholeFrom(random, 0, 2)] ?? 503,
    drop_answer: random() * 0.15,
    duplicate: random() * 0.3,
    reorder: random() * 0.3,
  };
}

/** Answers of channels that lie (one value forgotten, one room too many), or leave something out and say so. */
const LYING: FaultInput = { ...CALM, silent_drop: 0.3, wrong_count: 0.15, partial: 0.15 };

export type Weather = 'calm' | 'rough' | 'lying';

export async function setWeather(stage: Stage, weather: Weather, random: Random): Promise<void> {
  const all = [...stage.pmss, ...stage.channels];
  await Promise.all(
    all.map(async ({ sandbox }) => {
      const isChannel = stage.channels.some((channel) => channel.sandbox === sandbox);
      if (weather === 'rough') return put(sandbox, { ...CALM, ...rough(random) });
      return put(sandbox, weather === 'lying' && isChannel ? LYING : CALM);
    }),
  );
}

async function put(sandbox: TestSandbox, faults: FaultInput): Promise<void> {
  const { status, document } = await sandbox.control('PUT', 'faults', faults);
  if (status !== 200) throw new Error(`faults: ${JSON.stringify(document)}`);
}
