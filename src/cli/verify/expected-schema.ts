import { readdir, readFile } from 'node:fs/promises';

const FOLDER = new URL('../../core/platform/migrations/', import.meta.url);
const CREATE = /CREATE TABLE IF NOT EXISTS (\w+) \(\n([\s\S]*?)\n\)/g;
const ALTER = /ALTER TABLE (\w+)\b([^;]*)/g;
const CHANGE = /(ADD|DROP|CHANGE|MODIFY) COLUMN (\w+)(?: (\w+))?/g;
const COLUMN = /^ {2}([a-z]\w*) /;

/**
 * Tables and columns that the migrations make, read from their text, so that no second list can go stale. It knows the
 * forms that the migrations use; a test compares it with a migrated database.
 */
export async function expectedSchema(): Promise<Map<string, Set<string>>> {
  const tables = new Map<string, Set<string>>();
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  for (const name of names) addStatements(tables, await readFile(new URL(name, FOLDER), 'utf8'));
  return tables;
}

function addStatements(tables: Map<string, Set<string>>, sql: string): void {
  for (const [, table, body] of sql.matchAll(CREATE)) {
    const columns = (body ?? '').split('\n').flatMap((line) => COLUMN.exec(line)?.[1] ?? []);
    tables.set(table ?? '', new Set(columns));
  }
  for (const [, table, changes] of sql.matchAll(ALTER)) alter(tables.get(table ?? ''), changes ?? '');
}

function alter(columns: Set<string> | undefined, changes: string): void {
  for (const [, verb, column = '', renamed = ''] of changes.matchAll(CHANGE)) {
    if (verb === 'DROP' || verb === 'CHANGE') columns?.delete(column);
    if (verb !== 'DROP') columns?.add(verb === 'CHANGE' ? renamed : column);
  }
}
