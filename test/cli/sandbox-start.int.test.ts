import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runJson } from './run-command.js';

describe('bellhop sandbox start', () => {
  const BELLHOP = fileURLToPath(new URL('../../bin/bellhop.js', import.meta.url));

  it('says in one line where it is, speaks there, and ends with a signal', async () => {
    const args = [
      'sandbox',
      'start',
      '--connector',
      'open-channel',
      '--kind',
      'ota',
      '--port',
      '0',
      '--json',
    ];
    const child = spawn(process.execPath, [BELLHOP, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { ok, data } = JSON.parse(line.toString()) as {
      ok: boolean;
      data: { url: string; control: string };
    };

    const tested = await fetch(`${data.url}/any/path/test_connection/?hotel_code=H1`);
    const faults = await runJson('sandbox fault', ['--control', data.control, '--error-rate', '1']);
    const failed = await fetch(`${data.url}/any/path/test_connection/?hotel_code=H1`);
    const wrong = await runJson('sandbox fault', ['--control', data.control, '--error-rate', 'often']);
    const elsewhere = await runJson('sandbox fault', ['--control', data.url, '--clear']);
    child.kill('SIGTERM');
    const [code] = (await once(child, 'exit')) as [number];

    expect([ok, data.control]).toEqual([true, `${data.url}/control`]);
    expect([tested.status, failed.status, code]).toEqual([200, 503, 0]);
    expect(faults.document.data).toMatchObject({ error_rate: 1, status: 503, silent_drop: 0 });
    expect([wrong.exit, wrong.document.error.code]).toEqual([2, 'VALIDATION']);
    expect([elsewhere.exit, elsewhere.document.error.next]).toEqual([
      7,
      `bellhop sandbox fault --control ${data.control}`,
    ]);
  });

  it('refuses a partner that there is not, with those that there are', async () => {
    const { exit, document } = await runJson('sandbox start', ['--connector', 'mews', '--kind', 'ota']);

    expect([exit, document.error.code]).toEqual([2, 'VALIDATION']);
    expect(document.error.message).toContain('booking-com');
  });
});
