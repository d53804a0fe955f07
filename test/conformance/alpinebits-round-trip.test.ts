import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeAlpineBits } from '../../src/connectors/alpinebits/decode.js';
import { writeRequest } from '../../src/connectors/alpinebits/encode.js';
import { toDecodeDocument } from '../../src/connectors/shared/decode-document.js';

const ROOT = join(import.meta.dirname, '../..');
const SAMPLES = join(ROOT, '../shared/samples/alpinebits/messages');
const OWN = join(ROOT, 'fixtures/alpinebits');

const folders = [...(existsSync(SAMPLES) ? [SAMPLES] : []), ...(existsSync(OWN) ? [OWN] : [])];
/** Messages of others are all valid; ours say so beside them. */
function isValid(file: string): boolean {
  const expected = file.replace(/\.xml$/, '.expected.json');
  if (!existsSync(expected)) return true;
  return (JSON.parse(readFileSync(expected, 'utf8')) as { verdict: string }).verdict === 'accepted';
}

const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.xml'))
    .map((file) => join(folder, file))
    .filter(isValid),
);

const decode = (body: Uint8Array) => decodeAlpineBits(body, { charset: null });

describe.each(files.map((file) => [file.slice(file.lastIndexOf('/') + 1), file]))('%s', (_name, file) => {
  test('is accepted', async () => {
    const decoded = await decode(readFileSync(file));

    expect(decoded.faults).toEqual([]);
    expect(toDecodeDocument('alpinebits', decoded).verdict).toBe('accepted');
  });

  test('means the same once it is written again, where it is a request', async () => {
    const first = await decode(readFileSync(file));
    const { message } = first.envelope;
    if (first.content === null || message === null) return;
    const written = writeRequest(first.content, { message });
    if (!message.endsWith('RQ')) return;

    expect(written).not.toBeNull();
    const second = await decode(Buffer.from(written ?? ''));
    expect(second.faults).toEqual([]);
    expect(toDecodeDocument('alpinebits', second)).toEqual(toDecodeDocument('alpinebits', first));
  });
});
