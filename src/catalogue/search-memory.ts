import { setImmediate } from 'node:timers/promises';
import type { Handle } from '../platform/database/index.ts';
import type { Dictionary, DictionaryKeeper } from './search-dictionary.ts';
import * as store from './search-memory-store.ts';
import { OfferTable } from './search-offer-table.ts';
import { readVector, type WordIndex, WordIndexBuilder } from './search-word-index.ts';

/** Everything a search looks at, as of a moment. */
export interface SearchMemory {
  readonly dictionary: Dictionary;
  readonly words: WordIndex;
  readonly offers: OfferTable;
  /** Offers that ended before this day (`dayNumber`) are not among them. */
  readonly since: number;
}

/** Keeps products' words and the offers in memory, in step with the database. */
export interface MemoryKeeper {
  /**
   * In step with everything that was committed before it was asked, but for the moments after very many offers changed at once;
   * undefined while it is being read.
   */
  current(): Promise<SearchMemory | undefined>;
  /** When it has been read for the first time. */
  ready(): Promise<void>;
}

const productsAtATime = 1_000;
const offersAtATime = 2_000;
/**
 * Searches wait until so many changed offers have been taken in. More come from a price list of many lines put into force:
 * searches go on with what they had for the seconds that takes.
 */
const waitedFor = 5_000;
const secondsADay = 86_400;
/** Whoever has not looked for longer reads everything anew: changes are kept for a day. */
const longestAway = secondsADay / 2;
const cleanedEvery = 3_600_000;
const triedAgainAfter = 10_000;

interface Loaded extends SearchMemory {
  dictionary: Dictionary;
  seen: store.Seen;
  /** Seconds of the database's clock when it was last in step. */
  at: number;
  texts: { readonly version: string; readonly id: number };
}

export function keepMemory(handle: Handle, keeper: DictionaryKeeper): MemoryKeeper {
  let loaded: Loaded | undefined;
  let loading: Promise<void> | undefined;
  let failedAt = -Infinity;
  let cleanedAt = -Infinity;
  let behind: Promise<void> | undefined;
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  const start = (): Promise<void> =>
    (loading ??= load(handle, keeper)
      .then((read) => {
        loaded = read;
      })
      .finally(() => {
        loading = undefined;
      }));

  const startSoon = (): void => {
    if (loading !== undefined || performance.now() - failedAt < triedAgainAfter) return;
    // Searches ask the database meanwhile; what is wrong with it they will say.
    start().catch(() => {
      failedAt = performance.now();
    });
  };

  const refresh = async (): Promise<void> => {
    if (loaded === undefined || behind !== undefined) return;
    const news = await store.readNews(handle, loaded.seen);
    if (isBeyond(news, loaded)) {
      loaded = undefined;
      return;
    }
    const taking = takeNews(handle, keeper, loaded, news);
    if (store.changedCount(news.changed) <= waitedFor) await taking;
    else {
      // What fails is tried again at the next look.
      behind = taking
        .catch(() => undefined)
        .finally(() => {
          behind = undefined;
        });
    }
    if (loaded.offers.gone > 50_000 + loaded.offers.size / 4) startSoon();
    if (performance.now() - cleanedAt > cleanedEvery) {
      cleanedAt = performance.now();
      await store.forgetNews(handle);
    }
  };

  /** A look at the database that begins after this moment; those who ask at the same time share it. */
  const inStep = async (): Promise<void> => {
    const again = (): Promise<void> => {
      queued = undefined;
      running = refresh().finally(() => {
        running = undefined;
      });
      return running;
    };
    if (running === undefined) return again();
    queued ??= running.then(again, again);
    return queued;
  };

  return {
    current: async () => {
      if (loaded !== undefined) await inStep();
      if (loaded === undefined) startSoon();
      return loaded;
    },
    ready: () => (loaded === undefined ? start() : Promise.resolve()),
  };
}

