import { CLOSE_BRACKET } from './bytes.js';

const OPENING = Buffer.from('[CDATA[');

/** Bytes of what opens a CDATA section, behind its `<!`. */
export const CDATA_OPENING = OPENING.length;

/** Does a CDATA section open here, behind `<!`? */
export function opensCdata(body: Uint8Array, at: number): boolean {
  return OPENING.every((byte, index) => body[at + index] === byte);
}

/** Do two brackets stand before this `>`, as at the end of a CDATA section? */
export function closesCdata(body: Uint8Array, at: number): boolean {
  return body[at - 1] === CLOSE_BRACKET && body[at - 2] === CLOSE_BRACKET;
}
