import type { DecodeOptions } from '../../core/model/connector.js';
import { shortCapability } from './capabilities.js';
import type { Variant } from './document-decoder.js';
import { isWithin, newestWithin, type VersionRange, type WireVersion } from './versions.js';

/** What was told of a message, and what its document says by itself. */
export interface VariantParts {
  readonly told: WireVersion | null;
  readonly action: string | null;
  /** The versions in which the document exists. */
  readonly range: VersionRange;
  readonly capabilities: DecodeOptions['capabilities'];
}

export function createVariant({ told, action, range, capabilities }: VariantParts): Variant {
  const version = told ?? newestWithin(range);
  const agreed =
    capabilities === undefined || capabilities.includes('all')
      ? null
      : new Set(capabilities.map(shortCapability));
  return {
    version,
    action,
    agreed: agreed !== null,
    offers: (wanted) => told === null || isWithin(told, wanted),
    requires: (since) => told !== null && since <= told,
    accepts: (capability) => agreed === null || agreed.has(shortCapability(capability)),
  };
}
