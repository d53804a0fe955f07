import { open } from 'node:fs/promises';

const BLOCK = 64 * 1024;

export interface LogPiece {
  readonly lines: readonly string[];
  /** Where the next piece begins: after the last complete line. */
  readonly end: number;
}

/** The last complete lines of a file that is being written; none when it does not exist yet. */
export async function lastLines(file: string, count: number): Promise<LogPiece> {
  const size = await sizeOf(file);
  for (let window = BLOCK; ; window *= 4) {
    const start = Math.max(0, size - window);
    const piece = await readLines(file, start, size);
    // The first line of a window that starts in the middle is only its end.
    const whole = start === 0 ? piece.lines : piece.lines.slice(1);
    if (start === 0 || whole.length >= count) return { lines: whole.slice(-count), end: piece.end };
  }
}

/** What was added since `from`; a file that was started anew is read from its start. */
export async function newLines(file: string, from: number): Promise<LogPiece> {
  const size = await sizeOf(file);
  return readLines(file, size < from ? 0 : from, size);
}

async function readLines(file: string, start: number, end: number): Promise<LogPiece> {
  if (end <= start) return { lines: [], end: start };
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    const text = buffer.subarray(0, last + 1).toString('utf8');
    return { lines: text === '' ? [] : text.slice(0, -1).split('\n'), end: start + last + 1 };
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    const handle = await open(file, 'r');
    try {
      return (await handle.stat()).size;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
