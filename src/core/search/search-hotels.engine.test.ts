import { randomBytes } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { inject } from 'vitest';
import { testHotelSearch } from '../../../test/contracts/hotel-search.js';

testHotelSearch(() => {
  const url = inject('elasticsearchUrl') ?? '';
  const alias = `search_${randomBytes(6).toString('hex')}`;
  const client = new Client({ node: url });
  return Promise.resolve({
    env: { BELLHOP_ELASTICSEARCH_URL: url, BELLHOP_ELASTICSEARCH_INDEX: alias },
    refresh: async () => {
      await client.indices.refresh({ index: alias });
    },
    close: async () => {
      const found = await client.indices.get({ index: `${alias}_v*` });
      for (const name of Object.keys(found)) await client.indices.delete({ index: name });
      await client.close();
    },
  });
});
