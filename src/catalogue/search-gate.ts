/** Lets readers pause in the middle of something: who wants to change it waits until none is there. */
export class Gate {
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  /** Reads while nothing changes, pauses included. */
  async inside<T>(read: () => Promise<T>): Promise<T> {
    this.#inside += 1;
    try {
      return await read();
    } finally {
      this.#inside -= 1;
      if (this.#inside === 0) for (const go of this.#waiting.splice(0)) go();
    }
  }

  /** Nobody is inside when this ends, until the caller pauses. */
  async empty(): Promise<void> {
    while (this.#inside > 0) await new Promise<void>((go) => this.#waiting.push(go));
  }
}
