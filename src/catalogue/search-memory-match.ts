import { setImmediate } from 'node:timers/promises';
import { conditions } from './offer.ts';
import { dayNumber, emptyOffers, type MatchedOffers, noEmissions } from './search-facts.ts';
import type { SearchMemory } from './search-memory.ts';
import { spreadOf } from './search-row.ts';
import { insert, type MatchedProducts, type Page, type PageRow } from './search-tally.ts';
import { comparePositions, type Position, positionFor, type Wanted, type Wish } from './search-wanted.ts';

/** The offers of a match set with their products. */
export interface Matched {
  /** When this is `most + 1` there are more, and these are no fair part of them. */
  readonly found: number;
  readonly offers: MatchedOffers;
  readonly products: MatchedProducts;
}

type Test = (at: number) => boolean;

interface Look {
  readonly wish: Wish;
  readonly bit: number;
  readonly test: Test;
}

/** The products with the words, and how well each matches, by place. */
interface Ranked {
  readonly places: Int32Array;
  readonly ranks: Uint8Array;
}

/** Found once a search: its passes ask for the same words. */
const rankedOf = new WeakMap<object, Ranked>();

/** As the statements have it; null without words. */
function ranked(memory: SearchMemory, wanted: Wanted): Ranked | null {
  const { words } = wanted;
  if (words === null) return null;
  const kept = rankedOf.get(words);
  if (kept !== undefined) return kept;
  const { products } = memory.dictionary;
  const { places, fields } = memory.words.find(words.words, products.size);
  const named = tableOf(words.categories);
  const { categories } = products;
  for (const place of places) {
    fields[place] = 3 - (fields[place] ?? 0) + (named[categories[place] ?? -1] === 1 ? 4 : 0);
  }
  const made = { places, ranks: fields };
  rankedOf.set(words, made);
  return made;
}

/** Codes as a table that tells by code whether it is among them. */
function tableOf(codes: readonly number[]): Uint8Array {
  const table = new Uint8Array(codes.reduce((most, each) => Math.max(most, each + 1), 0));
  for (const code of codes) table[code] = 1;
  return table;
}

/** What a wish asks of a product alone, by its place; undefined where it looks at the offer. */
function productTest(wish: Wish, { dictionary: { products } }: SearchMemory, day: number): Test | undefined {
  switch (wish.kind) {
    case 'manufacturers': {
      const codes = tableOf(wish.codes);
      const { manufacturers } = products;
      return (place) => codes[manufacturers[place] ?? -1] === 1;
    }
    case 'attributes': {
      const codes = new Set(wish.codes);
      return (place) => products.at(place)?.attributes.some((each) => codes.has(each)) ?? false;
    }
    case 'labels': {
      const codes = new Set(wish.codes);
      return (place) => products.at(place)?.labels.some(({ code, until }) => codes.has(code) && until >= day) ?? false;
    }
    case 'categories': {
      if (wish.scopes.some((each) => each.conditions.length > 0)) return undefined;
      const codes = tableOf(wish.scopes.flatMap((each) => each.codes));
      const { categories } = products;
      return (place) => codes[categories[place] ?? -1] === 1;
    }
    default:
      return undefined;
  }
}

function offerTest(wish: Wish, memory: SearchMemory, wanted: Wanted): Test {
  const { offers, dictionary } = memory;
  const { columns } = offers;
  switch (wish.kind) {
    case 'lots': {
      const codes = tableOf(wish.codes);
      const { lot } = columns;
      return (row) => codes[lot[row] ?? -1] === 1;
    }
    case 'suppliers': {
      const codes = tableOf(wish.codes);
      const { supplier } = columns;
      return (row) => codes[supplier[row] ?? -1] === 1;
    }
    case 'categories': {
      const { place, condition } = columns;
      const { categories } = dictionary.products;
      const scopes = wish.scopes.map((each) => ({ codes: tableOf(each.codes), conditions: tableOf(each.conditions) }));
      return (row) =>
        scopes.some(
          ({ codes, conditions: some }) =>
            codes[categories[place[row] ?? -1] ?? -1] === 1 && (some.length === 0 || some[condition[row] ?? -1] === 1),
        );
    }
    case 'conditions': {
      const places = tableOf(wish.conditions);
      const { condition } = columns;
      return (row) => places[condition[row] ?? -1] === 1;
    }
    case 'funding': {
      const { funding } = columns;
      return (row) => ((funding[row] ?? 0) & wish.mask) !== 0;
    }
    case 'flag': {
      const { flags } = columns;
      return (row) => ((flags[row] ?? 0) & wish.mask) !== 0;
    }
    case 'lead': {
      const { leadDays } = columns;
      return (row) => (leadDays[row] ?? 0) <= wish.days;
    }
    case 'stock': {
      const { stock } = columns;
      return (row) => (stock[row] ?? 0) >= offers.ordered(row, wanted.quantity);
    }
    case 'price':
      return (row) => {
        const price = offers.priceAt(row, wanted.quantity);
        return (wish.from === null || price >= wish.from) && (wish.to === null || price <= wish.to);
      };
    case 'manufacturers':
    case 'attributes':
    case 'labels':
      throw new Error(`${wish.name} is asked of products`);
  }
}

