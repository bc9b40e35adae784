import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { DeliveryPlace } from '../agreements/index.ts';
import { formatDay, type IsoDate, today } from '../kernel/dates.ts';
import { formatCount } from '../kernel/money.ts';
import { listInWords } from '../kernel/text.ts';
import type { CataloguePageServices, FoundOffer } from './catalogue-page-services.ts';
import { compareCsvPath, comparePath, newListPath, productPath, searchPath } from './catalogue-paths.ts';
import { readPlace, shortenedAddress } from './place-field.ts';
import { allTexts } from './query-text.ts';
import { readQuantity } from './quantity-field.ts';
import { basketForm } from './views/basket-form.ts';
import { compareCsv } from './views/compare-csv.ts';
import { type CompareGroup, compareGroups } from './views/compare-view.ts';
import { productIcon, titleIn } from './views/offer-words.ts';
import { placeField } from './views/place-view.ts';
import type { PricedOffer } from './views/priced-offer.ts';
import { categoryTrail, compareLimit } from './views/results-view.ts';

interface Note {
  readonly text: string;
  readonly href?: string;
  readonly link?: string;
}

interface Comparison {
  readonly quantity: number;
  readonly place: DeliveryPlace | undefined;
  readonly offers: readonly PricedOffer[];
  readonly groups: readonly CompareGroup[];
  readonly notes: readonly Note[];
  /** How many different offers the address names. */
  readonly asked: number;
}

const letters = ['A', 'B', 'C', 'D'];

function offerIds(raw: unknown): readonly string[] {
  return [...new Set(allTexts(raw))].filter((each) => each !== '');
}

function notesOn(ids: readonly string[], found: readonly FoundOffer[], day: IsoDate): readonly Note[] {
  const notes: Note[] = [];
  if (ids.length > compareLimit) {
    notes.push({
      text: `You chose ${formatCount(ids.length)} offers. ${compareLimit} fit side by side, so these are the first ${compareLimit}. Take one away to make room for another.`,
    });
  }
  for (const each of found) {
    if (each.state !== 'closed') continue;
    notes.push({
      text: `${each.title} from ${each.supplier} is left out: ${each.reason}, so there is no price on ${formatDay(day)}.`,
      href: productPath(each.slug),
      link: 'See what is offered now',
    });
  }
  const unknown = found.filter((each) => each.state === 'unknown').length;
  if (unknown > 0) {
    const what = unknown === 1 ? 'One offer in the address is' : `${unknown} offers in the address are`;
    notes.push({ text: `${what} not in this catalogue and left out. The address may have been cut short.` });
  }
  return notes;
}

function legend(count: number, kinds: number): string {
  if (count < 2) return 'Add another offer to see the two side by side.';
  const all = ['', '', 'both', 'all three', 'all four'][count] ?? 'all';
  const mixed = kinds > 1 ? ' They are different kinds of things, so some rows hold for some only.' : '';
  return `Bold where it matters and they differ. Grey where ${all} are the same.${mixed}`;
}

