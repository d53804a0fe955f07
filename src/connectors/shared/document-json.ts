import type { JsonValue } from '../../core/model/connector.js';
import type { XmlNode } from './xml-tree.js';

/**
 * An element as JSON: attributes and children by their names, a list where a name stands more than once, the text alone where
 * there is nothing else. Values stay text, so no code becomes a number. `lists` are elements that are a list also when alone.
 */
export function toJson(node: XmlNode, lists: ReadonlySet<string> = new Set()): JsonValue {
  const attributes = Object.entries(node.attributes).filter(
    ([name, value]) => value !== undefined && !name.startsWith('xmlns') && !name.startsWith('xsi:'),
  );
  if (attributes.length === 0 && node.children.length === 0) return node.text;
  const members = new Map<string, JsonValue[]>();
  for (const [name, value] of attributes) members.set(name, [value ?? '']);
  for (const child of node.children)
    members.set(child.name, [...(members.get(child.name) ?? []), toJson(child, lists)]);
  if (node.text !== '') members.set('text', [...(members.get('text') ?? []), node.text]);
  return Object.fromEntries(
    [...members].map(([name, values]) => [
      name,
      values.length === 1 && !lists.has(name) ? (values[0] ?? null) : values,
    ]),
  );
}
