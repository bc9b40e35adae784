import type { FastifyPluginAsync } from 'fastify';
import type { Agreements } from '../agreements/index.ts';
import type { CatalogueCounts, CategoryTree, LoadingView, OfferPage, OfferQuery } from '../catalogue/index.ts';
import { parseOfferQuery } from '../catalogue/index.ts';
import { type Clock, type IsoDate, today } from '../kernel/dates.ts';
import type { Outcome } from '../kernel/outcome.ts';
import type { Announcement } from '../organisations/index.ts';
import type { Actor } from '../platform/access/index.ts';
import { homeView, type SupplierCounts } from './home-view.ts';

/** What the home page asks for; app.ts puts it together. */
export interface HomeServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly categories: CategoryTree;
  counts(): Promise<CatalogueCounts>;
  loading(): Promise<LoadingView | undefined>;
  search(query: OfferQuery): Promise<Outcome<OfferPage>>;
  suppliers(agreement: string, on: IsoDate): Promise<SupplierCounts>;
  /** Questions the finder asks at the most. */
  finderQuestions(): number;
  /** Those on show for the actor today. */
  announcements(actor: Actor): Promise<readonly Announcement[]>;
}

/** Words people could begin with; only those that find something are shown, and the part number of the first result. */
const candidates = ['laptop 14 inch', 'wireless access point', 'refurbished desktop'];
/** A longer part number is no help as an example. */
const longestExample = 20;
const keptMilliseconds = 60_000;

/** The first page: what this is, one search box, the ways in, and where the agreements stand today. */
export function homePages(services: HomeServices): FastifyPluginAsync {
  let tries: { readonly words: readonly string[]; readonly until: number } | undefined;

  async function first(words: string, on: IsoDate) {
    const places = services.agreements.reference.deliveryPlaces;
    const query = parseOfferQuery({ q: words, limit: '1', facets: 'off' }, { day: on, unknown: 'ignore', places });
    if (!query.ok) return undefined;
    const found = await services.search(query.value);
    return found.ok ? found.value.items[0] : undefined;
  }

  async function knownTries(on: IsoDate): Promise<readonly string[]> {
    const now = services.clock.now().epochMilliseconds;
    if (tries !== undefined && now < tries.until) return tries.words;
    const words: string[] = [];
    for (const candidate of candidates) {
      const found = await first(candidate, on);
      if (found === undefined) continue;
      words.push(candidate);
      if (words.length === 1 && found.product.mpn.length <= longestExample) words.push(found.product.mpn);
    }
    tries = { words, until: now + (words.length > candidates.length ? keptMilliseconds : keptMilliseconds / 12) };
    return words;
  }

  return async (server) => {
    server.get('/', { schema: { hide: true } }, async (request, reply) => {
      const day = today(services.clock);
      const counts = await services.counts();
      const suppliers = new Map<string, SupplierCounts>();
      for (const pack of services.agreements.packs) {
        suppliers.set(pack.number.value, await services.suppliers(pack.number.value, day));
      }
      return reply.page('desk/views/home.njk', {
        ...homeView({
          today: day,
          agreements: services.agreements,
          categories: services.categories,
          counts,
          suppliers,
          tries: counts.offers === 0 ? [] : await knownTries(day),
          questions: services.finderQuestions(),
        }),
        loading: await services.loading(),
        announcements: await services.announcements(request.actor),
      });
    });
  };
}
