/** Waits until the condition holds, and fails loudly when it does not come true in time. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  { within = 20_000, what = 'the condition' }: { within?: number; what?: string } = {},
): Promise<void> {
  const deadline = Date.now() + within;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come true within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
