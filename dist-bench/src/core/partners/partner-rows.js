import { AppError } from '../model/errors.js';
import { isId } from '../model/ids.js';
export const PARTNER_COLUMNS = 'p.partner_id, p.code, p.name, p.kind, p.connector, p.requests_per_minute, p.status';
/** Letters, digits, dot, underscore, hyphen: a user name of HTTP Basic, which ends at the first colon. */
export const PARTNER_CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** The partners that exist among these codes; what is not a partner code never reaches the database. */
export async function findPartners(queryable, codes) {
    const possible = [...new Set(codes)].filter((code) => PARTNER_CODE.test(code));
    if (possible.length === 0)
        return new Map();
    const rows = await queryable.rows(`SELECT ${PARTNER_COLUMNS} FROM partners p WHERE p.code IN (?)`, [possible]);
    return new Map(rows.map((partner) => [partner.code, partner]));
}
/** @throws AppError PARTNER_NOT_FOUND naming the code. */
export async function requirePartner(queryable, code) {
    const partner = (await findPartners(queryable, [code])).get(code);
    if (partner === undefined)
        throw partnerNotFound(code);
    return partner;
}
export function partnerNotFound(codeOrId) {
    return new AppError('PARTNER_NOT_FOUND', `There is no partner "${codeOrId}".`, {
        next: 'bellhop partner list',
    });
}
/** @throws AppError PARTNER_NOT_FOUND naming the id. */
export async function requirePartnerById(queryable, partnerId) {
    const sql = `SELECT ${PARTNER_COLUMNS} FROM partners p WHERE p.partner_id = ?`;
    const [partner] = isId(partnerId) ? await queryable.rows(sql, [partnerId]) : [];
    if (partner === undefined)
        throw partnerNotFound(partnerId);
    return partner;
}
//# sourceMappingURL=partner-rows.js.map