/** Lots and positions closed on the day, as a test of open ones. */
function openTest({ offers: { columns } }: SearchMemory, wanted: Wanted): Test {
  const lots = tableOf(wanted.closedLots);
  const { suppliers, lots: lotsOf } = wanted.closedPositions;
  const partly = tableOf(suppliers);
  const closed = new Set(suppliers.map((supplier, index) => supplier * codesAside + (lotsOf[index] ?? -1)));
  const { lot, supplier } = columns;
  return (row) => {
    const own = lot[row] ?? -1;
    if (lots[own] === 1) return false;
    const seller = supplier[row] ?? -1;
    return partly[seller] !== 1 || !closed.has(seller * codesAside + own);
  };
}

/** No code is as great: two of them make one number. */
const codesAside = 67_108_864;

/** A visited row: the wishes it misses as bits, at the most one. False ends the visit. */
type Visit = (row: number, unmet: number, place: number) => boolean;

/** Milliseconds of looking through offers before others have their turn, and how often the clock is looked at. */
const longestTurn = 10;
const placesBetweenLooks = 1_024;

/** Every offer on the day that misses no wish, or with `near` one at the most, product by product. */
function visitOffers(
  memory: SearchMemory,
  wanted: Wanted,
  places: Int32Array | null,
  options: VisitOptions,
  visit: Visit,
): Promise<void> {
  return memory.offers.gate.inside(() => visitInside(memory, wanted, places, options, visit));
}

interface VisitOptions {
  readonly near: boolean;
  readonly sample?: number;
}

async function visitInside(
  memory: SearchMemory,
  wanted: Wanted,
  places: Int32Array | null,
  options: VisitOptions,
  visit: Visit,
): Promise<void> {
  const { offers } = memory;
  const { next, from, to, condition, offer } = offers.columns;
  const day = dayNumber(wanted.on);
  const ofProduct: Look[] = [];
  const ofOffer: Look[] = [];
  for (const [index, wish] of wanted.wishes.entries()) {
    const test = productTest(wish, memory, day);
    // A bit of 0: missing it is the end.
    const bit = options.near && wish.kind !== 'price' ? 1 << index : 0;
    if (test === undefined) ofOffer.push({ wish, bit, test: offerTest(wish, memory, wanted) });
    else ofProduct.push({ wish, bit, test });
  }
  const given = tableOf(wanted.conditions);
  const open = openTest(memory, wanted);
  const sample = options.sample ?? Infinity;
  const count = places === null ? memory.dictionary.products.size : places.length;
  let began = performance.now();
  for (let index = 0; index < count; index += 1) {
    // Others have their turn in between.
    if (index % placesBetweenLooks === 0 && performance.now() - began > longestTurn) {
      await setImmediate();
      began = performance.now();
    }
    const place = places === null ? index : (places[index] ?? 0);
    let row = offers.first(place);
    if (row === -1) continue;
    const missed = missing(ofProduct, place, 0);
    if (missed < 0) continue;
    for (; row !== -1; row = next[row] ?? -1) {
      if ((from[row] ?? 0) > day || (to[row] ?? 0) < day) continue;
      if (given.length > 0 && given[condition[row] ?? -1] !== 1) continue;
      if (sample !== Infinity && spreadOf(offer[row] ?? 0) >= sample) continue;
      if (!open(row)) continue;
      const unmet = missing(ofOffer, row, missed);
      if (unmet >= 0 && !visit(row, unmet, place)) return;
    }
  }
}

function missing(looks: readonly Look[], at: number, before: number): number {
  let unmet = before;
  for (const { bit, test } of looks) {
    if (test(at)) continue;
    if (bit === 0 || unmet !== 0) return -1;
    unmet = bit;
  }
  return unmet;
}

/** The match set, at most `most` rows and one more; `near` and `sample` as in `readMatches`. */
export async function matchInMemory(
  memory: SearchMemory,
  wanted: Wanted,
  options: { readonly most: number; readonly near: boolean; readonly sample?: number },
): Promise<Matched> {
  const known = ranked(memory, wanted);
  const rows: number[] = [];
  const misses: number[] = [];
  await visitOffers(memory, wanted, known?.places ?? null, options, (row, unmet) => {
    rows.push(row);
    misses.push(unmet);
    return rows.length <= options.most;
  });
  const offers = gathered(memory, wanted, rows.length > options.most ? [] : rows);
  for (let index = 0; index < offers.count; index += 1) offers.unmet[index] = misses[index] ?? 0;
  const ranks = known?.ranks;
  const rank = { get: (place: number) => (wanted.sort === 'relevance' ? ranks?.[place] : undefined) };
  return {
    found: rows.length,
    offers,
    products: { table: memory.dictionary.products, rank, day: dayNumber(wanted.on) },
  };
}

const newCondition = conditions.indexOf('new');

