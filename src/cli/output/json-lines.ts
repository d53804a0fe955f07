const ENDS_OF_WAITING = ['drain', 'close', 'error'] as const;

/** Writes one JSON document on a line of standard output, as `writeLine` does. */
export function writeJsonLine(document: unknown): Promise<boolean> {
  return writeLine(JSON.stringify(document));
}

/**
 * Writes a line to standard output and waits while the reader is slow.
 * @returns false once the reader has gone (`| head`): there is nobody left to write to.
 */
export async function writeLine(line: string): Promise<boolean> {
  const { stdout } = process;
  if (stdout.destroyed || !stdout.writable) return false;
  if (stdout.write(`${line}\n`)) return true;
  await new Promise<void>((resolve) => {
    const done = () => {
      for (const event of ENDS_OF_WAITING) stdout.off(event, done);
      resolve();
    };
    // A closed pipe is an error event, which oclif's own listener swallows; here it only ends the wait.
    for (const event of ENDS_OF_WAITING) stdout.once(event, done);
  });
  return stdout.writable && !stdout.destroyed;
}
