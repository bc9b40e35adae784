import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { type Agreements, type DeliveryPlace, readDeliveryPlace } from '../agreements/index.ts';
import { addMonths, type Clock, type IsoDate, parseIsoDate, today } from '../kernel/dates.ts';
import { exact } from '../kernel/money.ts';
import type { Problem } from '../kernel/outcome.ts';
import { badRequest, notFound } from '../platform/http/index.ts';
import { specificationGroups } from './category-specification.ts';
import { priceSteps } from './offer-pricing.ts';
import { embodiedKg, lifeKg } from './product-footprint.ts';
import type { Product } from './product.ts';
import { largestProductFile, productFormats, type ProductImporter } from './product-import/product-import.ts';
import {
  ProductDetailSchema,
  ProductImportResultSchema,
  ProductListSchema,
  type ProductOfferSchema,
  type ProductSchema,
} from './product-schemas.ts';
import type { OfferOfProduct, Products } from './product-service.ts';

export interface ProductApiServices {
  readonly products: Products;
  readonly importer: ProductImporter;
  readonly clock: Clock;
  readonly agreements: Agreements;
}

const tags = ['Products'];
const closed = { additionalProperties: false } as const;
const historyMonths = 12;

/** `/api/v1/products…`: products with their offers, and their import. */
export function productApi({ agreements, products, importer, clock }: ProductApiServices): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/api/v1/products',
      {
        schema: {
          tags,
          summary: 'List products in the order they were added, a page at a time',
          querystring: Type.Object(
            {
              category: Type.Optional(
                Type.String({ maxLength: 160, description: 'A branch stands for all within it' }),
              ),
              manufacturer: Type.Optional(Type.String({ maxLength: 80, description: 'Id of the maker' })),
              footprint: Type.Optional(
                Type.Boolean({ description: 'true: only those whose maker published what they emit' }),
              ),
              limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
              cursor: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
            },
            closed,
          ),
          response: { 200: ProductListSchema },
        },
      },
      async (request) => {
        const { category, manufacturer, footprint, cursor, limit = 20 } = request.query;
        if (category !== undefined && products.categories.get(category) === undefined) {
          throw badRequest([unknownCategory(category)]);
        }
        const page = await products.list({ category, manufacturer, footprint, limit, cursor });
        return { items: page.items.map(productJson), next: page.next ?? null };
      },
    );

    server.get(
      '/api/v1/products/:slug',
      {
        schema: {
          tags,
          summary: 'One product with every supplier’s offer on a day, priced for a quantity and a place',
          params: Type.Object({ slug: Type.String() }),
          querystring: Type.Object(
            {
              quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
              place: Type.Optional(
                Type.String({ maxLength: 40, description: 'UK postcode or its first half; the mainland if not given' }),
              ),
              on: Type.Optional(Type.String({ maxLength: 20, description: 'YYYY-MM-DD; today if not given' })),
            },
            closed,
          ),
          response: { 200: ProductDetailSchema },
        },
      },
      async (request) => {
        const { quantity = 1 } = request.query;
        const on = dayOf(request.query.on, clock);
        const place = placeOf(request.query.place, agreements);
        const product = await products.get(request.params.slug);
        if (product === undefined) {
          throw notFound('There is no product at this address.', 'See /api/v1/products or search /api/v1/offers.');
        }
        return detailJson(products, product, { quantity, place, on });
      },
    );

    await server.register(importRoute(importer));
  };
}

