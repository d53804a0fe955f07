import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packBody } from './pack-body.js';

test.each([0, 1, 500, 1_023, 1_024, 70_000])(
  'a body of %i bytes is gzip that gives it back',
  async (length) => {
    const body = Buffer.from(Array.from({ length }, (_, i) => (i * 31) % 256));

    expect(gunzipSync(await packBody(body)).equals(body)).toBe(true);
  },
);

test('a large one is compressed', async () => {
  expect((await packBody(Buffer.alloc(70_000, 'abc'))).length).toBeLessThan(7_000);
});
