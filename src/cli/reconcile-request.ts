import { Flags } from '@oclif/core';
import type { App } from '../core/app.js';
import { AppError } from '../core/model/errors.js';
import type { RunRequest } from '../core/reconcile/run-reconcile.js';
import { envOf, hotelFlag, optionalDateFlag } from './flags.js';

/** Which hotel is compared with whom, and which nights. */
export const reconcileFlags = {
  hotel: hotelFlag(),
  channel: Flags.string({
    summary: 'Code of the channel to compare with.',
    helpValue: 'CODE',
    env: envOf('channel', 'reconcile'),
    exclusive: ['pms'],
  }),
  pms: Flags.string({
    summary: 'Code of the PMS to compare with.',
    helpValue: 'CODE',
    env: envOf('pms', 'reconcile'),
  }),
  from: optionalDateFlag('from', 'First night; without it today, where the hotel stands.', 'reconcile'),
  to: optionalDateFlag(
    'to',
    'Last night (inclusive); without it the last of which either side has anything.',
    'reconcile',
  ),
};

export interface ReconcileFlags {
  readonly hotel: string | undefined;
  readonly channel: string | undefined;
  readonly pms: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** @throws AppError VALIDATION where it is not said what to compare */
export function requestOf(
  { hotel, channel, pms, from, to }: ReconcileFlags,
  { command, or, next }: { readonly command: string; readonly or: string; readonly next?: string },
): RunRequest {
  const partner = channel ?? pms;
  if (hotel === undefined || partner === undefined) {
    throw new AppError('VALIDATION', `Say which: --hotel and --channel, --hotel and --pms, or ${or}.`, {
      next: next ?? `bellhop ${command} --help`,
    });
  }
  if (from !== undefined && to !== undefined && from > to)
    throw new AppError('VALIDATION', `--from ${from} is after --to ${to}.`);
  return { hotel, partner, side: channel === undefined ? 'pms' : 'channel', from, to };
}

/** Everything that can be compared, as far as it is not narrowed. */
export async function allRequests(
  app: App,
  { hotel, channel, pms, from, to }: ReconcileFlags,
): Promise<RunRequest[]> {
  const lanes = await app.reconcile.lanes();
  return lanes
    .filter(
      (lane) =>
        (hotel === undefined || lane.hotel === hotel) &&
        (channel === undefined || (lane.side === 'channel' && lane.partner === channel)) &&
        (pms === undefined || (lane.side === 'pms' && lane.partner === pms)),
    )
    .map(({ hotel: code, partner, side }) => ({ hotel: code, partner, side, from, to }));
}
