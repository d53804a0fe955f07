import type { XmlAttributes } from '../xml-reader.js';
import type { XmlNode } from '../xml-tree.js';
import type { OtaContext } from './message-decoder.js';

interface GrowingNode extends XmlNode {
  readonly children: GrowingNode[];
  text: string;
}

/**
 * Collects the elements of one item (a rate, a reservation) as a tree, for items whose parts are judged together. A
 * message is read item by item, so no more than one of them is held at a time.
 */
export class ItemTree {
  private readonly open: GrowingNode[] = [];

  /** The text of `secret` elements is never taken in, nor are their attributes. */
  constructor(
    private readonly context: Pick<OtaContext, 'here' | 'captureText'>,
    private readonly secret: ReadonlySet<string> = new Set(),
  ) {}

  get isOpen(): boolean {
    return this.open.length > 0;
  }

  start(name: string, attributes: XmlAttributes): void {
    const isSecret = this.secret.has(name);
    const node: GrowingNode = {
      name,
      attributes: isSecret ? {} : attributes,
      children: [],
      text: '',
      place: this.context.here(),
    };
    this.open.at(-1)?.children.push(node);
    this.open.push(node);
    if (isSecret) return;
    this.context.captureText((text) => {
      node.text = text.trim();
    });
  }

  /** @returns the item, once its last element ends. */
  end(): XmlNode | null {
    const node = this.open.pop();
    return node !== undefined && this.open.length === 0 ? node : null;
  }
}
