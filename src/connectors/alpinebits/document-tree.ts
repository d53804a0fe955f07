import type { DecodedContent } from '../../core/model/connector.js';
import { ItemTree } from '../shared/opentravel/item-tree.js';
import { refuse } from '../shared/opentravel/message-decoder.js';
import type { XmlNode } from '../shared/xml-tree.js';
import type { AlpineBitsContext, CreateDocumentDecoder } from './document-decoder.js';
import { AB } from './numbers.js';

/** Far above the largest honest document that is not read item by item. */
const MAX_NODES = 100_000;
const TOO_MANY = `The document has more than ${MAX_NODES} elements; send less in one`;

/** A decoder for documents that are judged as a whole: it sees the tree once the document has ended. */
export function treeDecoder(
  message: string,
  read: (root: XmlNode, context: AlpineBitsContext) => DecodedContent | null,
): CreateDocumentDecoder {
  return (context, attributes) => {
    const tree = new ItemTree(context);
    let nodes = 0;
    tree.start(message, attributes);
    return {
      open(name, childAttributes) {
        if (++nodes === MAX_NODES + 1) refuse(context, AB.unsupported, TOO_MANY, { code: 'TOO_LARGE' });
        if (nodes > MAX_NODES) return false;
        tree.start(name, childAttributes);
        return true;
      },
      close() {
        if (nodes <= MAX_NODES) tree.end();
      },
      finish() {
        const root = tree.end();
        return root === null ? null : read(root, context);
      },
    };
  };
}
