/** Why a JSON text cannot be read. */
export class JsonFault extends Error {
  readonly pointer: string;
  readonly line: number | undefined;

  constructor(message: string, place: { readonly pointer?: string; readonly line?: number } = {}) {
    super(message);
    this.name = 'JsonFault';
    this.pointer = place.pointer ?? '';
    this.line = place.line;
  }
}
