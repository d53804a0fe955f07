/** The piece of a document being read, as text and as the codes of its characters, which end with a 0. */
export class XmlPiece {
  buffer = '';
  codes = new Uint16Array(1);
  private heldReturn = false;

  /** Replaces what stands before `from` by the next chunk behind the rest. @returns the chunk as it was added. */
  next(chunk: string, from: number): string {
    const text = this.withLineFeeds(chunk);
    this.take(this.buffer.slice(from) + text);
    return text;
  }

  /** Nothing more comes. */
  end(from: number): void {
    this.take(this.buffer.slice(from) + (this.heldReturn ? '\n' : ''));
  }

  private take(text: string): void {
    this.buffer = text;
    if (this.codes.length <= text.length) this.codes = new Uint16Array(2 * text.length);
    Buffer.from(this.codes.buffer).write(text, 'utf16le');
    this.codes[text.length] = 0;
  }

  /** CR alone and CR LF are line ends like LF ("XML 1.0, end-of-line handling"). */
  private withLineFeeds(chunk: string): string {
    const text = this.heldReturn ? `\r${chunk}` : chunk;
    this.heldReturn = false;
    if (!text.includes('\r')) return text;
    this.heldReturn = text.endsWith('\r');
    return (this.heldReturn ? text.slice(0, -1) : text).replace(/\r\n?/g, '\n');
  }
}
