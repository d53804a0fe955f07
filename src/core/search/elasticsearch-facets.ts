import type { Client, estypes } from '@elastic/elasticsearch';
import { elasticQuery } from './elasticsearch-query.js';
import {
  FACET_SIZE,
  PRICE_STEPS,
  RATING_STEPS,
  type IndexFilter,
  type SearchFacets,
} from './search-index.js';

type Aggregations = Record<string, estypes.AggregationsAggregate>;

interface Bucket {
  readonly key: string;
  readonly doc_count: number;
}

/** Counts by value of what the filter finds. The index has one shard, so none is an estimate. */
export async function elasticFacets(
  client: Client,
  { index, filter, timeoutMs }: { index: string; filter: IndexFilter; timeoutMs: number },
): Promise<SearchFacets> {
  const answer = await client.search<never, Aggregations>(
    {
      index,
      size: 0,
      track_total_hits: true,
      query: elasticQuery(filter),
      aggregations: {
        amenities: { terms: byCount('amenities') },
        cities: { terms: byCount('city') },
        rating: { range: { field: 'rating', ranges: RATING_STEPS.map((from) => ({ from })) } },
        price: { range: { field: 'price_from', ranges: PRICE_STEPS.map(priceStep) } },
      },
    },
    { requestTimeout: timeoutMs },
  );
  const { total } = answer.hits;
  const values = (name: string) =>
    bucketsOf(answer.aggregations, name).map(({ key, doc_count }) => ({ value: key, count: doc_count }));
  const counts = (name: string) => bucketsOf(answer.aggregations, name).map(({ doc_count }) => doc_count);
  const [ratings, prices] = [counts('rating'), counts('price')];
  return {
    total: typeof total === 'number' ? total : (total?.value ?? 0),
    amenities: values('amenities'),
    cities: values('cities'),
    rating: RATING_STEPS.map((at_least, at) => ({ at_least, count: ratings[at] ?? 0 })),
    price: PRICE_STEPS.map((from, at) => ({
      from,
      to: PRICE_STEPS[at + 1] ?? null,
      count: prices[at] ?? 0,
    })),
  };
}

function byCount(field: string): estypes.AggregationsTermsAggregation {
  return { field, size: FACET_SIZE, order: [{ _count: 'desc' }, { _key: 'asc' }] };
}

function priceStep(from: number, at: number): estypes.AggregationsAggregationRange {
  const to = PRICE_STEPS[at + 1];
  return to === undefined ? { from } : { from, to };
}

/** Range buckets come back in the order of their bounds, which is that of the steps. */
function bucketsOf(aggregations: Aggregations | undefined, name: string): readonly Bucket[] {
  const aggregate = aggregations?.[name] as { readonly buckets?: readonly Bucket[] } | undefined;
  return aggregate?.buckets ?? [];
}
