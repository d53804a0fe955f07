import { listMappings } from './list-mappings.js';
import { setMapping } from './set-mapping.js';
import { verifyMappings } from './verify-mappings.js';
/** The partners' own codes for our hotels, rooms and rate plans. */
export function createMappings(deps) {
    return {
        list: (query) => listMappings(deps.database, query),
        set: (input) => setMapping(deps, input),
        verify: (query) => verifyMappings(deps.database, query),
    };
}
//# sourceMappingURL=mappings.js.map