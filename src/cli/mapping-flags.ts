import { Flags } from '@oclif/core';
import { dryRunFlag, envOf, requiredHotelFlag, requiredPartnerFlag } from './flags.js';

const KINDS = ['hotel', 'room', 'rate'] as const;

/** What a mapping is of, for the commands that change one. */
export const mappingFlags = () => ({
  partner: requiredPartnerFlag(),
  hotel: requiredHotelFlag(),
  kind: Flags.option({ options: KINDS })({
    summary: 'What is mapped.',
    env: envOf('kind', 'mapping'),
    required: true,
  }),
  'dry-run': dryRunFlag(),
});

export const oursFlag = { summary: 'Our code for it.', helpValue: 'CODE', env: envOf('ours') };
