import { expect, test } from 'vitest';
import type { Health } from '../core/health.js';
import { AppError } from '../core/model/errors.js';
import { needingEngines } from './engine-away.js';

const health = (elasticsearch: 'ok' | 'down') => (): Promise<Health> =>
  Promise.resolve({ status: 'degraded', checks: { mysql: 'ok', redis: 'ok', elasticsearch } });
const failing = (error: Error) => () => Promise.reject(error);

test('an engine that is away is named to who can start it', async () => {
  const away = new AppError('UNAVAILABLE', 'Search again soon.');

  const run = needingEngines({ health: health('down') }, ['elasticsearch', 'kafka'], failing(away));

  await expect(run).rejects.toMatchObject({
    code: 'UNAVAILABLE',
    message: 'Not answering: Elasticsearch. Start what is away, then run this again.',
    next: 'bellhop doctor',
  });
});

test('any other failure stays what it is', async () => {
  const busy = new AppError('UNAVAILABLE', 'The database is too busy.');
  const conflict = new AppError('CONFLICT', 'Another process is rebuilding.');

  await expect(needingEngines({ health: health('ok') }, ['elasticsearch'], failing(busy))).rejects.toBe(busy);
  await expect(needingEngines({ health: health('down') }, ['elasticsearch'], failing(conflict))).rejects.toBe(
    conflict,
  );
});
