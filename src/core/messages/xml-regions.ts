import type { Sensitivity } from './sensitive-names.js';

/** An open element, known by the hash of its name, and how many of that name are open inside it. */
interface Region {
  readonly hash: number;
  readonly inCdata: boolean;
  depth: number;
}

/**
 * Where in the document text is hidden, and where local names mean something. A region ends with the end tag of its
 * own name; one that is never closed lasts to the end of the body, which hides more rather than less.
 */
export class XmlRegions {
  #hiding: Region | null = null;
  #context: Region | null = null;

  get hidden(): boolean {
    return this.#hiding !== null;
  }

  /** The hidden element began inside a CDATA section, so its end tag is inside too. */
  get inCdata(): boolean {
    return this.#hiding?.inCdata === true;
  }

  open(hash: number, sensitivity: Sensitivity | null, inCdata: boolean): void {
    if (this.#hiding !== null) {
      if (this.#hiding.hash === hash) this.#hiding.depth += 1;
    } else if (this.#hidesText(sensitivity)) this.#hiding = { hash, inCdata, depth: 1 };
    if (this.#context !== null) {
      if (this.#context.hash === hash) this.#context.depth += 1;
    } else if (sensitivity === 'context') this.#context = { hash, inCdata, depth: 1 };
  }

  close(hash: number): void {
    if (this.#hiding?.hash === hash && --this.#hiding.depth === 0) this.#hiding = null;
    if (this.#context?.hash === hash && --this.#context.depth === 0) this.#context = null;
  }

  /** An element that a CDATA section cut off does not reach beyond it. */
  endCdata(): void {
    if (this.#hiding?.inCdata === true) this.#hiding = null;
    if (this.#context?.inCdata === true) this.#context = null;
  }

  /** @param tag the element that carries the attribute. */
  hidesAttribute(attribute: Sensitivity | null, tag: Sensitivity | null): boolean {
    if (attribute === 'value') return true;
    if (attribute !== 'local') return false;
    return this.#hiding !== null || this.#context !== null || (tag !== null && tag !== 'local');
  }

  #hidesText(sensitivity: Sensitivity | null): boolean {
    if (sensitivity === 'local') return this.#context !== null;
    return sensitivity === 'value' || sensitivity === 'container';
  }
}
