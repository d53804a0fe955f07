import { compareIds, type Id } from '../model/ids.js';
import type { Database, SqlValue, Transaction } from '../platform/database.js';
import { foldText, wordsOf } from './fold-text.js';
import type { SearchChange, SearchDocument } from './search-document.js';

const COLUMNS = [
  'active',
  'words',
  'name_key',
  'city',
  'city_key',
  'country',
  'latitude',
  'longitude',
  'rating',
  'review_count',
  'price_from',
  'price_lowest',
  'price_highest',
  'total_rooms',
  'max_capacity',
] as const;

/** `version` stands last: what is assigned first still sees the stored one. */
const UPSERT = `INSERT INTO search_hotels (hotel_id, version, ${COLUMNS.join(', ')}) VALUES ?
  ON DUPLICATE KEY UPDATE ${COLUMNS.map(
    (column) => `${column} = IF(VALUES(version) > version, VALUES(${column}), ${column})`,
  ).join(', ')}, version = GREATEST(version, VALUES(version))`;

/** Hotels of one transaction: their texts stay far below the server's packet limit. */
const CHUNK = 100;

/** Writes documents as of `version`, each unless the index has a newer one. */
export async function mysqlWrite(
  database: Database,
  version: number,
  changes: readonly SearchChange[],
): Promise<void> {
  // In the order of their keys, so that two writers wait for each other instead of deadlocking.
  const sorted = [...changes].sort((a, b) => compareIds(a.hotel_id, b.hotel_id));
  for (let start = 0; start < sorted.length; start += CHUNK) {
    const part = sorted.slice(start, start + CHUNK);
    await database.inTransaction((tx) => writePart(tx, version, part));
  }
}

async function writePart(tx: Transaction, version: number, changes: readonly SearchChange[]): Promise<void> {
  const known = await readVersions(tx, changes);
  const newer = changes.filter(({ hotel_id }) => (known.get(hotel_id) ?? 0) < version);
  if (newer.length === 0) return;
  await tx.run(UPSERT, [newer.map((change) => toRow(version, change))]);
  // Between the look and the write another process may have come first; the rows are ours from here on.
  const after = await readVersions(tx, newer);
  const won = newer.filter(({ hotel_id }) => after.get(hotel_id) === version);
  if (won.length === 0) return;
  const ids = won.map(({ hotel_id }) => hotel_id);
  await tx.run('DELETE FROM search_terms WHERE hotel_id IN (?)', [ids]);
  await tx.run('DELETE FROM search_open_nights WHERE hotel_id IN (?)', [ids]);
  const documents = won.flatMap(({ document }) => document ?? []);
  await insert(tx, 'search_terms (hotel_id, kind, term)', documents.flatMap(termRows));
  await insert(
    tx,
    'search_open_nights (hotel_id, room_id, from_date, to_date, capacity)',
    documents.flatMap(nightRows),
  );
}

async function readVersions(tx: Transaction, changes: readonly SearchChange[]): Promise<Map<Id, number>> {
  const rows = await tx.rows<{ hotel_id: Id; version: string }>(
    'SELECT hotel_id, version FROM search_hotels WHERE hotel_id IN (?)',
    [changes.map(({ hotel_id }) => hotel_id)],
  );
  return new Map(rows.map(({ hotel_id, version }) => [hotel_id, Number(version)]));
}

async function insert(tx: Transaction, into: string, rows: readonly SqlValue[][]): Promise<void> {
  if (rows.length > 0) await tx.run(`INSERT INTO ${into} VALUES ?`, [rows]);
}

function toRow(version: number, { hotel_id, document }: SearchChange): SqlValue[] {
  if (document === null) {
    return [hotel_id, version, 0, '', '', '', '', '', null, null, null, 0, null, null, null, 0, 0];
  }
  const { name, city, description, location } = document;
  const words = new Set(wordsOf([name, city, description ?? ''].join(' ')));
  return [
    ...[hotel_id, version, 1, ` ${[...words].join(' ')}`, foldText(name), city, foldText(city)],
    ...[document.country, location?.latitude ?? null, location?.longitude ?? null],
    ...[document.rating, document.review_count],
    ...[document.price_from, document.price_lowest, document.price_highest],
    ...[document.total_rooms, document.max_capacity],
  ];
}

function termRows({ hotel_id, amenities, partner_ids }: SearchDocument): SqlValue[][] {
  return [
    ...amenities.map((amenity): SqlValue[] => [hotel_id, 'amenity', amenity]),
    ...partner_ids.map((id): SqlValue[] => [hotel_id, 'partner', id]),
  ];
}

function nightRows({ hotel_id, rooms }: SearchDocument): SqlValue[][] {
  return rooms.flatMap(({ room_id, capacity, open_nights }) =>
    open_nights.map(({ from, to }): SqlValue[] => [hotel_id, room_id, from, to, capacity]),
  );
}
