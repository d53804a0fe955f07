import type { JsonLimits } from './json-limits.js';

/** An object or a list of a document that is still open. */
export interface JsonOpen {
  readonly value: Record<string, unknown> | unknown[];
  /** Of a list whose items are handed over, or are counted by themselves. */
  readonly items: 'handed' | 'counted' | null;
  /** Tells the objects of a level apart. */
  readonly object: number;
  /** Of the member that is being read. */
  key: string;
  /** Members or items so far, the one being read included. */
  count: number;
}

/** The place that is being read, as a JSON pointer (RFC 6901). */
export function pointerOf(open: readonly JsonOpen[]): string {
  return open
    .map(({ value, key, count }) =>
      Array.isArray(value) ? count - 1 : key.replaceAll('~', '~0').replaceAll('/', '~1'),
    )
    .map((step) => `/${step}`)
    .join('');
}

/** Counts what a document holds against its caps. */
export class JsonShape {
  items = 0;
  private parts = 0;
  private partsOfItem = 0;

  constructor(private readonly limits: JsonLimits) {}

  /** Counts a member or an item before it is read, so that nothing is kept of one too many. Says of what there is too much. */
  add({ value, items, count }: JsonOpen): string | null {
    const { limits } = this;
    if (items !== null) {
      this.partsOfItem = 0;
      if (++this.items > limits.items) return `More than ${limits.items} items; send several messages`;
    }
    const isMember = !Array.isArray(value);
    if (isMember && count > limits.members) return `More than ${limits.members} members in one object`;
    this.parts += isMember ? 2 : 1;
    this.partsOfItem += isMember ? 2 : 1;
    if (this.partsOfItem > limits.partsPerItem)
      return `More than ${limits.partsPerItem} keys and values in one item`;
    return this.parts > limits.parts
      ? `More than ${limits.parts} keys and values; send several messages`
      : null;
  }
}
