/** How many siblings of one name were met below the parent that is numbered `parent`. */
interface Siblings {
  parent: number;
  count: number;
}

/** The open elements of a document in reading order, with the index of each among its siblings of the same name. */
export class ElementPath {
  private readonly names: string[] = [];
  private readonly indexes: number[] = [];
  /** By depth. Kept for good: there are hundreds of thousands of parents, and few names. */
  private readonly siblings: Map<string, Siblings>[] = [];
  /** By depth: which parent is open there, counted from the start. */
  private readonly parents: number[] = [0];
  /** By depth: the path down to the element there, from depth `from`; null until somebody asks. */
  private readonly paths: (string | null)[] = [];
  private from = 1;

  /** `listItems` are elements whose path always carries its index, even the first. */
  constructor(readonly listItems: ReadonlySet<string>) {}

  /** 1 at the root element, 0 outside. */
  get depth(): number {
    return this.names.length;
  }

  /** Name of the innermost open element. */
  get name(): string {
    return this.names[this.names.length - 1] ?? '';
  }

  enter(name: string): void {
    const depth = this.names.length;
    this.names.push(name);
    this.indexes.push(this.count(name, depth));
    this.parents[depth + 1] = (this.parents[depth + 1] ?? 0) + 1;
    this.paths[depth] = null;
  }

  leave(): void {
    this.names.pop();
    this.indexes.pop();
  }

  /** The path from depth `from` down, for example /OTA_HotelInvCountNotifRQ/Inventories/Inventory[2]. */
  toString(from = 1): string {
    if (from !== this.from) {
      this.from = from;
      this.paths.fill(null);
    }
    const path = this.pathAt(this.names.length - 1);
    return path === '' ? '/' : path;
  }

  private pathAt(level: number): string {
    if (level < this.from - 1) return '';
    const known = this.paths[level];
    if (known !== undefined && known !== null) return known;
    const name = this.names[level] ?? '';
    const index = this.indexes[level] ?? 1;
    const own = index > 1 || this.listItems.has(name) ? `/${name}[${index}]` : `/${name}`;
    return (this.paths[level] = this.pathAt(level - 1) + own);
  }

  private count(name: string, depth: number): number {
    const level = (this.siblings[depth] ??= new Map<string, Siblings>());
    const parent = this.parents[depth] ?? 0;
    const known = level.get(name);
    if (known?.parent === parent) return ++known.count;
    if (known === undefined) level.set(name, { parent, count: 1 });
    else {
      known.parent = parent;
      known.count = 1;
    }
    return 1;
  }
}
