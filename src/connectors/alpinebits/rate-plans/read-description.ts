import type { ProductDescription } from '../../../core/model/rate-plan-product.js';
import { childrenOf, type XmlNode } from '../../shared/xml-tree.js';
import { optionalText } from '../node-values.js';

/** A Description by its name: title, intro, description, gallery, codelist. */
export function readDescription(node: XmlNode): ProductDescription {
  return {
    name: optionalText(node, 'Name') ?? '',
    texts: [...childrenOf(node, 'Text'), ...childrenOf(node, 'ListItem')].map((text) => ({
      language: optionalText(text, 'Language'),
      format: optionalText(text, 'TextFormat'),
      text: text.text.trim(),
    })),
    images: [...childrenOf(node, 'Image'), ...childrenOf(node, 'URL')].map((image) => image.text.trim()),
  };
}
