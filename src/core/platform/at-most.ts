/**
 * Waits for `ending`, but no longer than `ms`: a client that is still trying to connect says no goodbye. The timer also
 * keeps the process alive meanwhile; on an ending that never comes it would otherwise end in silence.
 * @throws what `ending` throws within that time.
 */
export async function atMost(ms: number, ending: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  try {
    await Promise.race([ending, late]);
  } finally {
    clearTimeout(timer);
  }
}