/** What a sort by emissions goes by, of a row: as the statements have it. */
function emissionsIn({ offers, dictionary }: SearchMemory, wanted: Wanted): (row: number) => number {
  if (wanted.sort !== 'emissions') return () => 0;
  const { declared, condition, place } = offers.columns;
  const { emissions } = dictionary.products;
  return (row) => {
    const own = declared[row] ?? noEmissions;
    if (own !== noEmissions || condition[row] !== newCondition) return own;
    return emissions[place[row] ?? -1] ?? noEmissions;
  };
}

/** What counting and sorting need of some rows, column by column. */
function gathered(memory: SearchMemory, wanted: Wanted, rows: readonly number[]): MatchedOffers {
  const { offers } = memory;
  const { columns } = offers;
  const emissions = emissionsIn(memory, wanted);
  const count = rows.length;
  const made = emptyOffers(count);
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] ?? 0;
    made.offer[index] = columns.offer[row] ?? 0;
    made.product[index] = columns.place[row] ?? -1;
    made.amount[index] = offers.amount(row, wanted);
    made.emissions[index] = emissions(row);
    made.supplier[index] = columns.supplier[row] ?? 0;
    made.lot[index] = columns.lot[row] ?? 0;
    made.stock[index] = columns.stock[row] ?? 0;
    made.leadDays[index] = columns.leadDays[row] ?? 0;
    made.condition[index] = columns.condition[row] ?? 0;
    made.funding[index] = columns.funding[row] ?? 0;
    made.flags[index] = columns.flags[row] ?? 0;
  }
  return made;
}

/** A page of a set of any size: every result is looked at once and the first ones after the position are kept. */
export async function pageInMemory(
  memory: SearchMemory,
  wanted: Wanted,
  options: { readonly after: Position | undefined; readonly limit: number; readonly grouped: boolean },
): Promise<Page> {
  const known = ranked(memory, wanted);
  const { offer, leadDays, place: placeOf, condition } = memory.offers.columns;
  const { after, limit } = options;
  const { sort } = wanted;
  const emissions = emissionsIn(memory, wanted);
  const kept: PageRow[] = [];
  let rows = 0;
  let beyond = 0;
  /** The first key of the last row kept, once there are enough: whatever is beyond it needs no closer look. */
  let enough = Infinity;
  const keyOf = (row: number, amount: number): number => {
    switch (sort) {
      case 'relevance':
        return -(known?.ranks[placeOf[row] ?? -1] ?? 0);
      case 'price':
      case 'deliveredPrice':
        return amount;
      case '-price':
        return -amount;
      case 'leadTime':
        return leadDays[row] ?? 0;
      case 'emissions':
        return emissions(row);
    }
  };
  const take = (row: number, amount: number, offers: number): void => {
    rows += 1;
    if (keyOf(row, amount) > enough) {
      beyond += 1;
      return;
    }
    const rank = sort === 'relevance' ? (known?.ranks[placeOf[row] ?? -1] ?? 0) : 0;
    const of = { offer: offer[row] ?? 0, leadDays: leadDays[row] ?? 0, emissions: emissions(row) };
    const position = positionFor(sort, { ...of, amount, rank });
    if (after !== undefined && comparePositions(position, after) <= 0) return;
    beyond += 1;
    const last = kept.length < limit ? undefined : kept.at(-1);
    if (last !== undefined && comparePositions(position, last.position) >= 0) return;
    insert(kept, { offer: offer[row] ?? 0, position, offers });
    if (kept.length > limit) kept.pop();
    if (kept.length === limit) enough = kept.at(-1)?.position[0] ?? Infinity;
  };
  // Of the product being visited, by condition: the row that leads, what it goes by, and how many it leads.
  const leaders = conditions.map(() => ({ row: -1, amount: 0, key: 0, offers: 0 }));
  let visiting = -1;
  const close = (): void => {
    for (const each of leaders) {
      if (each.offers > 0) take(each.row, each.amount, each.offers);
      each.offers = 0;
    }
  };
  await visitOffers(memory, wanted, known?.places ?? null, { near: false }, (row, _unmet, place) => {
    const amount = memory.offers.amount(row, wanted);
    if (!options.grouped) {
      take(row, amount, 1);
      return true;
    }
    if (place !== visiting) close();
    visiting = place;
    const leader = leaders[condition[row] ?? 0];
    if (leader === undefined) return true;
    const key = sort === 'leadTime' || sort === 'emissions' ? keyOf(row, amount) : 0;
    const difference =
      leader.offers === 0
        ? -1
        : key - leader.key || amount - leader.amount || (offer[row] ?? 0) - (offer[leader.row] ?? 0);
    leader.offers += 1;
    if (difference < 0) {
      leader.row = row;
      leader.amount = amount;
      leader.key = key;
    }
    return true;
  });
  close();
  return { rows, page: kept, more: beyond > kept.length };
}

/** How many results a search has, up to `most`. */
export async function countInMemory(memory: SearchMemory, wanted: Wanted, most: number): Promise<number> {
  let found = 0;
  await visitOffers(memory, wanted, ranked(memory, wanted)?.places ?? null, { near: false }, () => {
    found += 1;
    return found < most;
  });
  return found;
}
