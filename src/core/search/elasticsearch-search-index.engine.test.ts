import { randomBytes } from 'node:crypto';
import { Client } from '@elastic/elasticsearch';
import { inject } from 'vitest';
import { testSearchIndex } from '../../../test/contracts/search-index.js';
import { openElasticsearchIndex } from './elasticsearch-search-index.js';

testSearchIndex(() => {
  const url = inject('elasticsearchUrl') ?? '';
  const alias = `search_${randomBytes(6).toString('hex')}`;
  const client = new Client({ node: url });
  let index = openElasticsearchIndex({ url, alias });
  const removeIndexes = async (): Promise<void> => {
    const found = await client.indices.get({ index: `${alias}_v*` });
    for (const name of Object.keys(found)) await client.indices.delete({ index: name });
  };
  return Promise.resolve({
    get index() {
      return index;
    },
    refresh: async () => {
      await client.indices.refresh({ index: alias });
    },
    clear: async () => {
      await removeIndexes();
      await index.close();
      index = openElasticsearchIndex({ url, alias });
    },
    close: async () => {
      await removeIndexes();
      await index.close();
      await client.close();
    },
  });
});
