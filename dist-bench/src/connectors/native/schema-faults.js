const SHOWN = 40;
/**
 * A schema's issues as faults below `at`, each naming field and value. An unknown field is named as well, so that a
 * typing error does not pass for "leave as it is".
 */
export function addSchemaFaults(error, { document, at }, add) {
    for (const issue of error.issues) {
        const pointer = at + issue.path.map((step) => `/${escape(String(step))}`).join('');
        if (issue.code === 'unrecognized_keys') {
            for (const key of issue.keys) {
                add(`${pointer}/${escape(key.slice(0, SHOWN))}`, `${shown(key)} is not a field here; check its spelling`);
            }
        }
        else if (issue.path.length === 0)
            add(pointer, 'An update is an object with room_code, dates and what to set');
        else
            add(pointer, `${nameOf(issue.path)} ${valueAt(document, issue.path)}${issue.message}`);
    }
}
/** The innermost field name: an index alone tells nothing. */
function nameOf(path) {
    return String(path.findLast((step) => typeof step === 'string') ?? '');
}
function valueAt(document, path) {
    let value = document;
    for (const step of path) {
        value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
    }
    if (typeof value === 'string')
        return `${shown(value)} `;
    return typeof value === 'number' || typeof value === 'boolean' ? `${value} ` : '';
}
function shown(text) {
    return text.length > SHOWN ? `"${text.slice(0, SHOWN)}..."` : `"${text}"`;
}
/** A step of a JSON pointer (RFC 6901). */
function escape(step) {
    return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
//# sourceMappingURL=schema-faults.js.map