/** Its own plugin: only here is a body of CSV or JSON lines taken. */
function importRoute(importer: ProductImporter): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.addContentTypeParser(
      ['text/csv', 'text/plain', 'application/x-ndjson', 'application/jsonl', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: largestProductFile },
      (_request, body, done) => {
        done(null, body);
      },
    );
    server.post(
      '/api/v1/products/import',
      {
        config: { policy: 'products.import' },
        bodyLimit: largestProductFile,
        schema: {
          tags,
          summary: 'Import products from CSV or JSON lines, or from the public file of device footprints',
          description:
            'The body is the file. In format=calloff a file with a mistake is answered with 422 and changes nothing. ' +
            'format=boavizta takes every row it can, lists the others, and is answered with 422 only when it can use none.',
          consumes: ['text/csv', 'application/x-ndjson'],
          querystring: Type.Object(
            {
              format: Type.Optional(Type.Enum(productFormats, { default: 'calloff' })),
              dryRun: Type.Optional(Type.Boolean({ description: 'Check only' })),
            },
            closed,
          ),
          response: { 200: ProductImportResultSchema, 422: ProductImportResultSchema },
        },
      },
      async (request, reply) => {
        const body: unknown = request.body;
        const result = await importer.import(Readable.from(Buffer.isBuffer(body) ? [body] : []), {
          actor: request.actor,
          requestId: request.id,
          format: request.query.format ?? 'calloff',
          dryRun: request.query.dryRun === true,
        });
        return reply
          .status(result.applied || (result.dryRun && result.accepted > 0) ? 200 : 422)
          .send({ ...result, problems: [...result.problems], remarks: [...result.remarks] });
      },
    );
  };
}

function dayOf(text: string | undefined, clock: Clock): IsoDate {
  if (text === undefined || text === '') return today(clock);
  const date = parseIsoDate(text);
  if (date !== undefined) return date;
  throw badRequest([
    {
      code: 'not-a-date',
      path: 'on',
      value: text,
      message: 'The date asked for is not a day of the calendar.',
      remedy: 'Write year, month and day, such as 2026-11-30.',
    },
  ]);
}

function placeOf(text: string | undefined, { reference }: Agreements): DeliveryPlace | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const place = readDeliveryPlace(text, reference.deliveryPlaces);
  if (place.ok) return place.value;
  throw badRequest(place.problems);
}

function unknownCategory(category: string): Problem {
  return {
    code: 'category-unknown',
    path: 'category',
    value: category,
    message: 'There is no category with this id.',
    remedy: 'See /api/v1/categories for their ids.',
  };
}

function productJson(product: Product): Static<typeof ProductSchema> {
  const { footprint } = product;
  return {
    ...product,
    specification: { ...product.specification },
    labels: [...product.labels],
    footprint:
      footprint === null ? null : { ...footprint, lifeKg: lifeKg(footprint), embodiedKg: embodiedKg(footprint) },
  };
}

/** What a product's offers are priced for. */
interface Asked {
  readonly quantity: number;
  readonly place: DeliveryPlace | undefined;
  readonly on: IsoDate;
}

async function detailJson(
  products: Products,
  product: Product,
  asked: Asked,
): Promise<Static<typeof ProductDetailSchema>> {
  const { quantity, place, on } = asked;
  const category = products.categories.get(product.category);
  const offers = await products.offersOf(product.id, on);
  const priced = await Promise.all(offers.map((offer) => offerJson(products, { offer, product }, asked)));
  const history = await products.priceHistory(product.id, 'new', addMonths(on, -historyMonths), on, quantity);
  const groups = category === undefined ? [] : specificationGroups(category, product.specification);
  return {
    ...productJson(product),
    on,
    quantity,
    ...(place === undefined ? {} : { place }),
    groups: groups.map((each) => ({ name: each.name, facts: [...each.facts] })),
    offers: priced.toSorted((one, other) => exact(one.price.net).comparedTo(other.price.net)),
    priceHistory: [...history],
  };
}

async function offerJson(
  products: Products,
  { offer, product }: OfferOfProduct,
  { quantity, place, on }: Asked,
): Promise<Static<typeof ProductOfferSchema>> {
  const { supplierId, productId: _product, declaredFootprint: _footprint, demonstration: _demo, ...rest } = offer;
  const services = await products.servicesFor(offer, product, on);
  const price = products.price(offer, quantity, on, place);
  return {
    ...rest,
    supplier: supplierId,
    fundingModels: [...offer.fundingModels],
    priceBreaks: [...priceSteps(offer, price.orderQuantity)],
    services: services.map(({ name, unit, unitPrice }) => ({ name, unit, unitPrice })),
    price,
  };
}
