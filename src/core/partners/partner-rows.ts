import { AppError } from '../model/errors.js';
import { isId, type Id } from '../model/ids.js';
import type { Queryable } from '../platform/database.js';
import type { Partner, PartnerDialect } from './partner.js';

export const PARTNER_COLUMNS = `p.partner_id, p.code, p.name, p.kind, p.connector, p.requests_per_minute, p.status, p.hold_minutes, p.oversell_policy,
   p.feed_mode, p.dialect`;

/** A row of PARTNER_COLUMNS: the dialect is JSON text there. */
export type PartnerRow = Omit<Partner, 'dialect'> & { readonly dialect: string | null };

export function toPartner<R extends PartnerRow>(row: R): Omit<R, 'dialect'> & Pick<Partner, 'dialect'> {
  return { ...row, dialect: row.dialect === null ? null : (JSON.parse(row.dialect) as PartnerDialect) };
}

/** Letters, digits, dot, underscore, hyphen: a user name of HTTP Basic, which ends at the first colon. */
export const PARTNER_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The partners that exist among these codes; what is not a partner code never reaches the database. */
export async function findPartners(
  queryable: Queryable,
  codes: readonly string[],
): Promise<Map<string, Partner>> {
  const possible = [...new Set(codes)].filter((code) => PARTNER_CODE.test(code));
  if (possible.length === 0) return new Map();
  const rows = await queryable.rows<PartnerRow>(
    `SELECT ${PARTNER_COLUMNS} FROM partners p WHERE p.code IN (?)`,
    [possible],
  );
  return new Map(rows.map((row) => [row.code, toPartner(row)]));
}

/** @throws AppError PARTNER_NOT_FOUND naming the code. */
export async function requirePartner(queryable: Queryable, code: string): Promise<Partner> {
  const partner = (await findPartners(queryable, [code])).get(code);
  if (partner === undefined) throw partnerNotFound(code);
  return partner;
}

export function partnerNotFound(codeOrId: string): AppError {
  return new AppError('PARTNER_NOT_FOUND', `There is no partner "${codeOrId}".`, {
    next: 'bellhop partner list',
  });
}

/** @throws AppError PARTNER_NOT_FOUND naming the id. */
export async function requirePartnerById(queryable: Queryable, partnerId: Id): Promise<Partner> {
  const sql = `SELECT ${PARTNER_COLUMNS} FROM partners p WHERE p.partner_id = ?`;
  const [row] = isId(partnerId) ? await queryable.rows<PartnerRow>(sql, [partnerId]) : [];
  if (row === undefined) throw partnerNotFound(partnerId);
  return toPartner(row);
}
