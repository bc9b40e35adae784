import { sql } from 'kysely';
import type { Handle } from '../src/platform/database/index.ts';
import { chance } from './chance.ts';

/** A search as its query string, with the kind of person's habit it stands for. */
export interface BenchSearch {
  readonly kind: string;
  readonly query: URLSearchParams;
}

interface Sampled {
  readonly title: string;
  readonly mpn: string;
  readonly maker: string;
  readonly category: string;
  readonly summary: string;
}

/** Searches of one kind that have figures of their own. */
export const searchSets = ['term', 'term+lot+price', 'term+lot+facets', 'browse', 'fragment'] as const;
type SearchSet = 'mixed' | (typeof searchSets)[number];

/**
 * `count` different searches made from what the catalogue holds, one kind after the other. `mixed`: words, a maker, a part
 * number, partly typed, misspelt, words with filters, browsing a category, a lot and everything, and sorted by price. The
 * others are of one kind, those that have figures of their own.
 */
export async function makeSearches(
  handle: Handle,
  count: number,
  seed: number,
  set: SearchSet = 'mixed',
): Promise<readonly BenchSearch[]> {
  const products = await sql<Sampled>`
    select title, mpn, manufacturer_name as maker, category_path as category, summary from search_product
    order by md5(product_id::text || ${String(seed)}) limit 3000`.execute(handle);
  const lots = await sql<{ lot: string }>`
    select label as lot from search_code where kind = 'lot' order by 1`.execute(handle);
  const random = chance(seed);
  const kinds: Kinds = habits(random, products.rows, lots.rows)[set];
  const names = Object.keys(kinds);
  const found = new Map<string, BenchSearch>();
  for (let turn = 0; found.size < count && turn < count * 50; turn += 1) {
    const kind = names[turn % names.length] ?? '';
    const query = new URLSearchParams({
      ...kinds[kind]?.(),
      ...(set === 'mixed' ? { quantity: pickQuantity(random) } : {}),
    });
    if (!found.has(query.toString())) found.set(query.toString(), { kind, query });
  }
  return [...found.values()];
}

type Kinds = Readonly<Record<string, () => Record<string, string>>>;

function pickQuantity(random: () => number): string {
  return ['1', '1', '1', '10', '30', '120'][Math.floor(random() * 6)] ?? '1';
}

/** What people do, kind by kind; each call is another search of the kind. */
function habits(random: () => number, products: readonly Sampled[], lots: readonly { readonly lot: string }[]) {
  const pick = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)];
    if (found === undefined) throw new Error('The catalogue is empty');
    return found;
  };
  const product = (): Sampled => pick(products);
  const leaf = (each: Sampled): string => (each.category.split('/').at(-1) ?? '').replaceAll('-', ' ');
  const words = (text: string): readonly string[] => text.split(/[^A-Za-z0-9-]+/).filter((each) => each.length > 2);
  const misspell = (word: string): string => {
    const at = 1 + Math.floor(random() * Math.max(1, word.length - 2));
    return word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2);
  };
  const sorts = ['price', '-price', 'deliveredPrice', 'leadTime'];
  const mixed: Kinds = {
    words: () => ({
      q: `${leaf(product())} ${pick(['8 GB', '16 GB', '14 inch', '24 inch', 'Windows', 'warranty', 'SSD', '4K', 'Wi-Fi'])}`,
    }),
    'one-word': () => ({ q: pick([leaf(product()), pick(words(product().title))]) }),
    maker: () => {
      const each = product();
      return { q: `${each.maker} ${leaf(each)}` };
    },
    'part-number': () => ({ q: product().mpn }),
    'partly-typed': () => {
      const { title, mpn } = product();
      const typed = pick([title, mpn]);
      return { q: typed.slice(0, Math.max(4, Math.floor(typed.length * 0.6))) };
    },
    misspelt: () => {
      const each = product();
      return { q: `${misspell(each.maker)} ${leaf(each)}` };
    },
    filtered: () => ({
      q: leaf(product()),
      lot: pick(lots).lot,
      condition: pick(['new', 'refurbished']),
      within: '10',
    }),
    'category-browse': () => ({
      category: product().category,
      ...(random() < 0.5 ? { lot: pick(lots).lot } : {}),
    }),
    'lot-browse': () => ({
      lot: pick(lots).lot,
      condition: pick(['new', 'refurbished', 'remanufactured']),
      minPrice: String(Math.floor(random() * 400)),
    }),
    'browse-all': () => ({ maxPrice: String(100 + Math.floor(random() * 4000)) }),
    'price-sorted': () => ({ q: leaf(product()), sort: pick(sorts) }),
    'sme-and-labels': () => ({ category: product().category, sme: '1', takesBack: '1', sort: pick(sorts) }),
  };
  const term = (): string => (random() < 0.5 ? leaf(product()) : pick(words(product().title)));
  const price = (): string => String(1 + Math.floor(random() * 3000));
  const bounds = (): Record<string, string> => ({ maxPrice: price(), quantity: pickQuantity(random) });
  const termAndLot = (facets: string): Record<string, string> => ({
    q: `${term()} ${random() < 0.5 ? pick(words(product().title)) : ''}`.trim(),
    lot: pick(lots).lot,
    sort: 'price',
    facets,
  });
  const sets: Readonly<Record<SearchSet, Kinds>> = {
    mixed,
    term: { term: () => ({ q: `${term()} ${pick(words(product().title))}`, facets: 'off' }) },
    'term+lot+price': { 'term+lot+price': () => termAndLot('off') },
    'term+lot+facets': { 'term+lot+facets': () => termAndLot('on') },
    browse: { browse: () => ({ category: product().category, ...bounds() }) },
    fragment: {
      fragment: () => {
        const key = product()
          .mpn.toLowerCase()
          .replace(/[^a-z0-9]/g, '');
        return { q: key.slice(2, 2 + 5 + Math.floor(random() * 3)) };
      },
    },
  };
  return sets;
}
