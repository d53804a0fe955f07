import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, estypes } from '@elastic/elasticsearch';
import { toElasticDocument } from './elasticsearch-document.js';
import { isPassing, onElasticsearch, searchAway } from './elasticsearch-errors.js';
import type { SearchChange } from './search-document.js';

/** Hotels of one request: some hundred kilobytes, which neither side holds long. */
const CHUNK = 250;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
const CONFLICT = 409;
const NOT_FOUND = 404;

interface Item {
  readonly alias: string;
  readonly change: SearchChange;
}

export interface BulkTarget {
  readonly client: Client;
  /** Every hotel goes to each of them. */
  readonly aliases: readonly string[];
  /** Takes what was meant for an alias that is no longer there: its index answers under this one now. */
  readonly successor: string;
}

/**
 * Writes documents as of `version`. An item that the index refuses because it has a newer one is done; one that it could
 * not take just now is sent again, alone, with growing pauses.
 * @throws AppError UNAVAILABLE when some are still not taken; Error naming a document that the mapping refuses.
 */
export async function writeBulk(
  target: BulkTarget,
  version: number,
  changes: readonly SearchChange[],
): Promise<void> {
  for (let start = 0; start < changes.length; start += CHUNK) {
    const part = changes.slice(start, start + CHUNK);
    let items = part.flatMap((change) => target.aliases.map((alias): Item => ({ alias, change })));
    for (let attempt = 1; items.length > 0; attempt += 1) {
      items = await send(target, version, items);
      if (items.length === 0) break;
      if (attempt >= ATTEMPTS) throw searchAway(new Error(`${items.length} documents were not taken`));
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  }
}

/** @returns what must be sent again. */
async function send(target: BulkTarget, version: number, items: readonly Item[]): Promise<Item[]> {
  const answer = await onElasticsearch(() =>
    target.client.bulk({
      // Else a write that comes too late would make an index of that name, with a guessed mapping.
      require_alias: true,
      operations: items.flatMap((item) => operation(item, version)),
    }),
  );
  if (!answer.errors) return [];
  return answer.items.flatMap((outcome, at) => {
    const item = items[at];
    const result = outcome.index ?? outcome.delete;
    if (item === undefined || result === undefined) return [];
    return again(target, item, result);
  });
}

function operation({ alias, change }: Item, version: number): (object | undefined)[] {
  const action = { _index: alias, _id: change.hotel_id, version, version_type: 'external' };
  return change.document === null
    ? [{ delete: action }]
    : [{ index: action }, toElasticDocument(change.document)];
}

function again(target: BulkTarget, item: Item, result: estypes.BulkResponseItem): Item[] {
  const { status, error } = result;
  // A hotel that was not there and is deleted answers 404 too, without an error.
  if (error === undefined || status === CONFLICT) return [];
  if (isPassing(status)) return [item];
  // No such alias. Where it was the successor itself, somebody removed the index: the next attempt makes it anew.
  if (status === NOT_FOUND) return [{ ...item, alias: target.successor }];
  throw new Error(
    `Elasticsearch refused hotel ${item.change.hotel_id} (${status} ${error.type}): ${error.reason ?? ''}`,
  );
}
