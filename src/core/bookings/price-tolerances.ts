import { AppError } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';
import type { Database } from '../platform/database.js';

export interface PriceTolerances {
  /** By how many percent this partner's prices may differ from ours before somebody is told. */
  get(partner: Partner): Promise<number>;
  /** null: as the setting says. @throws AppError VALIDATION for a partner that sells nothing. */
  set(partner: Partner, percent: number | null): Promise<void>;
}

export function createPriceTolerances(deps: {
  readonly database: Database;
  readonly priceTolerancePercent: number;
}): PriceTolerances {
  const { database, priceTolerancePercent } = deps;
  return {
    async get({ partner_id }) {
      const [own] = await database.rows<{ percent: string }>(
        'SELECT percent FROM price_tolerances WHERE partner_id = ?',
        [partner_id],
      );
      return own === undefined ? priceTolerancePercent : Number(own.percent);
    },
    async set({ partner_id, kind, code }, percent) {
      if (kind !== 'ota')
        throw new AppError(
          'VALIDATION',
          `Partner "${code}" is no channel: it sells at no price of its own.`,
          {
            next: 'bellhop partner list',
          },
        );
      if (percent === null)
        await database.run('DELETE FROM price_tolerances WHERE partner_id = ?', [partner_id]);
      else
        await database.run(
          `INSERT INTO price_tolerances (partner_id, percent) VALUES (?, ?)
           ON DUPLICATE KEY UPDATE percent = VALUES(percent)`,
          [partner_id, percent.toFixed(2)],
        );
    },
  };
}
