import type { Clock } from '../model/clock.js';
import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { Database, Queryable } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import { fromSqlTime, toSqlTime } from '../platform/sql-time.js';
import { hashKey, isKeyText, keyHint, keyPrefix, newKeyText, type KeyMode } from './key-text.js';
import { requirePartner } from './partner-rows.js';

const HOUR_MS = 3_600_000;
const MAX_GRACE_HOURS = 720;

export interface KeyView {
  readonly key_id: Id;
  readonly hint: string;
  readonly state: 'valid' | 'expired' | 'revoked';
  readonly created_at: Date;
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
}

/** `key` is in the caller's hands now and nowhere else: it cannot be shown again. */
export interface NewKey {
  readonly key_id: Id;
  readonly key: string;
  readonly hint: string;
  readonly expires_at: Date | null;
}

export interface Keys {
  /** @throws AppError PARTNER_NOT_FOUND; VALIDATION for an expiry that is over. */
  create(partnerCode: string, options: { mode: KeyMode; expires_at?: Date }): Promise<NewKey>;
  /**
   * Makes this very key valid without end, also when it had expired or been revoked; repeating it changes nothing.
   * @throws AppError PARTNER_NOT_FOUND; VALIDATION for a text that is no key; CONFLICT for another partner's key.
   */
  import(partnerCode: string, key: string): Promise<Omit<NewKey, 'key'>>;
  /**
   * A new key, and the partner's older ones of the same mode end after `graceHours` (0 to 720; 0 ends them now).
   * @throws AppError PARTNER_NOT_FOUND; VALIDATION for other hours.
   */
  rotate(partnerCode: string, options: { mode: KeyMode; graceHours: number }): Promise<NewKey>;
  /**
   * Ends a key for good, at once; repeating it changes nothing.
   * @throws AppError NOT_FOUND; CONFLICT when a hint fits several keys.
   */
  revoke(keyIdOrHint: string): Promise<KeyView>;
  /** The partner's keys, newest first; never the key itself. @throws AppError PARTNER_NOT_FOUND */
  list(partnerCode: string): Promise<KeyView[]>;
}

export interface KeyDeps {
  readonly database: Database;
  readonly nextId: NextId;
  readonly clock: Clock;
}

/** API keys: made, rotated and revoked here; checked by createAuthenticate. */
export function createKeys(deps: KeyDeps): Keys {
  const { database, clock } = deps;
  return {
    create: async (partnerCode, { mode, expires_at }) => {
      if (expires_at !== undefined && !(expires_at > clock.now())) {
        throw new AppError('VALIDATION', 'The expiry of a key must lie in the future.');
      }
      const { partner_id } = await requirePartner(database, partnerCode);
      return addKey(deps, database, { partner_id, mode, expires_at: expires_at ?? null });
    },
    import: (partnerCode, key) => importKey(deps, partnerCode, key),
    rotate: (partnerCode, options) => rotateKeys(deps, partnerCode, options),
    revoke: (keyIdOrHint) => revokeKey(deps, keyIdOrHint),
    list: async (partnerCode) => {
      const { partner_id } = await requirePartner(database, partnerCode);
      const rows = await database.rows<KeyRow>(`${SELECT_KEYS} WHERE partner_id = ? ORDER BY key_id DESC`, [
        partner_id,
      ]);
      return rows.map((row) => toView(row, clock.now()));
    },
  };
}

async function addKey(
  { nextId, clock }: KeyDeps,
  queryable: Queryable,
  options: { partner_id: Id; mode: KeyMode; expires_at: Date | null },
): Promise<NewKey> {
  const key = newKeyText(options.mode);
  const made = { key_id: nextId(), key, hint: keyHint(key), expires_at: options.expires_at };
  const expiry = options.expires_at === null ? null : toSqlTime(options.expires_at);
  await queryable.run(
    'INSERT INTO partner_keys (key_id, partner_id, key_hash, hint, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
    [made.key_id, options.partner_id, hashKey(key), made.hint, toSqlTime(clock.now()), expiry],
  );
  return made;
}

