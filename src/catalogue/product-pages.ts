import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { today } from '../kernel/dates.ts';
import { notFound } from '../platform/http/index.ts';
import type { CataloguePageServices } from './catalogue-page-services.ts';
import { cataloguePath, searchPath } from './catalogue-paths.ts';
import { readPlace, shortenedAddress } from './place-field.ts';
import { firstText } from './query-text.ts';
import { readQuantity } from './quantity-field.ts';
import { basketForm } from './views/basket-form.ts';
import { inBuyingOrder, productView } from './views/product-view.ts';

const slug = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 200 }) });
/** Read by hand: a mistyped quantity or postcode is told beside its field, not refused. */
const query = Type.Object({
  quantity: Type.Optional(Type.Unknown()),
  place: Type.Optional(Type.Unknown()),
  offer: Type.Optional(Type.Unknown()),
});

/** A product with every supplier's offer for a quantity, delivered to a place. */
export function productPages(services: CataloguePageServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/catalogue/products/:slug',
      { schema: { hide: true, params: slug, querystring: query } },
      async (request, reply) => {
        const day = today(services.clock);
        const { quantity, ...ofQuantity } = readQuantity(request.query.quantity);
        const { place, ...ofPlace } = readPlace(request.query.place, services.agreements.reference.deliveryPlaces);
        const problems = [...ofQuantity.problems, ...ofPlace.problems];
        const shortened = shortenedAddress(request.url, place);
        if (shortened !== undefined) return reply.redirect(shortened, 303);
        const found = await services.product(request.params.slug, quantity, day, place);
        if (found === undefined) {
          throw notFound(
            'There is no product at this address.',
            'It may have been written wrongly. Look for the product by its name or part number.',
            [
              {
                text: 'Search the catalogue',
                href: searchPath({ q: request.params.slug.replaceAll('-', ' ').slice(0, 80) }),
              },
              { text: 'Look through the categories', href: cataloguePath },
            ],
          );
        }
        const asked = firstText(request.query.offer);
        const ordered = inBuyingOrder(found.offers, services.agreements);
        const chosen = ordered.find((each) => each.offer.id === asked) ?? ordered[0];
        const history = await services.priceHistory(found.product, chosen?.offer.condition ?? 'new', day);
        const added = chosen === undefined ? [] : await services.servicesFor(chosen, day);
        if (problems.length > 0) reply.status(400);
        const held = await services.inBasket(
          request.actor,
          ordered.map((each) => each.offer.id),
        );
        return reply.page('catalogue/views/product.njk', {
          ...basketForm(request.url, held),
          ...productView({
            product: found.product,
            offers: ordered,
            asked: asked === '' ? undefined : asked,
            quantity,
            place,
            today: day,
            services: added,
            history,
            categories: services.categories,
            agreements: services.agreements,
            problems,
            arrival: (days) => services.arrival(day, days),
          }),
        });
      },
    );
  };
}
