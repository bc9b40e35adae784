import type { QueryWord } from './search-words.ts';
import { wordsOf } from './search-words.ts';

/** What a product is searched by, in four weights: its names tell most, its description least. */
export interface SearchText {
  /** Weight A: title, maker, part number, GTIN. */
  readonly names: readonly string[];
  /** Weight B: category, its branch, and other words for it. */
  readonly category: readonly string[];
  /** Weight C: specification. */
  readonly specification: readonly string[];
  /** Weight D: description. */
  readonly description: readonly string[];
}

const weights = [
  ['A', 'names'],
  ['B', 'category'],
  ['C', 'specification'],
  ['D', 'description'],
] as const;
/** Of a long text only so many different words are kept. */
const mostWords = 400;

/** The different words of a text, with the weights of the fields each stands in. */
export function weighedWords(text: SearchText): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [weight, field] of weights) {
    for (const word of text[field].flatMap(wordsOf)) {
      const seen = found.get(word);
      if (seen !== undefined) seen.add(weight);
      else if (found.size < mostWords) found.set(word, new Set([weight]));
    }
  }
  return found;
}

/** The text as PostgreSQL stores it (`tsvector`). */
export function textVector(words: ReadonlyMap<string, ReadonlySet<string>>): string {
  // A position a weight: positions mean nothing here, but PostgreSQL keeps weights only with one.
  return [...words]
    .map(([word, at]) => `'${word}':${[...at].map((each, index) => `${index + 1}${each}`).join(',')}`)
    .join(' ');
}

/** Whether a word may be compared with misspelt ones: letters only, neither very short nor endless. */
export function isSpellable(word: string): boolean {
  return /^[a-z]{3,30}$/.test(word);
}

/**
 * The query as PostgreSQL reads it (`tsquery`): all words, each in any of its forms, in fields of the given weights
 * (all when none are given). Safe by construction: words hold only letters and digits.
 */
export function textQuery(words: readonly QueryWord[], among: '' | 'A' | 'AB' | 'ABC' = ''): string {
  return words
    .map((word) => {
      const forms = word.forms.map((form) => {
        const parts = form.map((part) => {
          const flags = `${part.prefix ? '*' : ''}${among}`;
          return `'${part.word}'${flags === '' ? '' : `:${flags}`}`;
        });
        return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' & ')})`;
      });
      return forms.length === 1 ? (forms[0] ?? '') : `(${forms.join(' | ')})`;
    })
    .join(' & ');
}
