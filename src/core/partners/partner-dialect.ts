import { z } from 'zod';
import { DIALECT_CHOICES, type DialectField, type DialectOverrides } from '../model/dialect.js';
import type { PartnerDialect } from './partner.js';

const FIELDS = Object.keys(DIALECT_CHOICES) as DialectField[];

const overrides = z
  .record(z.string(), z.string())
  .superRefine((given, context) => {
    for (const [name, value] of Object.entries(given)) {
      const choices: readonly string[] | undefined = FIELDS.includes(name as DialectField)
        ? DIALECT_CHOICES[name as DialectField]
        : undefined;
      if (choices?.includes(value) === true) continue;
      const message =
        choices === undefined
          ? `must be one of ${FIELDS.join(', ')}`
          : `must be one of ${choices.join(', ')}`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .transform((given) => given as DialectOverrides);

/** How a partner speaks its contract, as it is stored. Whether the contract has such a dialect is the caller's to check. */
export const partnerDialect = z
  .strictObject({
    dialect: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,47}$/, 'must be the id of a dialect, such as ota-weekendesk')
      .optional(),
    overrides: overrides.optional(),
  })
  // What says nothing is stored as nothing, so that repeating a command changes nothing.
  .transform((given): PartnerDialect | null => (isEmpty(given) ? null : given));

function isEmpty({ dialect, overrides: own }: PartnerDialect): boolean {
  return dialect === undefined && Object.keys(own ?? {}).length === 0;
}

/** Whatever order their fields stand in: a database may keep JSON in an order of its own. */
export function sameDialect(one: PartnerDialect | null, other: PartnerDialect | null): boolean {
  return canonical(one) === canonical(other);
}

function canonical(own: PartnerDialect | null): string {
  const fields = FIELDS.map((field) => own?.overrides?.[field] ?? '');
  return [own?.dialect ?? '', ...fields].join(' ');
}
