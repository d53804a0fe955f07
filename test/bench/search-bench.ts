import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { startElasticsearch } from '../../src/cli/dev-stack/elasticsearch.js';
import { addDays, todayIn, type LocalDate } from '../../src/core/model/local-date.js';
import { elasticQuery } from '../../src/core/search/elasticsearch-query.js';
import { openElasticsearchIndex } from '../../src/core/search/elasticsearch-search-index.js';
import { createMysqlSearchIndex } from '../../src/core/search/mysql-search-index.js';
import { createSearch } from '../../src/core/search/search.js';
import type { IndexFilter, SearchIndex } from '../../src/core/search/search-index.js';
import type { BenchApp } from './bench-app.js';
import { benchLine, type BenchLine } from './bench-line.js';
import { closedLoop, summarise } from './closed-loop.js';
import { interleave } from './interleave.js';
import { cityName, CITIES, HOTELS, insertSearchStock, NIGHTS } from './search-stock.js';

const CALLERS = 4;
const RUN_MS = 2_000;
const ROUNDS = { warmUps: 1, rounds: 3 };
const PAGE = 20;
const STAY_NIGHTS = 3;

interface Question {
  readonly city: string | null;
  readonly check_in: LocalDate;
}

type Ask = (question: Question) => Promise<unknown>;

/** A page of hotels with exact prices from 10,000, beside the query alone that finds them on the same engine. */
export async function search({ app }: BenchApp): Promise<BenchLine[]> {
  const { database, clock } = app;
  const first = addDays(todayIn('Europe/Lisbon', clock.now()), 1);
  await insertSearchStock(database, first);
  const elastic = await openElasticsearch();
  const alias = `bellhop_bench_${randomBytes(4).toString('hex')}`;
  const client = new Client({ node: elastic.url });
  const indexes = [
    createMysqlSearchIndex({ database }),
    openElasticsearchIndex({ url: elastic.url, alias }),
  ] as const;
  const [tables, engine] = indexes;
  try {
    const lines: BenchLine[] = [];
    for (const index of indexes) lines.push(await fill(app, index));
    for (const [load, inCity] of [
      ['a city', true],
      ['anywhere', false],
    ] as const) {
      const questions = askFrom(first, inCity);
      const bareSql: Ask = ({ city, check_in }) =>
        database.rows(BARE_SQL[inCity ? 'city' : 'anywhere'], bareParameters(city, check_in));
      const bareElastic: Ask = (question) =>
        client.search({
          index: alias,
          size: PAGE,
          track_total_hits: false,
          _source: false,
          query: elasticQuery(toFilter(question)),
          sort: [{ 'sort.rating': 'desc' }, { review_count: 'desc' }, { 'sort.hotel_id': 'asc' }],
        });
      lines.push(await compare(`tables, ${load}`, 'one SELECT', questions, pageOf(app, tables), bareSql));
      lines.push(
        await compare(
          `Elasticsearch, ${load}`,
          'bare client, one query',
          questions,
          pageOf(app, engine),
          bareElastic,
        ),
      );
    }
    return lines;
  } finally {
    const found = await client.indices.get({ index: `${alias}_v*` });
    for (const name of Object.keys(found)) await client.indices.delete({ index: name });
    await Promise.all([client.close(), engine.close()]);
    await elastic.stop();
  }
}

async function fill({ database, clock }: BenchApp['app'], searchIndex: SearchIndex): Promise<BenchLine> {
  const start = performance.now();
  const { documents } = await createSearch({ database, clock, searchIndex }).rebuildSearch();
  const seconds = (performance.now() - start) / 1_000;
  const times = { p50_ms: seconds * 1_000, p99_ms: seconds * 1_000, max_ms: seconds * 1_000 };
  return benchLine(
    { bench: 'search', case: `rebuild, ${searchIndex.kind}`, unit: 'hotels/s', limit_of: 'nothing' },
    { figure: documents / seconds, ...times },
    null,
  );
}

/** The same questions in every run. */
function askFrom(first: LocalDate, inCity: boolean): () => Question {
  let asked = 0;
  return () => {
    asked += 1;
    const check_in = addDays(first, (asked * 7) % (NIGHTS - STAY_NIGHTS));
    return { city: inCity ? cityName((asked * 31) % CITIES) : null, check_in };
  };
}

function pageOf({ database, clock }: BenchApp['app'], searchIndex: SearchIndex): Ask {
  const { searchHotels } = createSearch({ database, clock, searchIndex });
  return async ({ city, check_in }) => {
    const { hotels } = await searchHotels({
      ...{ viewer: null, text: null, city, country: null, near: null, guests: 2, rooms: 1, price: null },
      ...{ amenities: [], rating: null, sort: 'recommended', limit: PAGE, cursor: null, facets: false },
      stay: { check_in, check_out: addDays(check_in, STAY_NIGHTS) },
    });
    if (hotels.length !== PAGE) throw new Error(`a page of ${hotels.length} hotels`);
  };
}

function toFilter({ city, check_in }: Question): IndexFilter {
  return {
    ...{
      partner_id: null,
      words: [],
      city: city === null ? null : city.toLowerCase(),
      country: null,
      near: null,
    },
    nights: { from: check_in, to: addDays(check_in, STAY_NIGHTS - 1) },
    ...{ capacity: 2, rooms: 1, price: null, amenities: [], rating: null },
  };
}

const bare = (city: string) => `SELECT s.hotel_id FROM search_hotels s WHERE s.active = 1 ${city} AND EXISTS (
    SELECT 1 FROM search_open_nights n WHERE n.hotel_id = s.hotel_id AND n.capacity >= 2 AND n.from_date <= ? AND n.to_date >= ?)
  ORDER BY s.rating DESC, s.review_count DESC, s.hotel_id LIMIT ${PAGE}`;
const BARE_SQL = { city: bare('AND s.city_key = ?'), anywhere: bare('') };

function bareParameters(city: string | null, check_in: LocalDate): string[] {
  const nights = [check_in, addDays(check_in, STAY_NIGHTS - 1)];
  return city === null ? nights : [city.toLowerCase(), ...nights];
}

async function compare(
  load: string,
  limit_of: string,
  question: () => Question,
  ours: Ask,
  limit: Ask,
): Promise<BenchLine> {
  const run = (ask: Ask) => () =>
    closedLoop({ callers: CALLERS, milliseconds: RUN_MS, call: () => ask(question()) });
  const [mine = [], theirs = []] = await interleave([run(ours), run(limit)], ROUNDS);
  const name = { bench: 'search', case: `${load}, ${HOTELS} hotels`, unit: 'pages/s', limit_of };
  return benchLine(name, summarise(mine), summarise(theirs));
}

/** The one that BELLHOP_TEST_ELASTICSEARCH_URL names, or one of the bench's own. */
async function openElasticsearch(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env['BELLHOP_TEST_ELASTICSEARCH_URL'];
  if (given) return { url: given, stop: () => Promise.resolve() };
  const directory = mkdtempSync(join(tmpdir(), 'bellhop-bench-elasticsearch-'));
  chmodSync(directory, 0o711);
  const server = await startElasticsearch({
    directory,
    say: (line) => process.stderr.write(`bench: ${line}\n`),
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
