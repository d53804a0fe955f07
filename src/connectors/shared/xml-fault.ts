/** Why a document cannot be read any further. Thrown inside the reader only: a connector turns it into a fault. */
export class XmlFault extends Error {
  readonly code: 'MALFORMED' | 'TOO_LARGE';
  /** Line of the document, from 1; undefined where lines are not known yet (wrong encoding). */
  readonly line: number | undefined;

  constructor(code: 'MALFORMED' | 'TOO_LARGE', message: string, line?: number) {
    super(message);
    this.name = 'XmlFault';
    this.code = code;
    this.line = line;
  }
}
