import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeAlpineBits } from '../../src/connectors/alpinebits/decode.js';
import { writeRequest } from '../../src/connectors/alpinebits/encode.js';
import { connectors } from '../../src/connectors/index.js';
import { toDecodeDocument } from '../../src/connectors/shared/decode-document.js';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples/alpinebits');
const here = existsSync(SAMPLES);

const alpinebits = connectors.find((connector) => connector.id === 'alpinebits');

interface Row {
  readonly version: string;
  readonly file: string;
  readonly action: string;
  readonly capabilities: string;
  readonly verdict: string;
}

/** The publisher's own verdicts; none where the samples are not at hand. */
function rows(): Row[] {
  if (!here) return [];
  const [, ...lines] = readFileSync(join(SAMPLES, 'verdicts.tsv'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [version = '', kind = '', file = '', action = '', capabilities = '', verdict = ''] =
      line.split('\t');
    return {
      version: version.slice(2).replace('_', '-'),
      file: join(SAMPLES, 'verdicts', version, kind, file),
      action,
      capabilities,
      verdict,
    };
  });
}

async function decode(
  file: string,
  options: { wireVersion: string; action?: string; capabilities?: string[] },
) {
  if (alpinebits === undefined) throw new Error('the connector is not registered');
  return alpinebits.decode(readFileSync(file), { charset: null, ...options });
}

describe.skipIf(!here)('the verdicts of the publisher', () => {
  test.each(rows())('$version $action with $capabilities: $verdict ($file)', async (row) => {
    const { file, version: wireVersion, action, capabilities: list } = row;
    const agreed = list === 'none' ? [] : list.split(',');
    const capabilities = list === 'all' ? {} : { capabilities: agreed };

    const decoded = await decode(file, { wireVersion, action, ...capabilities });

    expect({ verdict: decoded.content === null ? 'refuse' : 'accept', faults: decoded.faults }).toMatchObject(
      {
        verdict: row.verdict,
      },
    );
    for (const fault of decoded.faults) {
      expect(fault.pointer).toMatch(/^\/OTA_/);
      expect(fault.ota?.type).toBe(13);
    }
  });
});

describe.skipIf(!here)('the messages of the publisher', () => {
  const folder = join(SAMPLES, 'messages');
  const files = here
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.xml'))
    : [];

  test.each(files)('%s is accepted in its version, and where no version is told', async (file) => {
    const wireVersion = /v_(\d{4})_(\d{2})/.exec(file)?.slice(1).join('-') ?? '';

    const told = await decode(join(folder, file), { wireVersion });
    const untold = await alpinebits?.decode(readFileSync(join(folder, file)), { charset: null });

    expect(told.faults).toEqual([]);
    expect(toDecodeDocument('alpinebits', told).verdict).toBe('accepted');
    expect(untold?.faults).toEqual([]);
  });
});

describe.skipIf(!here)('the requests of the publisher, read and written again', () => {
  const folder = join(SAMPLES, 'messages');
  const ours = /(?:FreeRooms|Inventory|Handshake)-.*RQ/;
  const files = here
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => ours.test(file))
    : [];
  const plain = (content: unknown): unknown =>
    JSON.parse(
      JSON.stringify(content, (key, value: unknown) => (key === 'at' || key === 'line' ? undefined : value)),
    );

  test.each(files)('%s say the same', async (file) => {
    const wireVersion = /v_(\d{4})_(\d{2})/.exec(file)?.slice(1).join('-') ?? '';
    const first = await decode(join(folder, file), { wireVersion });
    const { message } = first.envelope;
    if (first.content === null || message === null) throw new Error('not read');

    const written = writeRequest(first.content, { message, wireVersion }) ?? '';
    const second = await decodeAlpineBits(Buffer.from(written), { charset: null, wireVersion });

    expect(second.faults).toEqual([]);
    expect(plain(second.content)).toEqual(plain(first.content));
  });
});
