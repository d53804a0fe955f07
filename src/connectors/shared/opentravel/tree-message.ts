import type { DecodedContent } from '../../../core/model/connector.js';
import type { XmlNode } from '../xml-tree.js';
import { asRepeated } from '../as-repeated.js';
import {
  booleanOf,
  type CreateMessageDecoder,
  type MessageDecoder,
  type OtaContext,
} from './message-decoder.js';

/** Far above the largest honest reservation message; it is held in memory as a whole. */
const MAX_NODES = 100_000;

interface OpenNode extends XmlNode {
  readonly children: OpenNode[];
  text: string;
}

interface TreeMessage extends Pick<MessageDecoder, 'credentials' | 'extra'> {
  finish(): DecodedContent;
}

/**
 * A decoder for messages whose parts refer to each other (reservations): it sees the message as a tree, once it has ended.
 * `begin` may say what else the answer needs of the tree.
 */
export function createTreeMessage(
  name: string,
  begin: (root: XmlNode, context: OtaContext) => TreeMessage,
): CreateMessageDecoder {
  return (context, attributes) => {
    const root: OpenNode = { name, attributes, children: [], text: '', place: context.here() };
    const open = [root];
    let nodes = 0;
    const message = begin(root, context);
    return {
      ...message,
      finish: () => (isRepeated(root) ? asRepeated(message.finish()) : message.finish()),
      open(childName, childAttributes) {
        if (++nodes > MAX_NODES) {
          const text = `The message has more than ${MAX_NODES} elements; send one reservation each`;
          context.faults.add({ code: 'TOO_LARGE', message: text, ota: { type: 3, code: 450 } });
          return false;
        }
        const node: OpenNode = {
          name: childName,
          attributes: { ...childAttributes },
          children: [],
          text: '',
          place: context.here(),
        };
        open.at(-1)?.children.push(node);
        open.push(node);
        context.captureText((text) => (node.text = text.trim()));
        return true;
      },
      close() {
        if (open.length > 1) open.pop();
      },
    };
  };
}

/** The one word of OpenTravel for a message that was sent before. */
function isRepeated({ attributes }: XmlNode): boolean {
  return booleanOf(attributes['RetransmissionIndicator'] ?? '') === true;
}
