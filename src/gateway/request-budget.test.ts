import { describe, expect, it } from 'vitest';
import { createRequestBudgets } from './request-budget.js';

describe('request budgets', () => {
  it('keeps callers apart, also those with the same limit', async () => {
    const budgets = createRequestBudgets();
    await budgets.take('a', 1);

    await expect(budgets.take('a', 1)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryable: true });
    expect(await budgets.take('b', 1)).toMatchObject({ limit: 1, remaining: 0 });
  });
});
