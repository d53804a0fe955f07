/** How long bodies of one sort are kept. */
export interface BodyRule {
  readonly direction: 'in' | 'out';
  /** null: of every class that has no rule of its own. */
  readonly content: string | null;
  /** Classes of this direction with rules of their own. */
  readonly others: readonly string[];
  readonly days: number;
}

export type BodyDays = readonly BodyRule[];

const RULE = /^(in|out)(?::([a-z_]{1,16}))?=(\d{1,4})$/;

/**
 * Reads `in=90,out=30,in:reservations=60`: days by direction, or by direction and class of content, the narrower first.
 * @returns null for anything else.
 */
export function parseBodyDays(text: string): BodyDays | null {
  const parsed: Omit<BodyRule, 'others'>[] = [];
  for (const part of text.split(',')) {
    const match = RULE.exec(part.trim());
    const days = Number(match?.[3]);
    if (match === null || days < 1) return null;
    parsed.push({ direction: match[1] === 'out' ? 'out' : 'in', content: match[2] ?? null, days });
  }
  const keys = parsed.map(({ direction, content }) => `${direction}:${content ?? ''}`);
  if (new Set(keys).size !== keys.length) return null;
  return parsed.map((rule) => ({
    ...rule,
    others: parsed.flatMap((other) =>
      other.direction === rule.direction && other.content !== null ? [other.content] : [],
    ),
  }));
}