/** Up to four offers side by side, as a page and as a file. The address holds the whole comparison. */
export function comparePages(services: CataloguePageServices): FastifyPluginAsync {
  const places = services.agreements.reference.deliveryPlaces;
  const compare = async (
    raw: unknown,
    quantity: number,
    place: DeliveryPlace | undefined,
    day: IsoDate,
  ): Promise<Comparison> => {
    const ids = offerIds(raw);
    const wanted = ids.slice(0, compareLimit).map((offer) => ({ offer, quantity }));
    const found = await services.offers(wanted, day, place);
    const offers = found.flatMap((each) => (each.state === 'open' ? [each.priced] : []));
    const { categories, agreements } = services;
    const groups = offers.length === 0 ? [] : compareGroups({ offers, categories, agreements, place, on: day });
    return { quantity, place, offers, groups, notes: notesOn(ids, found, day), asked: ids.length };
  };

  return async (server: FastifyInstance) => {
    server.get('/catalogue/compare', { schema: { hide: true } }, async (request, reply) => {
      const query: Readonly<Record<string, unknown>> = { ...(request.query as object) };
      const day = today(services.clock);
      const { quantity, ...ofQuantity } = readQuantity(query['quantity']);
      const { place, ...ofPlace } = readPlace(query['place'], places);
      const problems = [...ofQuantity.problems, ...ofPlace.problems];
      const shortened = shortenedAddress(request.url, place);
      if (shortened !== undefined) return reply.redirect(shortened, 303);
      const made = await compare(query['offer'], quantity, place, day);
      const wrong = ofQuantity.problems[0];
      if (problems.length > 0 || made.asked === 0) reply.status(400);
      else if (made.offers.length === 0) reply.status(404);
      const held = await services.inBasket(
        request.actor,
        made.offers.map((each) => each.offer.id),
      );
      return reply.page('catalogue/views/compare.njk', {
        ...basketForm(request.url, held),
        quantity,
        ...pageOf(made, day),
        problems: summary(problems),
        quantityText: wrong?.typed ?? String(quantity),
        quantityProblem: wrong?.message,
        place: placeField(place, problems),
      });
    });

    server.get('/catalogue/compare.csv', { schema: { hide: true } }, async (request, reply) => {
      const query: Readonly<Record<string, unknown>> = { ...(request.query as object) };
      const day = today(services.clock);
      const { place } = readPlace(query['place'], places);
      const made = await compare(query['offer'], readQuantity(query['quantity']).quantity, place, day);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="comparison-${day}.csv"`)
        .send(compareCsv(made.offers, made.groups, { quantity: made.quantity, place, on: day }));
    });
  };

  function pageOf(made: Comparison, day: IsoDate): Readonly<Record<string, unknown>> {
    const { offers, place, quantity } = made;
    const ids = offers.map((each) => each.offer.id);
    const kinds = new Set(offers.map((each) => each.product.category));
    const [kind] = kinds;
    const category = kinds.size === 1 && kind !== undefined ? services.categories.get(kind) : undefined;
    const noun = category?.noun ?? { one: 'item', many: 'items' };
    const makers = [...new Set(offers.map((each) => each.product.manufacturer.name))];
    const hasCarbon = made.groups.some((each) => each.title === 'Carbon');
    const what = offers.length === 1 ? '1 offer' : `${offers.length} offers`;
    return {
      section: 'catalogue',
      title:
        offers.length === 0
          ? 'Compare offers'
          : offers.length === 1
            ? `${what} for ${formatCount(quantity)} ${quantity === 1 ? noun.one : noun.many}`
            : `Compare ${what} for ${formatCount(quantity)} ${quantity === 1 ? noun.one : noun.many}`,
      trail: categoryTrail(services.categories, category?.id, true),
      legend: offers.length === 0 ? '' : legend(offers.length, kinds.size),
      caption: offers.length === 1 ? 'One offer' : `${offers.length} offers side by side`,
      notes: made.notes,
      columns: offers.map((each, index) => ({
        letter: letters[index],
        offer: each.offer.id,
        icon: productIcon(services.categories.get(each.product.category), each.offer.condition),
        title: titleIn(each.product.title, each.offer.condition),
        supplier: each.supplier.name,
        href: productPath(each.product.slug, { quantity, offer: each.offer.id, place }),
        removeHref:
          offers.length > 1
            ? comparePath(
                ids.filter((id) => id !== each.offer.id),
                quantity,
                place,
              )
            : undefined,
      })),
      groups: made.groups,
      addHref:
        offers.length > 0 && offers.length < compareLimit
          ? searchPath({
              category: category?.id,
              quantity: quantity === 1 ? undefined : quantity,
              place: place?.postcode,
              with: ids,
            })
          : undefined,
      carbonNote:
        hasCarbon && offers.length > 1
          ? `These carbon ranges do not rank ${makers.length < 2 ? 'makers' : listInWords(makers)}: makers measure differently.`
          : '',
      carbonSource: offers
        .map((each) => services.categories.get(each.product.category)?.footprint?.url)
        .find((each) => each !== undefined),
      listHref: newListPath(ids, quantity, place),
      csvHref: compareCsvPath(ids, quantity, place),
      emptyHeading: made.asked === 0 ? 'Nothing was chosen to compare' : 'None of these can be compared',
      day: formatDay(day),
    };
  }

  function summary(problems: ReturnType<typeof readQuantity>['problems']) {
    return problems.map((each) => ({ message: each.message, href: `#${each.field}` }));
  }
}
