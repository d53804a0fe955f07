import type { Key } from './json-key.js';
import type { Sensitivity } from './sensitive-names.js';

/** An object or array that is open: what holds for the values in it. */
interface Container {
  readonly object: boolean;
  readonly hidden: boolean;
  readonly context: boolean;
  /** The key that the container itself is the value of; an array hands it on to its values. */
  readonly key: Key;
}

/** No contract nests like this. What lies deeper is hidden, so that brackets by the million cost no memory. */
const DEEPEST = 512;

const NO_KEY: Key = { from: 0, to: 0 };
const TOP: Container = { object: false, hidden: false, context: false, key: NO_KEY };

/** Where in a JSON document the reader is: which containers are open, and under which key the next value stands. */
export class JsonPlace {
  readonly #outer: Container[] = [];
  #tooDeep = 0;
  #container = TOP;
  #expectsKey = false;
  #key = NO_KEY;
  #sensitivity: Sensitivity | null = null;

  /** Is the next string a key? */
  get expectsKey(): boolean {
    return this.#expectsKey;
  }

  /** Is the value that stands here to be hidden? */
  get hidden(): boolean {
    if (this.#tooDeep > 0 || this.#container.hidden || this.#sensitivity === 'value') return true;
    return this.#sensitivity === 'local' && this.#container.context;
  }

  /** The key that the value stands under; that of the array when it stands in one. */
  get key(): Key {
    return this.#container.object ? this.#key : this.#container.key;
  }

  open(object: boolean): void {
    if (this.#outer.length >= DEEPEST) {
      this.#tooDeep += 1;
      return this.#moveOn(false);
    }
    const hidden = this.hidden || this.#sensitivity === 'container';
    const context = this.#container.context || this.#sensitivity === 'context';
    this.#outer.push(this.#container);
    this.#container = {
      object,
      hidden,
      context,
      key: this.#container.object ? this.#key : this.#container.key,
    };
    this.#moveOn(object);
  }

  close(): void {
    if (this.#tooDeep > 0) this.#tooDeep -= 1;
    else this.#container = this.#outer.pop() ?? TOP;
    this.#moveOn(false);
  }

  /** After a comma. */
  next(): void {
    this.#moveOn(this.#tooDeep === 0 && this.#container.object);
  }

  setKey(key: Key, sensitivity: Sensitivity | null): void {
    this.#key = key;
    this.#sensitivity = sensitivity;
    this.#expectsKey = false;
  }

  #moveOn(expectsKey: boolean): void {
    this.#expectsKey = expectsKey;
    this.#key = NO_KEY;
    this.#sensitivity = null;
  }
}
