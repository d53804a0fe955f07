/**
 * Caps on the shape of a document. Bytes alone do not bound the cost: a few megabytes of attributes, references or
 * names can hold a parser for seconds. An honest push of 700 nights for a large hotel stays far below each of them.
 */
export const XML_LIMITS = {
  depth: 64,
  elements: 600_000,
  /** Elements and attributes from one list item to the next: a year of nights with eight prices each has 18,000. */
  partsPerItem: 30_000,
  attributesPerElement: 64,
  nameLength: 128,
  references: 50_000,
  /** Characters of one attribute value or text. */
  valueLength: 65_536,
  distinctNames: 1_000,
  /** Elements, with their attributes, that no handler knows; comments and processing instructions count as well. */
  ignored: 50_000,
  /** Characters without a single tag or attribute in them. */
  silence: 131_072,
} as const;

/** Characters handed to the parser in one go: about a millisecond of work, then the event loop gets its turn. */
export const XML_CHUNK = 32_768;
