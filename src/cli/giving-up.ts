/** The command that forgets a partner which is being disconnected and never answers. */
export function givingUp(partner: string): string {
  return `bellhop channel disconnect ${partner} --give-up`;
}
