import { readFile, stat } from 'node:fs/promises';
import { AppError } from '../core/model/errors.js';

const LARGEST = 64 * 1024 * 1024;

/**
 * Bytes of a file, or of standard input for "-".
 * @throws AppError VALIDATION when the file cannot be read, TOO_LARGE above 64 MiB.
 */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') return readStandardInput();
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw new AppError('VALIDATION', `${path} is a directory; name a file.`);
    if (facts.size > LARGEST) throw tooLarge(path);
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = reasonOf(error);
    const text =
      reason === 'ENOENT' ? `There is no file ${path} (ENOENT).` : `${path} cannot be read (${reason}).`;
    throw new AppError('VALIDATION', text, { cause: error });
  }
}

/**
 * A JSON document from a file or standard input.
 * @throws AppError MALFORMED naming the file when it is not JSON in UTF-8.
 */
export async function readJsonInput(path: string): Promise<unknown> {
  const bytes = await readInput(path);
  const name = path === '-' ? 'standard input' : path;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'not valid UTF-8';
    throw new AppError('MALFORMED', `${name} is not JSON: ${reason}`, { cause: error });
  }
}

/** Dialect by the first character, for a message that came without a content type. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder('latin1')
    .decode(bytes.subarray(0, 256))
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return start.startsWith('{') || start.startsWith('[');
}

async function readStandardInput(): Promise<Uint8Array> {
  if (process.stdin.isTTY) {
    process.stderr.write('Reading from the terminal; end with Ctrl-D.\n');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST) throw tooLarge('Standard input');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(name: string): AppError {
  return new AppError('TOO_LARGE', `${name} is larger than ${LARGEST / 1024 / 1024} MiB.`);
}

function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return 'unknown reason';
}
