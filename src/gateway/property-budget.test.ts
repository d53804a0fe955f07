import { expect, test } from 'vitest';
import { createLogger } from '../core/platform/logger.js';
import { openRedis } from '../core/platform/redis.js';
import { createPropertyBudget } from './property-budget.js';

test('without Redis each process counts for itself', async () => {
  // Nobody listens on port 1.
  const redis = openRedis('redis://127.0.0.1:1', createLogger('silent', { write: () => undefined }));
  const budget = createPropertyBudget(redis, { name: 'test', callsPerMinute: 2 });
  try {
    await budget.take('a');
    await budget.take('a');
    await budget.take('b');

    await expect(budget.take('a')).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { limit: 2 } });
    await expect(budget.take('a')).rejects.toMatchObject({ retryAfter: expect.any(Number) as number });
  } finally {
    redis.disconnect();
  }
});
