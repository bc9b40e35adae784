import type { FastifyPluginAsync } from 'fastify';
import type { DeliveryPlaces } from '../agreements/index.ts';
import type { Problem } from '../kernel/outcome.ts';
import { today } from '../kernel/dates.ts';
import { cleanLine, plural } from '../kernel/text.ts';
import { badRequest } from '../platform/http/index.ts';
import { footprintsPath, withQuery } from './catalogue-paths.ts';
import type { CataloguePageServices } from './catalogue-page-services.ts';
import { shortenedAddress } from './place-field.ts';
import { allTexts, firstText } from './query-text.ts';
import { makersUnranked, type OfferQuery, parseOfferQuery, type RawQuery } from './search-query.ts';
import { basketForm } from './views/basket-form.ts';
import type { FieldProblem } from './views/field-problem.ts';
import { browseView } from './views/browse-view.ts';
import { searchCommand } from './views/search-command.ts';
import { searchParameters } from './views/results-address.ts';
import { vatPercents } from './views/result-rows.ts';
import { compareLimit, longestSearch, resultsView } from './views/results-view.ts';

const rowsOnAPage = 20;

/** What to say of a field of the form that could not be read; anything else in the address is the address's problem. */
const fieldMessages: Readonly<Record<string, string>> = {
  quantity: 'Enter how many you need as a whole number, such as 30',
  minPrice: 'Enter the lowest price in pounds, such as 250.00, and not above the highest',
  maxPrice: 'Enter the highest price in pounds, such as 500.00',
};

interface Reading {
  readonly query: OfferQuery;
  readonly problems: readonly FieldProblem[];
  /** Asked to sort several makers' offers by emissions: sorted by relevance instead, and told. */
  readonly unranked: boolean;
}

/** Reads the address. What a person typed into the form wrongly is left out and told; other mistakes are refused. */
function readSearch(raw: RawQuery, day: OfferQuery['on'], places: DeliveryPlaces): Reading {
  const problems: FieldProblem[] = [];
  let usable: RawQuery = { ...raw, group: 'product', facets: 'on', limit: String(rowsOnAPage) };
  const words = cleanLine(allTexts(raw['q']).join(' ').slice(0, 20_000));
  if (words.length > longestSearch) {
    const kept = words.slice(0, longestSearch);
    const message = `Search for ${longestSearch} characters or fewer. These are the results for the first ${longestSearch}`;
    problems.push({ field: 'q', message, typed: kept });
    usable = { ...usable, q: kept };
  }
  const first = parseOfferQuery(usable, { day, unknown: 'ignore', places });
  if (first.ok) return { query: first.value, problems, unranked: false };
  const unranked = first.problems.some((each) => each.code === makersUnranked);
  for (const problem of first.problems) {
    if (problem.code === makersUnranked) {
      usable = { ...usable, sort: undefined, cursor: undefined };
      continue;
    }
    const field = problem.path ?? '';
    const message = field === 'place' ? `${problem.message} ${problem.remedy}` : fieldMessages[field];
    if (message === undefined) throw badRequest(first.problems);
    problems.push({ field, message, typed: firstText(raw[field]).slice(0, 40) });
    usable = { ...usable, [field]: undefined };
  }
  const second = parseOfferQuery(withoutUndefined(usable), { day, unknown: 'ignore', places });
  if (!second.ok) throw badRequest(second.problems);
  return { query: second.value, problems, unranked };
}

/** Offers that come along from a comparison. */
function keptOffers(value: unknown): readonly string[] {
  const ids = allTexts(value).filter((each) => /^\d{1,18}$/.test(each));
  return [...new Set(ids)].slice(0, compareLimit);
}

function withoutUndefined(raw: RawQuery): RawQuery {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
}

function knownCategories(query: OfferQuery, services: CataloguePageServices): void {
  const problems: Problem[] = query.category
    .filter((each) => services.categories.get(each) === undefined)
    .map((each) => ({
      code: 'category-unknown',
      path: 'category',
      value: each.slice(0, 100),
      message: `There is no category called “${each.slice(0, 100)}”.`,
      remedy: 'Look through the categories of the catalogue.',
    }));
  if (problems.length > 0) throw badRequest(problems);
}

/** Models that nobody offers but whose makers published what they emit, by the words of a search that found no offer. */
async function publishedMatches(services: CataloguePageServices, text: string) {
  if (text === '') return undefined;
  const { total } = await services.footprints({ text, byEmissions: false, page: 1, pageSize: 1 });
  if (total === 0) return undefined;
  const has = total === 1 ? 'has' : 'have';
  return {
    href: footprintsPath({ q: text }),
    text: `${plural(total, 'model')} of that name ${has} a published footprint`,
  };
}

/** The category tree and the results page. A category's own page is the results with the category set. */
export function searchPages(services: CataloguePageServices): FastifyPluginAsync {
  return async (server) => {
    server.get('/catalogue', { schema: { hide: true } }, async (_request, reply) => {
      const counts = await services.counts();
      const footprints = await services.footprintCount();
      return reply.page('catalogue/views/browse.njk', {
        ...browseView({ categories: services.categories, agreements: services.agreements, counts, footprints }),
        loading: await services.loading(),
      });
    });

    server.get('/catalogue/search', { schema: { hide: true } }, async (request, reply) => {
      const day = today(services.clock);
      const raw: RawQuery = { ...(request.query as object) };
      const { query, problems, unranked } = readSearch(raw, day, services.agreements.reference.deliveryPlaces);
      const shortened = shortenedAddress(request.url, query.place);
      if (shortened !== undefined) return reply.redirect(shortened, 303);
      knownCategories(query, services);
      const found = await services.search(query);
      if (!found.ok) throw badRequest(found.problems);
      const parameters = searchParameters(query, day);
      if (problems.length > 0) reply.status(400);
      const held = await services.inBasket(
        request.actor,
        found.value.items.map((each) => each.offer),
      );
      return reply.page('catalogue/views/results.njk', {
        ...basketForm(request.url, held),
        ...resultsView({
          query,
          page: found.value,
          today: day,
          categories: services.categories,
          agreements: services.agreements,
          vat: vatPercents(services.agreements.reference.vatRates, query.on),
          cursor: query.cursor !== undefined,
          problems,
          unranked: unranked ? await services.serviceMakers() : undefined,
          kept: keptOffers(raw['with']),
          json: withQuery('/api/v1/offers', parameters),
          command: searchCommand(parameters),
        }),
        published: found.value.items.length > 0 ? undefined : await publishedMatches(services, query.q),
        loading: await services.loading(),
      });
    });
  };
}
