import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectors } from './index.js';
import { toDecodeDocument } from './shared/decode-document.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures');

describe.each(connectors.map((connector) => [connector.id, connector] as const))(
  'fixtures of %s',
  (id, connector) => {
    const folder = join(FIXTURES, id);
    const files = readdirSync(folder).filter((file) => !file.includes('.expected.'));

    test.each(files)('%s decodes to the neutral result beside it', async (file) => {
      const decoded = await connector.decode(readFileSync(join(folder, file)), { charset: null });

      const expected: unknown = JSON.parse(
        readFileSync(join(folder, file.replace(/\.\w+$/, '.expected.json')), 'utf8'),
      );
      expect(toDecodeDocument(id, decoded)).toEqual(expected);
    });
  },
);
