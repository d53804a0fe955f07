import type { DecodeOptions } from '../../core/model/connector.js';
import type { Dialect } from '../../core/model/dialect.js';

/** The dialect that a message is read in: the named one or the first, as its partner overrides it. */
export function findDialect(
  dialects: readonly [Dialect, ...Dialect[]],
  { dialect: id, overrides = {} }: Pick<DecodeOptions, 'dialect' | 'overrides'>,
): Dialect {
  const found = dialects.find((dialect) => dialect.id === id) ?? dialects[0];
  return { ...found, ...overrides };
}
