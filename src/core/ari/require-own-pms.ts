import type { Hotel } from '../hotels/hotel.js';
import { AppError } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';

/** A mapping lets a partner look; only the hotel's own PMS, or the operator, says what it has to sell. */
export function requireOwnPms(partner: Partner, hotel: Hotel, hotelCode: string): void {
  if (partner.kind === 'operator' || hotel.pms_partner_id === partner.partner_id) return;
  throw new AppError(
    'FORBIDDEN',
    `You are not the PMS of hotel "${hotelCode}"; its operator can make you that.`,
    {
      next: 'bellhop hotel onboard',
    },
  );
}
