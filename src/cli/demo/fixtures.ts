import { readFile } from 'node:fs/promises';
import { addDays, daysBetween, type LocalDate } from '../../core/model/local-date.js';

const FOLDER = new URL('../../../fixtures/', import.meta.url);
/** What the wire messages of the demo call today; see fixtures/demo/README.md. */
const BASE: LocalDate = '2031-01-01';
const DATE = /\b20\d\d-\d\d-\d\d\b/g;

export async function readFixture(name: string): Promise<string> {
  return readFile(new URL(name, FOLDER), 'utf8');
}

/** A wire message with every date as far from `today` as it is written from 2031-01-01. */
export async function readMessage(name: string, today: LocalDate): Promise<string> {
  const shift = daysBetween(BASE, today);
  return (await readFixture(`demo/${name}`)).replace(DATE, (date) => addDays(date, shift));
}