async function load(handle: Handle, keeper: DictionaryKeeper): Promise<Loaded> {
  const news = await store.readNews(handle);
  const dictionary = await keeper.renewed(news.version);
  const builder = new WordIndexBuilder();
  const known = new Set<number>();
  const twice: store.ProductText[] = [];
  let texts = { version: '0', id: 0 };
  for (;;) {
    const read = await store.readProductTexts(handle, texts, productsAtATime);
    for (const each of read) {
      const place = dictionary.products.placeOf(each.id);
      if (place === undefined || known.has(place)) twice.push(each);
      else {
        known.add(place);
        builder.add(place, readVector(each.text));
      }
      texts = { version: each.version, id: each.id };
    }
    if (read.length < productsAtATime) break;
  }
  const since = Math.floor(news.at / secondsADay) - 2;
  const offers = new OfferTable();
  const ids = dictionary.products.ids();
  for (let at = 0; at < ids.length; at += productsAtATime) {
    const last = Math.min(at + productsAtATime, ids.length) - 1;
    const records = await store.readOffersOfProducts(handle, ids[at] ?? 0, ids[last] ?? 0, dayOf(since));
    takeIn(offers, dictionary, records);
    await setImmediate();
  }
  const words = await builder.build();
  const loaded: Loaded = { dictionary, words, offers, since, seen: news.seen, at: news.at, texts };
  renewTexts(loaded, twice);
  // What happened meanwhile; a second look is short, so that the first search has little to wait for.
  for (let look = 0; look < 2; look += 1) {
    const since = await store.readNews(handle, loaded.seen);
    if (isBeyond(since, loaded)) throw new Error('The offers were replaced while they were being read');
    await takeNews(handle, keeper, loaded, since);
  }
  return loaded;
}

function takeIn(offers: OfferTable, { products }: Dictionary, records: Buffer): void {
  for (const each of store.unpackOfferRecords(records)) {
    const place = products.placeOf(each.product);
    // An offer of a product that came in just now: it is among the next changes.
    if (place !== undefined) offers.add(place, each);
  }
}

function renewTexts(loaded: Loaded, texts: readonly store.ProductText[]): void {
  for (const each of texts) {
    const place = loaded.dictionary.products.placeOf(each.id);
    if (place !== undefined) loaded.words.renew(place, readVector(each.text));
  }
}

/** Whether so much happened that everything is to be read anew. */
function isBeyond(news: store.SearchNews, loaded: Loaded): boolean {
  return news.at - loaded.at > longestAway || news.emptied;
}

/** Takes in what has been committed since. */
async function takeNews(
  handle: Handle,
  keeper: DictionaryKeeper,
  loaded: Loaded,
  news: store.SearchNews,
): Promise<void> {
  if (news.version !== loaded.dictionary.version) {
    loaded.dictionary = await keeper.renewed(news.version);
    for (;;) {
      const read = await store.readProductTexts(handle, loaded.texts, productsAtATime);
      renewTexts(loaded, read);
      const last = read.at(-1);
      if (last !== undefined) loaded.texts = { version: last.version, id: last.id };
      if (read.length < productsAtATime) break;
    }
  }
  const changed = store.changedCount(news.changed);
  for (let at = 0; at < changed; at += offersAtATime) {
    const some = store.changedOffers(news.changed, at, Math.min(changed, at + offersAtATime));
    const ids = some.map((each) => each.offer);
    const records = await store.readOffers(handle, ids, dayOf(loaded.since));
    await loaded.offers.makeRoom(store.recordsAtMost(records));
    await loaded.offers.gate.empty();
    for (const { offer, product } of some) {
      const place = loaded.dictionary.products.placeOf(product);
      if (place !== undefined) loaded.offers.remove(place, offer);
    }
    takeIn(loaded.offers, loaded.dictionary, records);
  }
  loaded.seen = news.seen;
  loaded.at = news.at;
}

function dayOf(day: number): string {
  return new Date(day * secondsADay * 1000).toISOString().slice(0, 10);
}
