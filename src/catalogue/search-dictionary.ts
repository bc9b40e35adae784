import type { Handle } from '../platform/database/index.ts';
import {
  countOffers,
  type DictionaryRows,
  readDictionary,
  readPartNumbers,
  readProductFacts,
} from './search-dictionary-store.ts';
import { PartNumbers } from './search-part-numbers.ts';
import { ProductTable } from './search-products.ts';
import type { Vocabulary } from './search-spelling.ts';
import type { CodeKind } from './search-write-store.ts';

/** A name and the number that rows carry for it. */
export interface CodeEntry {
  readonly kind: CodeKind;
  readonly value: string;
  readonly label: string;
  readonly code: number;
}

/** What this process remembers of names, words and products, as of a version. */
export class Dictionary {
  readonly version: string;
  /** About how many offers there are. */
  readonly size: number;
  readonly vocabulary: Vocabulary;
  readonly products: ProductTable;
  readonly partNumbers: PartNumbers;
  readonly #byValue: ReadonlyMap<string, CodeEntry>;
  readonly #byCode: ReadonlyMap<number, CodeEntry>;
  /** In alphabetical order. */
  readonly #words: readonly string[];

  constructor(rows: DictionaryRows, size: number, products: ProductTable, partNumbers: PartNumbers) {
    this.products = products;
    this.partNumbers = partNumbers;
    this.version = rows.version;
    this.size = size;
    this.#byValue = new Map(rows.codes.map((each) => [`${each.kind} ${each.value}`, each]));
    this.#byCode = new Map(rows.codes.map((each) => [each.code, each]));
    this.#words = rows.words.map((each) => each.word);
    this.vocabulary = new Map(rows.words.map((each) => [each.word, each.uses]));
  }

  code(kind: CodeKind, value: string): number | undefined {
    return this.#byValue.get(`${kind} ${value}`)?.code;
  }

  entry(code: number): CodeEntry | undefined {
    return this.#byCode.get(code);
  }

  all(kind: CodeKind): readonly CodeEntry[] {
    return [...this.#byCode.values()].filter((each) => each.kind === kind);
  }

  /** Whether any product has the word, or with `prefix` one that begins with it. */
  knows(word: string, prefix: boolean): boolean {
    if (this.vocabulary.has(word)) return true;
    if (!prefix) return false;
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle] ?? '') < word) low = middle + 1;
      else high = middle;
    }
    return this.#words[low]?.startsWith(word) ?? false;
  }
}

const productsAtATime = 2_000;

/** Keeps the dictionary in memory; whoever reads a newer version from the database asks for it again. */
export interface DictionaryKeeper {
  current(): Promise<Dictionary>;
  /** The dictionary of this version or a later one. */
  renewed(version: string): Promise<Dictionary>;
}

export function keepDictionary(handle: Handle): DictionaryKeeper {
  let kept: Dictionary | undefined;
  let reading: Promise<Dictionary> | undefined;
  const products = new ProductTable();
  const partNumbers = new PartNumbers();
  let named = { version: '0', id: '0' };
  const readNames = async (): Promise<void> => {
    for (;;) {
      const rows = await readPartNumbers(handle, named, productsAtATime);
      for (const { id, mpn } of rows) partNumbers.set(Number(id), mpn);
      const last = rows.at(-1);
      if (last !== undefined) named = { version: last.version, id: last.id };
      if (rows.length < productsAtATime) return;
    }
  };
  const read = async (): Promise<Dictionary> => {
    try {
      const rows = await readDictionary(handle);
      products.add(await readProductFacts(handle, kept?.version ?? '0'));
      await readNames();
      kept = new Dictionary(rows, rows.size > 0 ? rows.size : await countOffers(handle), products, partNumbers);
      return kept;
    } finally {
      reading = undefined;
    }
  };
  const again = (): Promise<Dictionary> => (reading ??= read());
  return {
    current: async () => kept ?? again(),
    renewed: async (version) => {
      if (kept?.version === version) return kept;
      // A reading that began before the change may have missed it: its version tells.
      const first = await again();
      return BigInt(first.version) >= BigInt(version) ? first : again();
    },
  };
}
