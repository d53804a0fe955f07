import { z } from 'zod';
import { AppError } from '../model/errors.js';
import type { Id } from '../model/ids.js';
import { validate } from '../model/validation.js';
import type { Database, Transaction } from '../platform/database.js';
import type { NextId } from '../platform/snowflake.js';
import {
  findPartners,
  PARTNER_CODE,
  PARTNER_COLUMNS,
  partnerNotFound,
  requirePartner,
  requirePartnerById,
  toPartner,
  type PartnerRow,
} from './partner-rows.js';
import { partnerDialect, sameDialect } from './partner-dialect.js';
import {
  FEED_MODES,
  OVERSELL_POLICIES,
  PARTNER_KINDS,
  type Partner,
  type PartnerDialect,
} from './partner.js';

/** What a new partner is made from. requests_per_minute and hold_minutes null mean the gateway's own. */
const partnerInput = z.strictObject({
  code: z
    .string()
    .regex(
      PARTNER_CODE,
      'must be 1 to 64 letters, digits, dots, underscores or hyphens, a letter or digit first',
    ),
  name: z
    .string()
    .trim()
    .regex(/^[^\p{C}]{1,200}$/u, 'must be 1 to 200 visible characters'),
  kind: z.enum(PARTNER_KINDS, `must be one of ${PARTNER_KINDS.join(', ')}`),
  connector: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be the id of a connector, such as ota or native'),
  requests_per_minute: z
    .number()
    .int()
    .min(1, 'must be 1 or more')
    .max(10_000_000, 'must be 10000000 or less')
    .nullish(),
  hold_minutes: z.number().int().min(1, 'must be 1 or more').max(1_440, 'must be 1440 or less').nullish(),
  oversell_policy: z.enum(OVERSELL_POLICIES, `must be one of ${OVERSELL_POLICIES.join(', ')}`).optional(),
  feed_mode: z.enum(FEED_MODES, `must be one of ${FEED_MODES.join(', ')}`).optional(),
  dialect: partnerDialect.nullish(),
});
export type PartnerInput = z.input<typeof partnerInput>;

export interface Partners {
  /**
   * Makes a partner, or brings the one with this code up to date; repeating it changes nothing. An absent
   * field leaves what is stored, null clears it.
   * @throws AppError VALIDATION with pointers; CONFLICT when the code is a partner of another kind.
   */
  create(input: PartnerInput): Promise<{ partner: Partner; created: boolean }>;
  /** Every partner in the order of their codes. */
  list(): Promise<Partner[]>;
  /** @throws AppError PARTNER_NOT_FOUND */
  get(code: string): Promise<Partner>;
  /** @throws AppError PARTNER_NOT_FOUND */
  byId(partnerId: Id): Promise<Partner>;
}

/** The register of those who talk to us. */
export function createPartners(deps: { readonly database: Database; readonly nextId: NextId }): Partners {
  const { database, nextId } = deps;
  return {
    create: async (input) => {
      const wanted = validate(partnerInput, input, 'partner');
      return database.inTransaction((tx) => upsertPartner(tx, nextId(), wanted));
    },
    list: async () => {
      const rows = await database.rows<PartnerRow>(
        `SELECT ${PARTNER_COLUMNS} FROM partners p ORDER BY p.code`,
      );
      return rows.map(toPartner);
    },
    get: (code) => requirePartner(database, code),
    byId: (partnerId) => requirePartnerById(database, partnerId),
  };
}

async function upsertPartner(
  tx: Transaction,
  newId: Id,
  wanted: z.output<typeof partnerInput>,
): Promise<{ partner: Partner; created: boolean }> {
  // Doing nothing on a duplicate, instead of looking first, lets two processes create the same partner at once.
  await tx.run(
    `INSERT INTO partners (partner_id, code, name, kind, connector, profile, requests_per_minute, hold_minutes,
       oversell_policy, feed_mode, dialect)
     VALUES (?, ?, ?, ?, ?, '{}', ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE partner_id = partner_id`,
    [
      newId,
      wanted.code,
      wanted.name,
      wanted.kind,
      wanted.connector,
      wanted.requests_per_minute ?? null,
      wanted.hold_minutes ?? null,
      wanted.oversell_policy ?? 'refuse',
      wanted.feed_mode ?? 'all',
      stored(wanted.dialect ?? null),
    ],
  );
  const known = (await findPartners(tx, [wanted.code])).get(wanted.code);
  if (known === undefined) throw partnerNotFound(wanted.code);
  if (known.partner_id === newId) return { partner: known, created: true };
  if (known.kind !== wanted.kind) {
    throw new AppError(
      'CONFLICT',
      `Partner "${wanted.code}" exists as ${known.kind} and cannot become ${wanted.kind}; choose another code.`,
      { next: `bellhop partner show ${wanted.code}` },
    );
  }
  const partner = { ...known, ...given(wanted) };
  // Compared here and not in SQL, whose collation does not tell "Hotel" from "hotel".
  if (TERMS.some((term) => partner[term] !== known[term]) || !sameDialect(partner.dialect, known.dialect)) {
    await tx.run(
      `UPDATE partners SET ${TERMS.map((term) => `${term} = ?`).join(', ')}, dialect = ?,
         updated_at = CURRENT_TIMESTAMP(3)
       WHERE partner_id = ?`,
      [...TERMS.map((term) => partner[term]), stored(partner.dialect), known.partner_id],
    );
  }
  return { partner, created: false };
}

function stored(dialect: PartnerDialect | null): string | null {
  return dialect === null ? null : JSON.stringify(dialect);
}

/** What may change of a partner that exists, beside its dialect. */
const TERMS = [
  'name',
  'connector',
  'requests_per_minute',
  'hold_minutes',
  'oversell_policy',
  'feed_mode',
] as const;
type Term = (typeof TERMS)[number];

/** The terms that were said; absent is not null. */
function given(wanted: z.output<typeof partnerInput>): Partial<Pick<Partner, Term | 'dialect'>> {
  const said = [...TERMS, 'dialect' as const].filter((term) => wanted[term] !== undefined);
  return Object.fromEntries(said.map((term) => [term, wanted[term]]));
}
