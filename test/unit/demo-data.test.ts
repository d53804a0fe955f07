import { expect, test } from 'vitest';
import { runJson } from '../cli/run-command.js';

test('the demo refuses a folder that it would not play in', async () => {
  const { exit, document } = await runJson('demo', ['--data', '/nowhere']);

  expect([exit, document.error.code]).toEqual([2, 'VALIDATION']);
  expect(document.error.message).toContain('leave --data out');
});
