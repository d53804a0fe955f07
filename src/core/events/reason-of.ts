/** An error in a few words for logs and dead letters. A database error by its code: its text may quote data. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return `${error.name}: ${error.message}`;
  // Codes of ours come with a message made for strangers; others' are names of their own.
  return error.name === 'AppError' ? `${code}: ${error.message}` : code;
}
