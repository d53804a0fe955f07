import { childOf, type XmlNode } from '../shared/xml-tree.js';
import { quote, refuse, wholeNumber } from '../shared/opentravel/message-decoder.js';
import type { AlpineBitsContext } from './document-decoder.js';
import { isListed, OWN_CODES, type CodeList } from './inventory/code-lists.js';
import { AB } from './numbers.js';

/** Adds faults at nodes of a document that was read as a whole. */
export class NodeCheck {
  constructor(readonly context: AlpineBitsContext) {}

  /** Something required is not there. */
  missing(node: XmlNode, message: string): void {
    refuse(this.context, AB.missing, message, { place: node.place });
  }

  /** Something is there that must not be, or is not what it must be. */
  invalid(node: XmlNode, message: string): void {
    refuse(this.context, AB.invalidValue, message, { place: node.place });
  }

  /** Attributes and children that have no business here. */
  forbid(
    node: XmlNode,
    names: { attributes?: readonly string[]; children?: readonly string[] },
    why: string,
  ): void {
    for (const name of names.attributes ?? []) {
      if (node.attributes[name] !== undefined) this.invalid(node, `${name} ${why}; leave it out`);
    }
    for (const name of names.children ?? []) {
      const child = childOf(node, name);
      if (child !== undefined) this.invalid(child, `${name} ${why}; leave it out`);
    }
  }

  /** A whole number. undefined where it is missing or after a fault. */
  count(node: XmlNode, name: string, { required }: { required: boolean }): number | undefined {
    const text = node.attributes[name];
    if (text === undefined) {
      if (required) this.missing(node, `${name} is missing on ${node.name}`);
      return undefined;
    }
    const count = wholeNumber(text);
    if (count === null) this.invalid(node, `${name} ${quote(text)} is not a whole number`);
    return count ?? undefined;
  }

  /** A code of a list, as text. undefined where it is missing or after a fault. */
  code(
    node: XmlNode,
    name: string,
    { list, required = true }: { list: CodeList; required?: boolean },
  ): string | undefined {
    const code = node.attributes[name];
    if (code === undefined) {
      if (required)
        this.missing(node, `${name} is missing on ${node.name}; write a code of the list ${list.name}`);
      return undefined;
    }
    if (isListed(list, code, this.context.variant.offers(OWN_CODES))) return code;
    this.invalid(node, `${name} ${quote(code)} is not in the code list ${list.name} (1 to ${list.highest})`);
    return undefined;
  }
}
