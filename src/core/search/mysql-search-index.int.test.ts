import { testSearchIndex } from '../../../test/contracts/search-index.js';
import { createTestDatabase } from '../../../test/harness/database.js';
import { createMysqlSearchIndex } from './mysql-search-index.js';

testSearchIndex(async () => {
  const db = await createTestDatabase();
  return {
    index: createMysqlSearchIndex({ database: db.database }),
    refresh: () => Promise.resolve(),
    clear: async () => {
      for (const table of ['search_hotels', 'search_terms', 'search_open_nights']) {
        await db.database.run(`DELETE FROM ${table}`);
      }
    },
    close: () => db.drop(),
  };
});