async function importKey(deps: KeyDeps, partnerCode: string, key: string): Promise<Omit<NewKey, 'key'>> {
  if (!isKeyText(key)) {
    throw new AppError(
      'VALIDATION',
      'That is not a key: bh_live_ or bh_test_ and 32 letters or digits are expected.',
      {
        next: `bellhop key create ${partnerCode}`,
      },
    );
  }
  return deps.database.inTransaction(async (tx) => {
    const { partner_id } = await requirePartner(tx, partnerCode);
    const hash = hashKey(key);
    await tx.run(
      `INSERT INTO partner_keys (key_id, partner_id, key_hash, hint, created_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE expires_at = NULL, revoked_at = NULL`,
      [deps.nextId(), partner_id, hash, keyHint(key), toSqlTime(deps.clock.now())],
    );
    const [stored] = await tx.rows<{ key_id: Id; partner_id: Id; hint: string }>(
      'SELECT key_id, partner_id, hint FROM partner_keys WHERE key_hash = ?',
      [hash],
    );
    if (stored?.partner_id !== partner_id) {
      // Thrown inside the transaction, so the other partner's key is as it was.
      throw new AppError(
        'CONFLICT',
        `That key belongs to another partner than "${partnerCode}"; make a new one.`,
        {
          next: `bellhop key create ${partnerCode}`,
        },
      );
    }
    return { key_id: stored.key_id, hint: stored.hint, expires_at: null };
  });
}

async function rotateKeys(
  deps: KeyDeps,
  partnerCode: string,
  { mode, graceHours }: { mode: KeyMode; graceHours: number },
): Promise<NewKey> {
  if (!(graceHours >= 0 && graceHours <= MAX_GRACE_HOURS)) {
    throw new AppError('VALIDATION', `The grace of the old keys must be 0 to ${MAX_GRACE_HOURS} hours.`);
  }
  return deps.database.inTransaction(async (tx) => {
    const { partner_id } = await requirePartner(tx, partnerCode);
    // Held until commit: of two rotations at once the later one ends the earlier one's key too.
    await tx.rows('SELECT partner_id FROM partners WHERE partner_id = ? FOR UPDATE', [partner_id]);
    const end = toSqlTime(new Date(deps.clock.now().getTime() + graceHours * HOUR_MS));
    await tx.run(
      `UPDATE partner_keys SET expires_at = ? WHERE partner_id = ? AND LEFT(hint, 8) = ? AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > ?)`,
      [end, partner_id, keyPrefix(mode), end],
    );
    return addKey(deps, tx, { partner_id, mode, expires_at: null });
  });
}

async function revokeKey({ database, clock }: KeyDeps, keyIdOrHint: string): Promise<KeyView> {
  const where = isId(keyIdOrHint) ? 'key_id = ?' : 'hint = ?';
  const possible = /^[\x21-\x7e]{1,19}$/.test(keyIdOrHint);
  const found = possible
    ? await database.rows<KeyRow>(`${SELECT_KEYS} WHERE ${where} LIMIT 2`, [keyIdOrHint])
    : [];
  const [key] = found;
  // A key pasted whole instead of its hint must not come back in a message.
  if (key === undefined) {
    throw new AppError('NOT_FOUND', 'No key has this id or hint.', { next: 'bellhop partner list' });
  }
  if (found.length > 1) {
    throw new AppError('CONFLICT', 'Several keys have this hint; give the id of the one you mean.', {
      next: 'bellhop partner list',
    });
  }
  const now = clock.now();
  await database.run('UPDATE partner_keys SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL', [
    toSqlTime(now),
    key.key_id,
  ]);
  return toView({ ...key, revoked_at: key.revoked_at ?? toSqlTime(now) }, now);
}

const SELECT_KEYS = 'SELECT key_id, hint, created_at, expires_at, revoked_at FROM partner_keys';

interface KeyRow {
  readonly key_id: Id;
  readonly hint: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

function toView(row: KeyRow, now: Date): KeyView {
  const expired = row.expires_at !== null && row.expires_at <= toSqlTime(now);
  return {
    key_id: row.key_id,
    hint: row.hint,
    state: row.revoked_at !== null ? 'revoked' : expired ? 'expired' : 'valid',
    created_at: fromSqlTime(row.created_at),
    expires_at: row.expires_at === null ? null : fromSqlTime(row.expires_at),
    revoked_at: row.revoked_at === null ? null : fromSqlTime(row.revoked_at),
  };
}
