import { AppError } from '../../core/model/errors.js';
import { todayIn } from '../../core/model/local-date.js';
import type { CaseNames, CertifyScene } from './certify-scene.js';

export interface ForeignGateway {
  readonly url: string;
  readonly partner: string;
  readonly key: string;
  /** Of a booking channel at the same hotel; empty where there is none: cases that book are skipped then. */
  readonly channelKey: string;
  /** Of the partner: hotel, two room types, two rate plans, parted by commas. */
  readonly codes: string;
  readonly run: string;
  readonly now: Date;
}

/**
 * A gateway whose stores are not at hand: its operator names a partner with its key and a hotel that is there for trying
 * out, on sale already. All cases share it.
 * @throws AppError VALIDATION
 */
export function foreignScene({
  url,
  partner,
  key,
  channelKey,
  codes,
  run,
  now,
}: ForeignGateway): CertifyScene {
  const today = todayIn('UTC', now);
  const names = { ...channelCodes(codes), partner, key, channelKey, today, run };
  return {
    gateway: url,
    names: () => Promise.resolve(names),
    putOnSale: null,
    close: () => Promise.resolve(),
  };
}

/** The five codes of --codes. @throws AppError VALIDATION */
export function channelCodes(codes: string): Pick<CaseNames, 'hotel' | 'room' | 'room2' | 'rate' | 'rate2'> {
  const [hotel, room, room2, rate, rate2, ...others] = codes.split(',').map((code) => code.trim());
  if (!hotel || !room || !room2 || !rate || !rate2 || others.length > 0) {
    throw new AppError('VALIDATION', '--codes takes five codes: HOTEL,ROOM,ROOM2,RATE,RATE2.', {
      next: 'bellhop adapter certify --help',
    });
  }
  return { hotel, room, room2, rate, rate2 };
}
