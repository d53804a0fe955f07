/**
 * Caps on the shape of a JSON document. Bytes alone do not bound the cost: ten megabytes of members, names or blanks held a
 * reader for seconds. An honest push of two years for a large hotel stays far below each of them.
 */
export interface JsonLimits {
  readonly depth: number;
  /** Keys and values of the whole document: the shortest honest updates have one to every seven bytes. */
  readonly parts: number;
  /** Keys and values from one list item to the next; what reads an item does so in one go. */
  readonly partsPerItem: number;
  /** Items of the lists that are read one by one. */
  readonly items: number;
  readonly members: number;
  readonly distinctNames: number;
  /** Bytes of a key. */
  readonly nameLength: number;
  /** Bytes of one text or number. */
  readonly valueLength: number;
  /** Blanks in a row. */
  readonly blanks: number;
}

export const JSON_LIMITS: JsonLimits = {
  depth: 16,
  parts: 2_000_000,
  partsPerItem: 2_000,
  items: 250_000,
  members: 1_000,
  distinctNames: 2_000,
  nameLength: 256,
  valueLength: 65_536,
  blanks: 65_536,
};

/** Bytes read in one go: about a millisecond of work, then the event loop gets its turn. */
export const JSON_CHUNK = 32_768;
/** What handing over an item costs beside its bytes, in bytes read: a schema looks at it. */
export const JSON_ITEM_COST = 512;
