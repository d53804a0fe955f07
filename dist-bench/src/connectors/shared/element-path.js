/** The open elements of a document in reading order, with the index of each among its siblings of the same name. */
export class ElementPath {
    listItems;
    names = [];
    indexes = [];
    /** By depth: how many siblings of each name were met. Emptied, not replaced: there are hundreds of thousands. */
    counts = [];
    /** `listItems` are elements whose path always carries its index, even the first. */
    constructor(listItems) {
        this.listItems = listItems;
    }
    /** 1 at the root element, 0 outside. */
    get depth() {
        return this.names.length;
    }
    /** Name of the innermost open element. */
    get name() {
        return this.names[this.names.length - 1] ?? '';
    }
    enter(name) {
        const depth = this.names.length;
        const siblings = this.counts[depth] ?? this.addLevel(depth);
        const index = (siblings.get(name) ?? 0) + 1;
        siblings.set(name, index);
        this.names.push(name);
        this.indexes.push(index);
        const children = this.counts[depth + 1];
        if (children !== undefined && children.size > 0)
            children.clear();
    }
    leave() {
        this.names.pop();
        this.indexes.pop();
    }
    /** The path from depth `from` down, for example /OTA_HotelInvCountNotifRQ/Inventories/Inventory[2]. */
    toString(from = 1) {
        let path = '';
        for (let i = from - 1; i < this.names.length; i++) {
            const name = this.names[i] ?? '';
            const index = this.indexes[i] ?? 1;
            path += index > 1 || this.listItems.has(name) ? `/${name}[${index}]` : `/${name}`;
        }
        return path === '' ? '/' : path;
    }
    addLevel(depth) {
        const level = new Map();
        this.counts[depth] = level;
        return level;
    }
}
//# sourceMappingURL=element-path.js.map