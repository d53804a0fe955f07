import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Id } from '../model/ids.js';
import type { BookingFact, GuestFact } from './booking-fact.js';
import { replaceFile } from './month-folder.js';
import { damaged, errnoCode } from './storage-fault.js';

const FILE = '_erasures.json';

const stored = z.strictObject({
  format: z.literal(1),
  salt: z.string(),
  /** Salted hashes: the list of who was forgotten must not name them. */
  users: z.array(z.string()),
  bookings: z.array(z.string()),
});
type Stored = z.output<typeof stored>;

export type Person = { readonly partner: string; readonly user_id: Id } | { readonly booking_id: Id };

/** What was erased stays erased: exports that run later leave it out, even where the database still has it. */
export interface Erasures {
  /** True for a booking of somebody who was forgotten. */
  covers(fact: Pick<BookingFact, 'booking_id' | 'partner' | 'user_id'>): boolean;
  /** Changes when somebody is added. */
  readonly count: number;
}

export async function readErasures(dir: string): Promise<Erasures> {
  const content = await load(dir);
  const users = new Set(content.users);
  const bookings = new Set(content.bookings);
  return {
    count: users.size + bookings.size,
    covers: ({ booking_id, partner, user_id }) =>
      bookings.has(booking_id) ||
      (users.size > 0 && user_id !== null && users.has(hashUser(content.salt, { partner, user_id }))),
  };
}

/** Remembers somebody; only under the archive's lock. */
export async function addErasure(dir: string, person: Person): Promise<void> {
  const content = await load(dir);
  const key = 'booking_id' in person ? 'bookings' : 'users';
  const entry = 'booking_id' in person ? person.booking_id : hashUser(content.salt, person);
  if (content[key].includes(entry)) return;
  await mkdir(dir, { recursive: true });
  await replaceFile(dir, FILE, `${JSON.stringify({ ...content, [key]: [...content[key], entry] })}\n`);
}

function hashUser(salt: string, { partner, user_id }: { partner: string; user_id: Id }): string {
  return createHash('sha256').update(`${salt} ${partner} ${user_id}`).digest('hex');
}

async function load(dir: string): Promise<Stored> {
  const path = join(dir, FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errnoCode(error) !== 'ENOENT') throw error;
    return { format: 1, salt: randomBytes(16).toString('hex'), users: [], bookings: [] };
  }
  const parsed = stored.safeParse(readJson(text));
  // Going on without it would bring back who was forgotten.
  if (!parsed.success) throw damaged(path, 'cannot be read; restore it before anything is exported');
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function withoutUser(fact: BookingFact): BookingFact {
  return { ...fact, user_id: null };
}

export function withoutGuest({ booking_id }: GuestFact): GuestFact {
  return { booking_id, first_name: null, last_name: null, email: null, phone: null };
}
