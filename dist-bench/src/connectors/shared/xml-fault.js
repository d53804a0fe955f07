/** Why a document cannot be read any further. Thrown inside the reader only: a connector turns it into a fault. */
export class XmlFault extends Error {
    code;
    /** Line of the document, from 1; undefined where lines are not known yet (wrong encoding). */
    line;
    constructor(code, message, line) {
        super(message);
        this.name = 'XmlFault';
        this.code = code;
        this.line = line;
    }
}
//# sourceMappingURL=xml-fault.js.map