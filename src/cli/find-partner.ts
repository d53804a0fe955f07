import type { App } from '../core/app.js';
import { AppError } from '../core/model/errors.js';
import type { Partner } from '../core/partners/partner.js';

/** A partner by its code; null when there is none, for a dry run that may find nothing. */
export async function findPartner(app: Pick<App, 'partners'>, code: string): Promise<Partner | null> {
  try {
    return await app.partners.get(code);
  } catch (error) {
    if (error instanceof AppError && error.code === 'PARTNER_NOT_FOUND') return null;
    throw error;
  }
}
