import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { today } from '../kernel/dates.ts';
import { formatMoney } from '../kernel/money.ts';
import type { Problem } from '../kernel/outcome.ts';
import { cleanLine, plural } from '../kernel/text.ts';
import { HttpError, notFound } from '../platform/http/index.ts';
import type { CataloguePageServices } from './catalogue-page-services.ts';
import { cataloguePath, listPath, listsPath, searchPath } from './catalogue-paths.ts';
import { readPlace, shortenedAddress } from './place-field.ts';
import { allTexts, firstText } from './query-text.ts';
import { readQuantity } from './quantity-field.ts';
import { type FormFields, listLimits, readWantedList, type SavedItem, type WantedItem } from './saved-list.ts';
import { basketForm } from './views/basket-form.ts';
import { listView } from './views/list-view.ts';
import { titleIn } from './views/offer-words.ts';
import { forQuantity, perUnit } from './views/price-words.ts';

/** Lists one address may save in a minute. */
const savesAMinute = 12;

/** Refuses a form that another site sent in a visitor's name: browsers say where a request comes from. */
function refuseForeignForm(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && origin !== 'null' && URL.canParse(origin) && new URL(origin).host !== request.host);
  if (!foreign) return;
  throw new HttpError(403, 'This form came from another site', [
    {
      code: 'foreign-form',
      message: 'The form was sent by another website.',
      remedy: 'Save the list from the results here.',
    },
  ]);
}

/** Naming, saving and showing lists that are shared by their address. */
export function listPages(services: CataloguePageServices): FastifyPluginAsync {
  const places = services.agreements.reference.deliveryPlaces;

  const named = async (wanted: readonly WantedItem[]) => {
    const found = await services.offers(wanted, today(services.clock));
    return found.flatMap((each) => (each.state === 'open' ? [each.priced] : []));
  };

  const newListContext = async (fields: FormFields, wanted: readonly WantedItem[], problems: readonly Problem[]) => {
    const items = await named(wanted);
    const title = problems.find((each) => each.path === 'title');
    return {
      section: 'catalogue',
      items: items.map((each) => ({
        offer: each.offer.id,
        quantity: each.quantity,
        title: titleIn(each.product.title, each.offer.condition),
        supplier: each.supplier.name,
        price: `${formatMoney(each.unitPrice)} ${perUnit(each.offer.unit)} excluding VAT. ${formatMoney(each.gross)} ${forQuantity(each.offer.unit, each.orderQuantity)} including VAT.`,
      })),
      itemsHeading: `${plural(items.length, 'offer')} on it`,
      titleText: cleanLine(firstText(fields['title']).slice(0, 200)),
      titleProblem: title?.message,
      problems: problems.map((each) => ({
        message: each.message,
        href: each.path === 'title' ? '#title' : '#offer',
      })),
      keptDays: listLimits.keptDays,
      placeCode: readPlace(fields['place'], places).place?.postcode,
    };
  };

  return async (server: FastifyInstance) => {
    server.get('/catalogue/lists/new', { schema: { hide: true } }, async (request, reply) => {
      const fields: FormFields = { ...(request.query as object) };
      const { quantity } = readQuantity(fields['quantity']);
      const offers = [...new Set(allTexts(fields['offer']))].slice(0, listLimits.items);
      const wanted = offers.map((offer) => ({ offer, quantity }));
      return reply.page('catalogue/views/new-list.njk', await newListContext(fields, wanted, []));
    });

    server.post(
      listsPath,
      {
        schema: { hide: true },
        config: {
          policy: 'catalogue.save-list',
          rateLimit: { max: savesAMinute, timeWindow: '1 minute' },
        },
      },
      async (request, reply) => {
        refuseForeignForm(request);
        const fields: FormFields = { ...(request.body as object | null) };
        const wanted = readWantedList(fields);
        if (!wanted.ok) {
          const usable = readWantedList({ ...fields, title: 'x' });
          const items = usable.ok ? usable.value.items : [];
          reply.status(400);
          return reply.page('catalogue/views/new-list.njk', await newListContext(fields, items, wanted.problems));
        }
        const offers = await named(wanted.value.items);
        if (offers.length === 0) {
          throw new HttpError(
            400,
            'The list was not saved',
            [
              {
                code: 'list-nothing-on-offer',
                message: 'None of these offers can be bought today.',
                remedy: 'Choose others from the results.',
              },
            ],
            [{ text: 'Search the catalogue', href: searchPath() }],
          );
        }
        const items: readonly SavedItem[] = offers.map((each) => ({
          offer: each.offer.id,
          quantity: each.quantity,
          title: titleIn(each.product.title, each.offer.condition),
          supplier: each.supplier.name,
          unitPrice: each.unitPrice,
        }));
        const saved = await services.lists.save(request.actor, { title: wanted.value.title, items }, request.id);
        return reply.redirect(listPath(saved.id, readPlace(fields['place'], places).place), 303);
      },
    );

    server.get('/catalogue/lists/:id', { schema: { hide: true } }, async (request, reply) => {
      const { id } = request.params as { readonly id: string };
      const asked: FormFields = { ...(request.query as object) };
      const { place, problems } = readPlace(asked['place'], places);
      const shortened = shortenedAddress(request.url, place);
      if (shortened !== undefined) return reply.redirect(shortened, 303);
      const list = await services.lists.find(id);
      if (list === undefined) {
        throw notFound(
          'There is no list at this address.',
          `Lists are kept for ${listLimits.keptDays} days. Check that the whole address was copied.`,
          [
            { text: 'Search the catalogue', href: searchPath() },
            { text: 'Look through the categories', href: cataloguePath },
          ],
        );
      }
      const day = today(services.clock);
      const found = await services.offers(list.items, day, place);
      const address = `${request.protocol}://${request.host}${listPath(list.id, place)}`;
      if (problems.length > 0) reply.status(400);
      reply.header('x-robots-tag', 'noindex').header('referrer-policy', 'no-referrer');
      const held = await services.inBasket(
        request.actor,
        list.items.map((each) => each.offer),
      );
      return reply.page('catalogue/views/list.njk', {
        ...basketForm(request.url, held),
        ...listView({ list, found, place, today: day, agreements: services.agreements, address, problems }),
      });
    });
  };
}
