import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import type { Database } from '../platform/database.js';
import type { KeyedRead } from '../platform/read-lane.js';
import { toSqlTime } from '../platform/sql-time.js';
import { hashKey } from './key-text.js';
import { PARTNER_COLUMNS, toPartner, type PartnerRow } from './partner-rows.js';
import type { Partner } from './partner.js';

export interface GivenCredentials {
  readonly key: string;
  /** The user name of HTTP Basic or WS-Security, where the contract sends one beside the key. */
  readonly partner_code?: string;
}

export type Authenticate = (given: GivenCredentials) => Promise<Partner>;

type KeyRow = PartnerRow & {
  readonly key_hash: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
};

/** Found by a unique index over hashes: comparing takes no time that depends on the key. */
const BY_HASH: KeyedRead<string, KeyRow> = {
  idOf: (hash) => hash,
  statement: (hashes) => ({
    sql: `SELECT ${PARTNER_COLUMNS}, k.key_hash, k.expires_at, k.revoked_at
      FROM partner_keys k JOIN partners p ON p.partner_id = k.partner_id WHERE k.key_hash IN (?)`,
    parameters: [hashes],
  }),
  share: (hashes, rows) => {
    const byHash = new Map(rows.map((row) => [row.key_hash, row]));
    return hashes.map((hash) => {
      const row = byHash.get(hash);
      return row === undefined ? [] : [row];
    });
  },
};

/**
 * Tells who a key belongs to. Nothing is remembered between calls, so a revoked key is refused at once everywhere.
 * @throws AppError UNAUTHENTICATED, the same for an unknown, expired or revoked key, an inactive partner and a user
 * name that is not the key's: who guesses learns nothing from the difference.
 */
export function createAuthenticate(deps: {
  readonly database: Database;
  readonly clock: Clock;
}): Authenticate {
  const { database, clock } = deps;
  return async ({ key, partner_code }) => {
    const [found] = await database.readKeyed(BY_HASH, hashKey(key));
    if (found === undefined) throw unauthenticated();
    const { key_hash: _hash, expires_at, revoked_at, ...partner } = toPartner(found);
    const ended = revoked_at !== null || (expires_at !== null && expires_at <= toSqlTime(clock.now()));
    const stranger = partner_code !== undefined && partner_code !== partner.code;
    if (ended || stranger || partner.status !== 'ACTIVE') throw unauthenticated();
    return partner;
  };
}

function unauthenticated(): AppError {
  return new AppError(
    'UNAUTHENTICATED',
    'The API key is unknown, expired or revoked, or not that of the user name sent with it; check both.',
    { next: 'bellhop key create' },
  );
}
