import { z } from 'zod';

const whole = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z.number(message).int(message).min(min, message).max(max, message);
};

const fee = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('percent'), percent: whole(1, 100) }),
    z.strictObject({ kind: z.literal('nights'), nights: whole(1, 99) }),
    z.strictObject({ kind: z.literal('whole') }),
  ],
  'must be {"kind":"percent","percent":50}, {"kind":"nights","nights":1} or {"kind":"whole"}',
);

/**
 * What a guest who cancels pays all the same. `free_until`: nothing until the end of the day so many days before
 * arrival (0: the day of arrival), then a fee; `flexible`: nothing until the end of the day before arrival, then the
 * whole stay; `non_refundable`: the whole stay. Days are those of the hotel's time zone. Once the day of arrival is
 * over the whole stay is due, whatever the policy.
 */
export const cancellationPolicy = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('flexible') }),
    z.strictObject({ kind: z.literal('free_until'), days: whole(0, 365), then: fee }),
    z.strictObject({ kind: z.literal('non_refundable') }),
  ],
  'must be {"kind":"flexible"}, {"kind":"free_until","days":2,"then":{...}} or {"kind":"non_refundable"}',
);

export type CancellationPolicy = z.output<typeof cancellationPolicy>;

/** Of a rate plan that says nothing. */
export const DEFAULT_POLICY: CancellationPolicy = { kind: 'flexible' };

/** As stored, in the schema's own order of fields, so that equal policies are equal texts; null and undefined as they are. */
export function policyText(policy: CancellationPolicy | null | undefined): string | null | undefined {
  return policy === null || policy === undefined ? policy : JSON.stringify(cancellationPolicy.parse(policy));
}

/** A policy as stored; null is the default. @throws ZodError for what we have not written. */
export function readPolicy(stored: string | null): CancellationPolicy {
  return stored === null ? DEFAULT_POLICY : cancellationPolicy.parse(JSON.parse(stored));
}

/** In a few words, for people. */
export function describePolicy(policy: CancellationPolicy): string {
  switch (policy.kind) {
    case 'flexible':
      return 'free until the day before arrival';
    case 'non_refundable':
      return 'non-refundable';
    case 'free_until':
      return `free until ${policy.days} ${policy.days === 1 ? 'day' : 'days'} before arrival, then ${describeFee(policy.then)}`;
  }
}

function describeFee(then: Extract<CancellationPolicy, { kind: 'free_until' }>['then']): string {
  switch (then.kind) {
    case 'whole':
      return 'the whole stay';
    case 'percent':
      return `${then.percent} %`;
    case 'nights':
      return then.nights === 1 ? 'the first night' : `the first ${then.nights} nights`;
  }
}
