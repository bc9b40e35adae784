import { setImmediate } from 'node:timers/promises';
import type { QueryWord } from './search-words.ts';

/** No field of a product has the word. */
const nowhere = 255;
/** Postings moved between two breaths of the process. */
const movedAtATime = 200_000;

/** Products that hold some words. */
export interface FoundProducts {
  /** Their places, rising. */
  readonly places: Int32Array;
  /** By place, the first field within which all words stand: 0 names, 1 category, 2 specification, 3 description. */
  readonly fields: Uint8Array;
}

/**
 * Which products hold which words, in memory: for each word the places of its products, each with the first field it stands
 * in (0 names, 1 category, 2 specification, 3 description). Words are in alphabetical order, so those that begin alike lie
 * together. Products that come later are kept beside.
 */
export class WordIndex {
  readonly #words: readonly string[];
  readonly #starts: Uint32Array;
  /** Place times four, and the field. */
  readonly #postings: Uint32Array;
  readonly #working: Uint8Array[] = [];
  readonly #later = new Map<string, number[]>();
  /** Places whose words are among the later ones. */
  readonly #renewed = new Set<number>();

  constructor(words: readonly string[], starts: Uint32Array, postings: Uint32Array) {
    this.#words = words;
    this.#starts = starts;
    this.#postings = postings;
  }

  /** Takes in a product that is new or has changed. */
  renew(place: number, words: ReadonlyMap<string, number>): void {
    if (this.#renewed.has(place)) {
      for (const [word, list] of this.#later) {
        const kept = list.filter((each) => each >> 2 !== place);
        if (kept.length === 0) this.#later.delete(word);
        else if (kept.length < list.length) this.#later.set(word, kept);
      }
    }
    this.#renewed.add(place);
    for (const [word, field] of words) {
      const list = this.#later.get(word);
      if (list === undefined) this.#later.set(word, [place * 4 + field]);
      else list.push(place * 4 + field);
    }
  }

  /** The products that hold all words, with the first field within which all stand. `places`: how many products there are. */
  find(words: readonly QueryWord[], places: number): FoundProducts {
    const fields = new Uint8Array(places);
    for (const word of words) {
      const own = this.#scratch(0, places).fill(nowhere);
      for (const form of word.forms) {
        const [first] = form;
        if (form.length === 1 && first !== undefined) this.#mark(own, first.word, first.prefix);
        else lower(own, this.#together(form, places));
      }
      raise(fields, own);
    }
    let count = 0;
    for (let place = 0; place < places; place += 1) if (fields[place] !== nowhere) count += 1;
    const found = new Int32Array(count);
    for (let place = 0, at = 0; at < count; place += 1) {
      if (fields[place] === nowhere) continue;
      found[at] = place;
      at += 1;
    }
    return { places: found, fields };
  }

  /** Memory to work in: a search ends with it before the next one begins. */
  #scratch(which: number, places: number): Uint8Array {
    const kept = this.#working[which];
    if (kept?.length === places) return kept;
    const made = new Uint8Array(places);
    this.#working[which] = made;
    return made;
  }

