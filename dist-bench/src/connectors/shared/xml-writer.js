/** `attributes` and `children` in writing order; element and attribute names are ours, never a partner's text. */
export function element(name, attributes = {}, ...children) {
    return { name, attributes, children };
}
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
// What XML 1.0 cannot hold, not even as a reference: most control characters, lone surrogates, two non-characters.
const FORBIDDEN = /[^\P{Cc}\t\n\r\u007f-\u009f]|\p{Cs}|[\ufffe\uffff]/gu;
const ESCAPES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\t': '&#9;',
    '\n': '&#10;',
    '\r': '&#13;',
};
/** The document in UTF-8 text with its declaration. Everything that is not a name is escaped. */
export function writeXml(root) {
    const parts = [DECLARATION];
    write(root, parts);
    return parts.join('');
}
function write(node, parts) {
    parts.push('<', node.name);
    for (const [name, value] of Object.entries(node.attributes)) {
        if (value !== undefined)
            parts.push(' ', name, '="', escape(String(value), /[&<>"\t\n\r]/g), '"');
    }
    const children = node.children.filter((child) => child !== undefined);
    if (children.length === 0) {
        parts.push('/>');
        return;
    }
    parts.push('>');
    for (const child of children) {
        if (typeof child === 'string')
            parts.push(escape(child, /[&<>\r]/g));
        else
            write(child, parts);
    }
    parts.push('</', node.name, '>');
}
function escape(text, special) {
    return text.replace(FORBIDDEN, '\ufffd').replace(special, (character) => ESCAPES[character] ?? character);
}
//# sourceMappingURL=xml-writer.js.map