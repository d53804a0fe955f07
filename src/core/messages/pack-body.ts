import { promisify } from 'node:util';
import { crc32, gzip } from 'node:zlib';

const compress = promisify(gzip);

/** A sixth of the default level's time for twice the size: wire messages shrink twentyfold either way. */
const LEVEL = 1;
/** Below this, half a kilobyte saved costs more time than the booking that the message asks for. */
const WORTH_IT = 1_024;
/** Magic number, method deflate, no flags, no time, unknown system (RFC 1952). */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

/** As gzip: large bodies compressed in the thread pool, small ones as they are in a stored block (RFC 1951, 3.2.4). */
export async function packBody(body: Uint8Array): Promise<Buffer> {
  return body.length < WORTH_IT ? stored(body) : compress(body, { level: LEVEL });
}

function stored(body: Uint8Array): Buffer {
  const block = Buffer.alloc(5);
  block.writeUInt8(1, 0);
  block.writeUInt16LE(body.length, 1);
  block.writeUInt16LE(0xffff - body.length, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(body), 0);
  trailer.writeUInt32LE(body.length, 4);
  return Buffer.concat([GZIP_HEADER, block, body, trailer]);
}
