import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '@elastic/elasticsearch';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aSearchDocument } from '../../../test/builders/a-search-document.js';
import { writeBulk } from './elasticsearch-bulk.js';

interface Sent {
  readonly action: 'index' | 'delete';
  readonly index: string;
  readonly id: string;
  readonly version: number;
}

type Outcome = number | { readonly status: number; readonly type: string };

/** Answers _bulk item by item with what a test says: how a full or a failing cluster does cannot be had on demand. */
let outcomes: (sent: Sent, request: number) => Outcome;
let requests: Sent[][];
let server: Server;
let client: Client;

beforeEach(async () => {
  requests = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const sent = parse(Buffer.concat(chunks).toString());
      requests.push(sent);
      const items = sent.map((item) => ({ [item.action]: toResult(outcomes(item, requests.length)) }));
      response.setHeader('content-type', 'application/json');
      response.setHeader('x-elastic-product', 'Elasticsearch');
      response.end(
        JSON.stringify({ errors: items.some((item) => 'error' in (Object.values(item)[0] ?? {})), items }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = new Client({ node: `http://127.0.0.1:${port}`, maxRetries: 0 });
});
afterEach(async () => {
  await client.close();
  server.close();
});

function parse(body: string): Sent[] {
  const lines = body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, { _index: string; _id: string; version: number }>);
  return lines.flatMap((line): Sent[] => {
    const action = 'index' in line && typeof line['index'] === 'object' ? 'index' : 'delete';
    const target = line[action];
    return target?._id === undefined
      ? []
      : [{ action, index: target._index, id: target._id, version: target.version }];
  });
}

function toResult(outcome: Outcome): object {
  if (typeof outcome === 'number') return { status: outcome };
  return { status: outcome.status, error: { type: outcome.type, reason: 'because' } };
}

const write = (changes: readonly [id: string, here: boolean][], aliases = ['live']) =>
  writeBulk(
    { client, aliases, successor: 'live' },
    7,
    changes.map(([hotel_id, here]) => ({ hotel_id, document: here ? aSearchDocument(hotel_id) : null })),
  );
const full = { status: 429, type: 'es_rejected_execution_exception' };
const newer = { status: 409, type: 'version_conflict_engine_exception' };
const gone = { status: 404, type: 'index_not_found_exception' };

describe('writeBulk', () => {
  test('sends again only what was not taken; newer and absent ones are done', async () => {
    outcomes = ({ id }, request) =>
      id === '2' && request === 1 ? full : id === '3' ? newer : id === '4' ? 404 : 200;

    await write([
      ['1', true],
      ['2', true],
      ['3', true],
      ['4', false],
    ]);

    expect(requests.map((sent) => sent.map(({ id }) => id))).toEqual([['1', '2', '3', '4'], ['2']]);
    expect(requests[0]?.[3]).toEqual({ action: 'delete', index: 'live', id: '4', version: 7 });
  });

  test('a cluster that stays full is UNAVAILABLE', async () => {
    outcomes = () => full;

    await expect(write([['1', true]])).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfter: 5 });
    expect(requests).toHaveLength(5);
  });

  test('a document that the mapping refuses is named, and is no reason to wait', async () => {
    outcomes = () => ({ status: 400, type: 'strict_dynamic_mapping_exception' });

    await expect(write([['1', true]])).rejects.toThrow(/hotel 1 .*strict_dynamic_mapping_exception/);
    expect(requests).toHaveLength(1);
  });

  test('what was meant for an index whose rebuild has ended goes to the one that answers now', async () => {
    outcomes = ({ index }) => (index === 'next' ? gone : 200);

    await write([['1', true]], ['live', 'next']);

    expect(requests.map((sent) => sent.map(({ index }) => index))).toEqual([['live', 'next'], ['live']]);
  });

  test('without any index it is UNAVAILABLE, so that the events come again', async () => {
    outcomes = () => gone;

    await expect(write([['1', true]])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('a server that is away is UNAVAILABLE', async () => {
    server.close();
    server.closeAllConnections();

    await expect(write([['1', true]])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