  #together(form: QueryWord['forms'][number], places: number): Uint8Array {
    const all = this.#scratch(1, places).fill(0);
    for (const part of form) {
      const own = this.#scratch(2, places).fill(nowhere);
      this.#mark(own, part.word, part.prefix);
      raise(all, own);
    }
    return all;
  }

  #mark(fields: Uint8Array, word: string, prefix: boolean): void {
    const from = this.#position(word);
    let end = from;
    if (prefix) end = this.#position(`${word}\u{ffff}`);
    else if (this.#words[from] === word) end = from + 1;
    const last = this.#starts[end] ?? 0;
    const renewed = this.#renewed.size > 0;
    for (let at = this.#starts[from] ?? 0; at < last; at += 1) {
      const posting = this.#postings[at] ?? 0;
      const place = posting >> 2;
      if ((posting & 3) >= (fields[place] ?? 0) || (renewed && this.#renewed.has(place))) continue;
      fields[place] = posting & 3;
    }
    if (prefix) for (const [each, list] of this.#later) if (each.startsWith(word)) markAll(fields, list);
    if (!prefix) markAll(fields, this.#later.get(word) ?? []);
  }

  /** The place of the first word that is not before this one. */
  #position(word: string): number {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle] ?? '') < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function markAll(fields: Uint8Array, postings: readonly number[]): void {
  for (const posting of postings) {
    const place = posting >> 2;
    if ((posting & 3) < (fields[place] ?? 0)) fields[place] = posting & 3;
  }
}

/** Either will do: the first field of the two. */
function lower(fields: Uint8Array, others: Uint8Array): void {
  for (let place = 0; place < fields.length; place += 1) {
    const other = others[place] ?? nowhere;
    if (other < (fields[place] ?? nowhere)) fields[place] = other;
  }
}

/** Both must be there: the later field of the two. */
function raise(fields: Uint8Array, others: Uint8Array): void {
  for (let place = 0; place < fields.length; place += 1) {
    const other = others[place] ?? nowhere;
    if (other > (fields[place] ?? nowhere)) fields[place] = other;
  }
}

/** Gathers the words of many products, and makes the index of them a breath at a time. */
export class WordIndexBuilder {
  readonly #numbers = new Map<string, number>();
  #pairs = new Uint32Array(1 << 16);
  #count = 0;

  add(place: number, words: ReadonlyMap<string, number>): void {
    if (this.#count + words.size > this.#pairs.length / 2) {
      const larger = new Uint32Array(this.#pairs.length * 2 + words.size * 2);
      larger.set(this.#pairs);
      this.#pairs = larger;
    }
    for (const [word, field] of words) {
      let number = this.#numbers.get(word);
      if (number === undefined) {
        number = this.#numbers.size;
        this.#numbers.set(word, number);
      }
      this.#pairs[this.#count * 2] = number;
      this.#pairs[this.#count * 2 + 1] = place * 4 + field;
      this.#count += 1;
    }
  }

  async build(): Promise<WordIndex> {
    const words = await inOrder(this.#numbers.keys());
    const ranks = new Uint32Array(words.length);
    for (const [rank, word] of words.entries()) ranks[this.#numbers.get(word) ?? 0] = rank;
    await setImmediate();
    const starts = new Uint32Array(words.length + 1);
    const pairs = this.#pairs;
    const postings = new Uint32Array(this.#count);
    for (let at = 0; at < this.#count; at += 1) {
      const end = (ranks[pairs[at * 2] ?? 0] ?? 0) + 1;
      starts[end] = (starts[end] ?? 0) + 1;
      if (at % movedAtATime === 0) await setImmediate();
    }
    for (let rank = 0; rank < words.length; rank += 1) starts[rank + 1] = (starts[rank + 1] ?? 0) + (starts[rank] ?? 0);
    const next = starts.slice();
    for (let at = 0; at < this.#count; at += 1) {
      const rank = ranks[pairs[at * 2] ?? 0] ?? 0;
      const to = next[rank] ?? 0;
      postings[to] = pairs[at * 2 + 1] ?? 0;
      next[rank] = to + 1;
      if (at % movedAtATime === 0) await setImmediate();
    }
    return new WordIndex(words, starts, postings);
  }
}

/** Sorted, in pieces: words that begin alike are sorted together. */
async function inOrder(words: Iterable<string>): Promise<readonly string[]> {
  const buckets = new Map<string, string[]>();
  for (const word of words) {
    const start = word.slice(0, 3);
    const bucket = buckets.get(start);
    if (bucket === undefined) buckets.set(start, [word]);
    else bucket.push(word);
  }
  await setImmediate();
  const sorted: string[] = [];
  let since = 0;
  for (const start of [...buckets.keys()].sort()) {
    const bucket = buckets.get(start) ?? [];
    for (const word of bucket.sort()) sorted.push(word);
    since += bucket.length;
    if (since > 20_000) {
      since = 0;
      await setImmediate();
    }
  }
  return sorted;
}

/** Reads a `tsvector` as PostgreSQL prints it: each word with the first field it stands in. */
export function readVector(text: string): ReadonlyMap<string, number> {
  const words = new Map<string, number>();
  for (const each of text.split(' ')) {
    const end = each.indexOf("'", 1);
    if (end < 1) continue;
    const at = each.slice(end + 1);
    // A position without a letter has weight D.
    words.set(each.slice(1, end), at.includes('A') ? 0 : at.includes('B') ? 1 : at.includes('C') ? 2 : 3);
  }
  return words;
}
