/** Nothing is held up longer by what has sold out. */
const LONGEST_MS = 250;

/** Where what is less pressing waits for a moment. */
export class Way {
  #waiting: Promise<void> | null = null;
  #free: () => void = () => undefined;

  /** Until it is freed, or that takes too long. */
  wait(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      const timer = setTimeout(() => this.#free(), LONGEST_MS);
      this.#free = () => {
        clearTimeout(timer);
        this.#waiting = null;
        this.#free = () => undefined;
        resolve();
      };
    });
    return this.#waiting;
  }

  free(): void {
    this.#free();
  }
}
