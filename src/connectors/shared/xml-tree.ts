import type { FaultList, FaultPlace } from './fault-list.js';
import { XmlFault } from './xml-fault.js';
import { XmlReader, type XmlAttributes } from './xml-reader.js';

/** An element with all that stands below it. */
export interface XmlNode {
  /** Without prefix. */
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly children: readonly XmlNode[];
  /** Its text where it has no children, trimmed; empty otherwise. */
  readonly text: string;
  /** Element path and line, for faults. */
  readonly place: FaultPlace;
}

/** What a document of bookings or an answer may have at most: it is held in memory as a whole. */
const MAX_NODES = 200_000;

interface OpenNode extends XmlNode {
  readonly children: OpenNode[];
  text: string;
}

/** Puts a document together from what the reader meets. */
class TreeBuilder {
  root: XmlNode | null = null;
  readonly reader: XmlReader;
  private readonly open: OpenNode[] = [];
  private nodes = 0;

  constructor(listItems: ReadonlySet<string>) {
    this.reader = new XmlReader(
      {
        open: (name, attributes) => this.enter(name, attributes),
        close: () => void this.open.pop(),
      },
      listItems,
    );
  }

  /** Where the reader stands: the innermost open element. */
  get at(): string {
    return this.open.at(-1)?.place.at ?? '/';
  }

  private enter(name: string, attributes: XmlAttributes): true {
    const { reader, open } = this;
    if (++this.nodes > MAX_NODES) {
      throw new XmlFault('TOO_LARGE', `The document has more than ${MAX_NODES} elements`, reader.line);
    }
    const place = { at: reader.path(), line: reader.line };
    const node: OpenNode = { name, attributes: { ...attributes }, children: [], text: '', place };
    const parent = open.at(-1);
    if (parent === undefined) this.root = node;
    else parent.children.push(node);
    open.push(node);
    reader.captureText((text) => (node.text = text.trim()));
    return true;
  }
}

/**
 * Reads a document into a tree. For messages of bounded size only; what may be large is read in one pass (XmlReader).
 * @param listItems are elements whose path always carries its index.
 * @returns the root, or null after adding a fault to `faults`.
 */
export async function readXmlTree(
  body: Uint8Array,
  charset: string | null,
  { faults, listItems = new Set() }: { readonly faults: FaultList; readonly listItems?: ReadonlySet<string> },
): Promise<XmlNode | null> {
  const builder = new TreeBuilder(listItems);
  try {
    await builder.reader.read(body, charset);
    return builder.root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    faults.add({
      code: error.code,
      message: error.message,
      place: { at: builder.at, line: error.line },
    });
    return null;
  }
}

/** A partner's answer as a tree; null where it is not XML. */
export function readXmlAnswer(body: string): XmlNode | null {
  const builder = new TreeBuilder(new Set());
  try {
    builder.reader.readNow(Buffer.from(body), null);
    return builder.root;
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
    return null;
  }
}

/** Name of the root element, or of the message inside a SOAP Body; null where the document does not get that far. */
export async function readRootName(body: Uint8Array, charset: string | null): Promise<string | null> {
  let found: string | null = null;
  let inBody = false;
  const reader: XmlReader = new XmlReader({
    open(name) {
      const { depth } = reader;
      if ((depth === 1 && name !== 'Envelope') || (depth === 3 && inBody)) {
        found = name;
        reader.stop();
      }
      if (depth === 2) inBody = name === 'Body';
      return true;
    },
    close: () => undefined,
  });
  try {
    await reader.read(body, charset);
  } catch (error) {
    if (!(error instanceof XmlFault)) throw error;
  }
  return found;
}

/** The first element at the end of a path of names, taking the first of each. */
export function childOf(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  let found = node;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

/** All elements at the end of a path of names, through every element on the way. */
export function childrenOf(node: XmlNode | undefined, ...path: readonly string[]): readonly XmlNode[] {
  let found = node === undefined ? [] : [node];
  for (const name of path)
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  return found;
}

/** The text at the end of a path; null where there is none, or nothing in it. */
export function textOf(node: XmlNode | undefined, ...path: readonly string[]): string | null {
  const text = childOf(node, ...path)?.text ?? '';
  return text === '' ? null : text;
}

/** The first attribute of the names that has a value, trimmed; null where none has. */
export function attributeOf(node: XmlNode | undefined, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = node?.attributes[name]?.trim() ?? '';
    if (value !== '') return value;
  }
  return null;
}

/** Every element below, in document order, that has one of the names. */
export function findAll(node: XmlNode, ...names: readonly string[]): readonly XmlNode[] {
  return node.children.flatMap((child) => [
    ...(names.includes(child.name) ? [child] : []),
    ...findAll(child, ...names),
  ]);
}
