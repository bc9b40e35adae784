import { partNumberKey } from './search-words.ts';

/** Part numbers of all products without anything but letters and digits, in memory, to find what stands inside them. */
export class PartNumbers {
  readonly #keys = new Map<number, string>();
  /** All keys, a line each. */
  #joined: string | undefined;

  /** Takes in a product that is new or has changed. */
  set(product: number, mpn: string): void {
    this.#keys.set(product, partNumberKey(mpn));
    this.#joined = undefined;
  }

  /** The keys that hold these characters anywhere, at most so many. */
  containing(fragment: string, most: number): readonly string[] {
    this.#joined ??= `\n${[...this.#keys.values()].join('\n')}\n`;
    const all = this.#joined;
    const found = new Set<string>();
    for (let at = all.indexOf(fragment); at !== -1 && found.size < most;) {
      const end = all.indexOf('\n', at);
      found.add(all.slice(all.lastIndexOf('\n', at) + 1, end));
      at = all.indexOf(fragment, end);
    }
    return [...found];
  }
}
