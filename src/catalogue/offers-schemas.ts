import { Type } from 'typebox';
import { DeliveryPlaceSchema } from './product-schemas.ts';
import { fundingModels } from './offer.ts';
import {
  leadTimeBands,
  offerConditions,
  offerGroupings,
  offerRoutes,
  offerSorts,
  queryLimits,
} from './search-query.ts';

const text = (description: string) => Type.Optional(Type.String({ description }));
const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));
const oneOf = (values: readonly string[], description: string) =>
  Type.Optional(Type.String({ enum: [...values], description }));
const severalOf = (values: readonly string[], description: string) =>
  Type.Optional(Type.Array(Type.String({ enum: [...values] }), { description }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description }));
const money = (description: string) => Type.String({ description, examples: ['395.00'] });

/** What an offer search takes; lists are given by repeating the parameter. */
export const OfferQuerySchema = Type.Object(
  {
    q: text('Words, makers and part numbers; the last word may be unfinished'),
    exact: flag('Take the words as they are: no correction of misspelt ones'),
    agreement: texts('Numbers of agreements'),
    lot: texts('Numbers of lots'),
    category: texts('Category paths; a branch includes everything under it'),
    manufacturer: texts('Makers, by id'),
    condition: severalOf(offerConditions, 'Condition'),
    supplier: texts('Suppliers, by id'),
    route: severalOf(offerRoutes, "The plainest way to buy that the offer's lot allows"),
    label: texts('Labels the product holds on the day, such as epeat-gold'),
    funding: severalOf(fundingModels, 'Ways to pay'),
    minPrice: text('Lowest price each at the quantity, pounds without VAT'),
    maxPrice: text('Highest price each at the quantity, pounds without VAT'),
    within: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: queryLimits.leadDays,
        description: `Delivered within so many working days, such as ${leadTimeBands.join(', ')}`,
      }),
    ),
    sme: flag('Small and medium-sized suppliers only'),
    takesBack: flag('Only where the supplier takes devices back'),
    stock: flag('Only where enough is in stock'),
    on: text('Day asked about, YYYY-MM-DD; today in London when absent'),
    quantity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: queryLimits.quantity, description: 'How many are wanted; 1 when absent' }),
    ),
    place: text('UK postcode or its first half, such as BT1, that delivery is priced for; the mainland when absent'),
    sort: oneOf(
      offerSorts,
      'Order: price is each, deliveredPrice the whole order with delivery to the place, both at the quantity; emissions is what making one typically emits, least first and what has no figure last, and takes exactly one manufacturer',
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: queryLimits.page, description: 'Results on a page; 20 when absent' }),
    ),
    cursor: text('The next of the page before'),
    group: oneOf(offerGroupings, 'product: one row a product and condition, with its lowest offer'),
    facets: oneOf(['on', 'off'], 'off leaves out the counts'),
  },
  {
    additionalProperties: false,
    description: 'Attributes are given as attr.<key>: a choice, yes or no, a number, or a band such as 12..16',
  },
);

const FacetSchema = Type.Object({
  name: Type.String({ description: 'The parameter that takes the values' }),
  label: Type.String(),
  more: Type.Integer({ description: 'Values with results that are left out' }),
  values: Type.Array(
    Type.Object({
      value: Type.String(),
      label: Type.String(),
      count: Type.Integer({ description: 'Offers with this value and every other choice' }),
      exact: Type.Boolean({ description: 'false: an estimate from a sample, where there are too many to count' }),
      chosen: Type.Boolean(),
    }),
  ),
});

const OfferItemSchema = Type.Object({
  offer: Type.String({ description: 'Id of the offer' }),
  product: Type.Object({
    id: Type.String(),
    slug: Type.String(),
    name: Type.String(),
    manufacturer: Type.String(),
    mpn: Type.String(),
    category: Type.String(),
    summary: Type.String(),
  }),
  supplier: Type.Object({
    id: Type.String(),
    name: Type.String(),
    sme: Type.Boolean(),
    takesBack: Type.Boolean(),
  }),
  agreement: Type.String(),
  lot: Type.String(),
  route: Type.String(),
  condition: Type.String(),
  grades: Type.String(),
  listPrice: money('Each for one, pounds without VAT'),
  price: money('Each at the quantity'),
  orderQuantity: Type.Integer({ description: 'The least number at or above the quantity that can be ordered' }),
  delivery: money('Delivery of the whole order, to the place'),
  deliveredPrice: money('The whole order with delivery'),
  vatCategory: Type.String(),
  unit: Type.Optional(Type.String()),
  declaredKg: Type.Optional(
    Type.Object(
      { low: Type.Number(), typical: Type.Number(), high: Type.Number() },
      { description: 'Making it, kg CO2e, as its seller declares' },
    ),
  ),
  publishedKg: Type.Optional(
    Type.Object(
      { low: Type.Number(), typical: Type.Number(), high: Type.Number() },
      { description: 'Making a new one, kg CO2e, as its maker published it' },
    ),
  ),
  leadDays: Type.Integer({ description: 'Working days' }),
  stock: Type.Union([Type.Integer(), Type.Null()]),
  funding: Type.Array(Type.String()),
  labels: Type.Array(Type.String()),
  offers: Type.Optional(Type.Integer({ description: 'With group=product: offers this row stands for' })),
  pick: Type.Optional(Type.String({ description: 'With group=product: lowest, quickest or lowest-emission of them' })),
});

/** What an offer search answers. */
export const OfferPageSchema = Type.Object({
  total: Type.Integer({ description: 'Offers that match; with totalIsExact false there are more' }),
  totalIsExact: Type.Boolean(),
  totalProducts: Type.Optional(Type.Integer({ description: 'With group=product: rows of all pages' })),
  items: Type.Array(OfferItemSchema),
  facets: Type.Array(FacetSchema),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
  focus: Type.Optional(Type.String({ description: 'Category whose attributes are among the facets' })),
  quantity: Type.Integer(),
  place: Type.Optional(DeliveryPlaceSchema),
  on: Type.String(),
  corrected: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
  relax: Type.Optional(
    Type.Array(
      Type.Object({
        remove: Type.Array(Type.String()),
        value: Type.Optional(Type.String({ description: 'The words of q it takes out; all where it is absent' })),
        q: Type.Optional(Type.String({ description: 'What q becomes where words are taken out' })),
        label: Type.String(),
        together: Type.Optional(Type.Integer({ description: 'Things it takes out, where that is more than one' })),
        count: Type.Integer({ description: 'Results without it' }),
        atLeast: Type.Optional(Type.Boolean({ description: 'There may be more than count' })),
      }),
      {
        description:
          'When nothing matches: what to take out, one thing if any helps, else two, else all filters or words',
      },
    ),
  ),
});
