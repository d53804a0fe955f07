import { createAuthenticate, type Authenticate } from './authenticate.js';
import { createKeys, type KeyDeps, type Keys } from './keys.js';
import { createMappings, type Mappings } from './mappings.js';
import type { MappingDeps } from './set-mapping.js';
import { createPartners, type Partners } from './partners.js';

/** Who may do something here: partners, their keys, and what they call our hotels and rooms. */
export interface PartnerDesk {
  readonly partners: Partners;
  readonly keys: Keys;
  readonly authenticate: Authenticate;
  readonly mappings: Mappings;
}

export function openPartners(deps: KeyDeps & MappingDeps): PartnerDesk {
  return {
    partners: createPartners(deps),
    keys: createKeys(deps),
    authenticate: createAuthenticate(deps),
    mappings: createMappings(deps),
  };
}
