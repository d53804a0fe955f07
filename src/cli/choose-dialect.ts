import { AppError } from '../core/model/errors.js';
import type { Connector } from '../core/model/connector.js';
import type { PartnerDialect } from '../core/partners/partner.js';

interface Wanted {
  readonly dialect?: string | undefined;
  readonly override?: readonly string[] | undefined;
}

/** Takes back what was said before. */
const DEFAULT = 'default';

/**
 * A partner's dialect after the flags were heard: what they leave out stays. The values of the overrides are checked
 * where they are stored.
 * @returns undefined where the flags say nothing.
 * @throws AppError VALIDATION for a dialect that the contract does not have, or an override that is no FIELD=VALUE.
 */
export function chooseDialect(
  connector: Pick<Connector, 'id' | 'dialects' | 'overridable'>,
  before: PartnerDialect | null,
  { dialect, override }: Wanted,
): PartnerDialect | undefined {
  if (dialect === undefined && override === undefined) return undefined;
  const chosen = dialect === undefined ? before?.dialect : dialect === DEFAULT ? undefined : dialect;
  requireDialect(connector, chosen);
  const overrides: Record<string, string> = { ...before?.overrides };
  for (const text of override ?? []) {
    const { field, value } = readOverride(connector, text);
    if (value === DEFAULT) Reflect.deleteProperty(overrides, field);
    else overrides[field] = value;
  }
  return { ...(chosen === undefined ? {} : { dialect: chosen }), overrides };
}

function requireDialect(
  { id, dialects }: Pick<Connector, 'id' | 'dialects'>,
  chosen: string | undefined,
): void {
  if (chosen === undefined || dialects.some((dialect) => dialect.id === chosen)) return;
  const known = dialects.map((dialect) => dialect.id).join(', ');
  throw new AppError('VALIDATION', `The contract "${id}" has no dialect "${chosen}"; it has ${known}.`, {
    next: 'bellhop adapter list --json',
  });
}

/** An override that the contract's codec would not look at must not be stored as if it did something. */
function readOverride(
  { id, overridable }: Pick<Connector, 'id' | 'overridable'>,
  text: string,
): { field: string; value: string } {
  const [, field, value] = /^(\w+)=(\w+)$/.exec(text) ?? [];
  if (field === undefined || value === undefined) {
    throw new AppError('VALIDATION', `"${text}" is no override; write FIELD=VALUE, for example los=through.`);
  }
  if (overridable !== undefined && !overridable.some((name) => name === field)) {
    const fields = overridable.length === 0 ? 'nothing' : overridable.join(', ');
    throw new AppError(
      'VALIDATION',
      `Of the contract "${id}" a partner may override ${fields}; not "${field}".`,
    );
  }
  return { field, value };
}
