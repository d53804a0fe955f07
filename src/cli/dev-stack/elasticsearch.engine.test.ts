import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { describePrivateEngine } from '../../../test/contracts/private-engine.js';
import { startElasticsearch } from './elasticsearch.js';

describePrivateEngine({
  name: 'elasticsearch',
  start: startElasticsearch,
  write: async (url, word) => {
    const client = new Client({ node: url });
    await client.index({ index: 'kept', document: { word } });
    await client.close();
  },
  read: async (url) => {
    const client = new Client({ node: url });
    await client.indices.refresh({ index: 'kept' });
    const { hits } = await client.search<{ word: string }>({ index: 'kept' });
    await client.close();
    return hits.hits.map((hit) => hit._source?.word ?? '');
  },
  spoil: (data) => {
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, '_state'), 'a file where its folder belongs');
  },
});
