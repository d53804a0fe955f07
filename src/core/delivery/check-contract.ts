import type { Connector } from '../model/connector.js';
import { AppError } from '../model/errors.js';
import type { Partner } from '../partners/partner.js';
import type { DeliveryKind } from './lanes.js';

/** What leaves us for a partner of this kind. @throws AppError VALIDATION where its contract has no such direction. */
export function kindOf(partner: Partner, connector: Connector | undefined): DeliveryKind {
  const kind: DeliveryKind = partner.kind === 'pms' ? 'reservation' : 'ari';
  if ((kind === 'ari' ? connector?.channel : connector?.pms) !== undefined) return kind;
  const what = kind === 'ari' ? 'rates and availability' : 'reservations';
  throw new AppError(
    'VALIDATION',
    `The contract "${partner.connector}" of ${partner.code} takes no ${what}.`,
    {
      next: 'bellhop adapter list',
    },
  );
}

/** @throws AppError VALIDATION naming the dialects that there are. */
export function requireDialect(connector: Connector | undefined, dialect: string | null): void {
  const known = connector?.dialects.map(({ id }) => id) ?? [];
  if (dialect === null || known.includes(dialect)) return;
  throw new AppError(
    'VALIDATION',
    `The contract "${connector?.id ?? ''}" has no dialect "${dialect}"; it has ${known.join(', ')}.`,
    { next: 'bellhop adapter list --json' },
  );
}
