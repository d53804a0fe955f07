import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadataAsync, parquetReadObjects, asyncBufferFromFile } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import type { Column, Row } from './parquet-columns.js';
import { digestPart, withPart } from './read-part.js';
import { PartWriter, ROW_GROUP } from './write-part.js';

const folder = mkdtempSync(join(tmpdir(), 'bellhop-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS: readonly Column[] = [
  { name: 'id', kind: 'id', nullable: false },
  { name: 'user', kind: 'id', nullable: true },
  { name: 'amount', kind: 'decimal', nullable: false },
  { name: 'currency', kind: 'text', nullable: false },
  { name: 'day', kind: 'date', nullable: false },
  { name: 'at', kind: 'time', nullable: false },
  { name: 'count', kind: 'integer', nullable: false },
  { name: 'nothing', kind: 'text', nullable: true },
];

function row(overrides: Partial<Row> = {}): Row {
  return {
    id: '9223372036854775807',
    user: '42',
    amount: '101.100',
    currency: 'EUR',
    day: '2026-03-29',
    at: '2026-03-29T01:30:00.123Z',
    count: 3,
    nothing: null,
    ...overrides,
  };
}

async function write(name: string, rows: readonly Row[]): Promise<string> {
  const path = join(folder, name);
  const writer = await PartWriter.open(path, COLUMNS, { secret: false });
  await writer.add(rows);
  await writer.finish({ dataset: 'test' });
  return path;
}

async function read(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  await withPart(path, COLUMNS, (part) =>
    part.readGroups((group) => {
      rows.push(...group);
    }),
  );
  return rows;
}

test('rows come back as they were: big ids, exact decimals, dates, times and nothing', async () => {
  const rows = [
    row(),
    row({ amount: '0.001', currency: 'KWD', user: null, nothing: 'something' }),
    row({ amount: '10100.000', currency: 'JPY', day: '2024-02-29' }),
    row({ amount: '999999999999.999' }),
    row({ amount: '0.070', id: '1' }),
    // A float times a thousand gives 1004.9999999999999.
    row({ amount: '1.005' }),
  ];

  expect(await read(await write('exact.parquet', rows))).toEqual(rows);
});

test('another reader sees DECIMAL, DATE and UTC timestamps, and the footer tells rows and checksum', async () => {
  const file = await asyncBufferFromFile(await write('other.parquet', [row()]));

  const metadata = await parquetMetadataAsync(file);
  const [seen] = await parquetReadObjects({ file });

  expect(seen).toMatchObject({
    id: 9223372036854775807n,
    currency: 'EUR',
    day: new Date('2026-03-29T00:00:00Z'),
    at: new Date('2026-03-29T01:30:00.123Z'),
  });
  expect(seen?.['amount']).toBeCloseTo(101.1);
  expect(metadata.schema.find(({ name }) => name === 'amount')).toMatchObject({
    converted_type: 'DECIMAL',
    scale: 3,
    precision: 18,
  });
  expect(JSON.parse(metadata.key_value_metadata?.[0]?.value ?? '')).toMatchObject({
    dataset: 'test',
    rows: 1,
  });
});

test('a file of several row groups is read a group at a time, and digests as it was written', async () => {
  const rows = Array.from({ length: ROW_GROUP + 5 }, (_, at) => row({ id: String(at + 1), count: at }));
  const path = join(folder, 'groups.parquet');
  const writer = await PartWriter.open(path, COLUMNS, { secret: false });
  await writer.add(rows);
  const written = await writer.finish({});
  const groups: number[] = [];

  await withPart(path, COLUMNS, (part) => part.readGroups((group) => void groups.push(group.length)));
  const found = await digestPart(path, COLUMNS);

  expect(groups).toEqual([ROW_GROUP, 5]);
  expect([found.rows, found.checksum]).toEqual([written.rows, written.checksum]);
  expect(found.ranges['id']).toEqual(['1', String(ROW_GROUP + 5)]);
  expect(found.ranges['count']).toEqual([0, ROW_GROUP + 4]);
});

test('a file without rows is a whole file', async () => {
  const path = await write('empty.parquet', []);

  expect(await read(path)).toEqual([]);
  expect((await digestPart(path, COLUMNS)).rows).toBe(0);
});

test('what is not whole is told as damaged, never as fewer rows', async () => {
  const bytes = readFileSync(await write('whole.parquet', [row(), row({ id: '2' })]));
  const cut = join(folder, 'cut.parquet');
  writeFileSync(cut, bytes.subarray(0, bytes.length - 20));
  const foreign = join(folder, 'foreign.parquet');
  writeFileSync(foreign, 'not parquet at all, but long enough to look for a footer');

  await expect(read(cut)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
  await expect(read(foreign)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
});

test('every flipped byte of the data is found by decoding or by the checksum', async () => {
  const rows = Array.from({ length: 40 }, (_, at) =>
    row({ id: String(1000 + at), amount: `${at}.${100 + at}` }),
  );
  const path = await write('flip.parquet', rows);
  const bytes = readFileSync(path);
  const { checksum } = await digestPart(path, COLUMNS);
  // The footer's length stands before the last four bytes; pages and their headers before the footer.
  const footer = bytes.readUInt32LE(bytes.length - 8);
  const flipped = join(folder, 'flipped.parquet');
  let unnoticed = 0;
  for (let at = 4; at < bytes.length - footer - 8; at += 7) {
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 0x41;
    writeFileSync(flipped, copy);
    try {
      const found = await digestPart(flipped, COLUMNS);
      if (found.checksum === checksum && found.rows === 40) unnoticed += 1;
    } catch (error) {
      expect(error).toMatchObject({ code: 'ARCHIVE_DAMAGED' });
    }
  }

  // Page statistics and offset indexes are not values: a flip there changes nothing that is read.
  expect(unnoticed).toBeLessThan(((bytes.length - footer) / 7) * 0.6);
});

test('a part that exists is not written over', async () => {
  const path = await write('once.parquet', [row()]);

  await expect(PartWriter.open(path, COLUMNS, { secret: false })).rejects.toMatchObject({ code: 'EEXIST' });
});

test('a part of an earlier version, without a column that was added since, reads as null there and is not damaged', async () => {
  const path = await write('earlier.parquet', [row()]);
  const later: Column[] = [...COLUMNS, { name: 'added', kind: 'integer', nullable: true, addedLater: true }];
  const rows: Row[] = [];
  await withPart(path, later, (part) =>
    part.readGroups((group) => {
      rows.push(...group);
    }),
  );

  expect(rows).toEqual([row({ added: null })]);
  expect((await digestPart(path, later)).checksum).toBe((await digestPart(path, COLUMNS)).checksum);
  const lost: Column[] = [...COLUMNS, { name: 'lost', kind: 'integer', nullable: true }];
  await expect(digestPart(path, lost)).rejects.toMatchObject({ code: 'ARCHIVE_DAMAGED' });
});
