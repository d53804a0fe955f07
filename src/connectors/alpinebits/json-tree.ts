import type { XmlNode } from '../shared/xml-tree.js';
import { element, type XmlElement } from '../shared/xml-writer.js';

/** A part of a document as JSON, nothing left out. A type, not an interface: it is JSON. */
export type JsonTree = {
  readonly element: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly JsonTree[];
};

/** Names of a partner's are written again, so only plain ones are kept. */
const PLAIN_NAME = /^[A-Za-z_][\w.-]{0,63}$/;

export function toJsonTree(node: XmlNode): JsonTree {
  const { name, children, text } = node;
  const attributes = attributesOf(node);
  const kept = children.filter((child) => PLAIN_NAME.test(child.name));
  return {
    element: name,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(children.length > 0 || text === '' ? {} : { text }),
    ...(kept.length === 0 ? {} : { children: kept.map(toJsonTree) }),
  };
}

export function attributesOf({ attributes }: XmlNode): Readonly<Record<string, string>> {
  const plain = Object.entries(attributes).flatMap(([key, value]) =>
    PLAIN_NAME.test(key) && key !== 'xmlns' && value !== undefined ? [[key, value] as const] : [],
  );
  return Object.fromEntries(plain);
}

export function writeJsonTree({ element: name, attributes = {}, text, children = [] }: JsonTree): XmlElement {
  return element(name, attributes, ...(text === undefined ? [] : [text]), ...children.map(writeJsonTree));
}
