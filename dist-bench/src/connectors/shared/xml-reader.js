import { setImmediate as nextTurn } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import { ElementPath } from './element-path.js';
import { decodeXmlText } from './xml-encoding.js';
import { XmlFault } from './xml-fault.js';
import { XML_LIMITS } from './xml-limits.js';
/** Leaves the parser from within a handler; never seen outside this file. */
class ReadingStopped extends Error {
}
const PARSER_OPTIONS = {
    xmlns: false,
    position: false,
    defaultXMLVersion: '1.0',
    forceXMLVersion: true,
};
/**
 * One pass over one document, without a tree: strict XML 1.0, no DOCTYPE, caps on shape, a pause for the event loop
 * after each chunk. Namespaces are not resolved: real senders leave them out or bind any prefix, names alone count.
 */
export class XmlReader {
    handler;
    parser = new SaxesParser(PARSER_OPTIONS);
    localNames = new Map();
    elementPath;
    elements = 0;
    /** Elements and attributes since the last list item. */
    parts = 0;
    ignored = 0;
    references = 0;
    attributesOfTag = 0;
    lastMarkup = 0;
    finishText;
    /** `listItems` are elements whose path always carries its index. */
    constructor(handler, listItems = new Set()) {
        this.handler = handler;
        this.elementPath = new ElementPath(listItems);
        this.watchTags();
        this.watchTheRest();
    }
    /** Line of the place being read, from 1. */
    get line() {
        return this.parser.line;
    }
    /** Open elements, 1 at the root. */
    get depth() {
        return this.elementPath.depth;
    }
    /** Path of the open element, from the element at depth `from` down. */
    path(from = 1) {
        return this.elementPath.toString(from);
    }
    /** From `open`: hands over the text of the element that has just started, once it ends; not that of its children. */
    captureText(done) {
        const depth = this.depth;
        let text = '';
        const append = (part) => {
            if (this.depth === depth)
                text += part;
            if (text.length > XML_LIMITS.valueLength)
                this.tooLarge(`a text longer than ${XML_LIMITS.valueLength} characters`);
        };
        this.parser.on('text', append);
        this.parser.on('cdata', append);
        this.finishText = () => {
            if (this.depth !== depth)
                return;
            this.finishText = undefined;
            this.parser.off('text');
            this.parser.on('cdata', () => this.ignore(1));
            done(text);
        };
    }
    /** From a handler: reads no further, because what follows cannot change the verdict. */
    stop() {
        throw new ReadingStopped('reading stopped');
    }
    /** @throws XmlFault for a document that is not well-formed, not decodable or beyond a cap. */
    async read(body, charset) {
        try {
            for (const chunk of decodeXmlText(body, charset)) {
                this.countReferences(chunk);
                this.parser.write(chunk);
                if (this.parser.position - this.lastMarkup > XML_LIMITS.silence) {
                    this.tooLarge(`more than ${XML_LIMITS.silence} characters without a tag`);
                }
                await nextTurn();
            }
            this.parser.close();
        }
        catch (error) {
            if (!(error instanceof ReadingStopped))
                throw error;
        }
    }
    watchTags() {
        const { parser } = this;
        parser.on('attribute', ({ name, value }) => {
            this.lastMarkup = parser.position;
            if (++this.attributesOfTag > XML_LIMITS.attributesPerElement) {
                this.tooLarge(`more than ${XML_LIMITS.attributesPerElement} attributes on one element`);
            }
            if (name.length > XML_LIMITS.nameLength)
                this.tooLarge(`a name longer than ${XML_LIMITS.nameLength} characters`);
            if (value.length > XML_LIMITS.valueLength) {
                this.tooLarge(`an attribute value longer than ${XML_LIMITS.valueLength} characters`);
            }
        });
        parser.on('opentag', (tag) => {
            this.lastMarkup = parser.position;
            const attributes = this.attributesOfTag;
            this.attributesOfTag = 0;
            if (++this.elements > XML_LIMITS.elements)
                this.tooLarge(`more than ${XML_LIMITS.elements} elements`);
            if (this.depth >= XML_LIMITS.depth)
                this.tooLarge(`elements more than ${XML_LIMITS.depth} levels deep`);
            const name = this.localNames.get(tag.name) ?? this.learnName(tag.name);
            this.elementPath.enter(name);
            this.parts = 1 + attributes + (this.elementPath.listItems.has(name) ? 0 : this.parts);
            if (this.parts > XML_LIMITS.partsPerItem) {
                this.tooLarge(`more than ${XML_LIMITS.partsPerItem} elements and attributes in one item`);
            }
            if (!this.handler.open(name, tag.attributes))
                this.ignore(1 + attributes);
        });
        parser.on('closetag', () => {
            this.lastMarkup = parser.position;
            this.finishText?.();
            this.handler.close(this.elementPath.name);
            this.elementPath.leave();
        });
    }
    watchTheRest() {
        const { parser } = this;
        parser.on('error', (error) => this.malformed(`Not well-formed XML: ${error.message}`));
        parser.on('doctype', () => this.malformed('A DOCTYPE is not accepted; send the document without it'));
        parser.on('comment', () => this.ignore(1));
        parser.on('processinginstruction', () => this.ignore(1));
        parser.on('cdata', () => this.ignore(1));
    }
    learnName(written) {
        if (written.length > XML_LIMITS.nameLength)
            this.tooLarge(`a name longer than ${XML_LIMITS.nameLength} characters`);
        if (this.localNames.size >= XML_LIMITS.distinctNames) {
            this.tooLarge(`more than ${XML_LIMITS.distinctNames} different element names`);
        }
        const local = written.slice(written.lastIndexOf(':') + 1);
        this.localNames.set(written, local);
        return local;
    }
    ignore(weight) {
        this.lastMarkup = this.parser.position;
        this.ignored += weight;
        if (this.ignored > XML_LIMITS.ignored)
            this.tooLarge('too many elements and comments that mean nothing here');
    }
    countReferences(chunk) {
        for (let at = chunk.indexOf('&'); at >= 0; at = chunk.indexOf('&', at + 1))
            this.references++;
        if (this.references > XML_LIMITS.references) {
            this.tooLarge(`more than ${XML_LIMITS.references} character or entity references`);
        }
    }
    tooLarge(what) {
        throw new XmlFault('TOO_LARGE', `The document has ${what}; split it or send it plainly`, this.parser.line);
    }
    malformed(message) {
        throw new XmlFault('MALFORMED', message, this.parser.line);
    }
}
//# sourceMappingURL=xml-reader.js.map