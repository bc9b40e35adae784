import { Type } from 'typebox';
import type { DecimalText } from '../../kernel/money.ts';
import { commitmentOf } from '../purchase/make-draft.ts';
import { type BasketView, servicesOf } from './basket-view.ts';

const money = (description?: string) => Type.String(description === undefined ? {} : { description });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);
const amounts = { net: money(), vat: money(), gross: money() };

const LineSchema = Type.Object({
  kind: Type.Union([Type.Literal('goods'), Type.Literal('service'), Type.Literal('delivery')]),
  title: Type.String(),
  offer: orNull(Type.String({ description: 'Of goods: the offer; of a service: that of the goods it goes with' })),
  service: orNull(Type.String()),
  mpn: Type.String(),
  condition: orNull(Type.String()),
  unit: Type.String(),
  quantity: Type.Integer({ description: 'What is ordered: whole packs, at least the smallest order' }),
  unitPrice: money('Pounds without VAT, up to four decimals'),
  ...amounts,
  vatCategory: Type.String(),
  vatPercent: orNull(Type.String({ description: '0-100; null where the supply carries no VAT' })),
});

/** A basket as the interface and the command line give it. Amounts are pounds as decimal text, with VAT by line. */
export const BasketSchema = Type.Object({
  id: orNull(Type.String({ description: 'null: it was priced without being kept' })),
  version: Type.Integer({ description: 'To be sent along with a change' }),
  organisation: orNull(Type.String()),
  site: orNull(Type.String()),
  supplier: Type.Object({ id: Type.String(), name: Type.String() }),
  agreement: Type.String(),
  lot: Type.String(),
  route: orNull(Type.String({ description: 'null: bought by a further competition only' })),
  competes: Type.Boolean({ description: 'The lot allows a further competition' }),
  reference: Type.String(),
  termMonths: orNull(Type.Integer()),
  needsTerm: Type.Boolean({ description: 'Something is paid by the month or year' }),
  neededBy: orNull(Type.String()),
  arrives: orNull(Type.String({ description: 'Day on which the last of it is there, if it is ordered today' })),
  late: Type.Boolean(),
  wanted: Type.Array(
    Type.Object({
      offer: Type.String(),
      title: Type.String(),
      quantity: Type.Integer(),
      available: Type.Boolean({ description: 'false: it cannot be bought today and is not priced' }),
      arrives: orNull(Type.String()),
      changes: Type.Array(Type.String(), { description: 'What changed since it was last looked at' }),
      nextBreak: orNull(
        Type.Object({
          quantity: Type.Integer(),
          more: Type.Integer(),
          unitPrice: money(),
          extra: money('What all cost more than the present number; negative where more cost less'),
          lessEach: money(),
        }),
      ),
      services: Type.Array(
        Type.Object({ service: Type.String(), name: Type.String(), unitPrice: money(), unit: Type.String() }),
        { description: 'Services that can be added' },
      ),
    }),
  ),
  lines: Type.Array(LineSchema),
  ...amounts,
  commitment: Type.Object({ net: money(), gross: money() }, { description: 'Over the whole term' }),
});

/** What the interface and the command line give of a basket. */
export function basketData(view: BasketView) {
  const { basket, priced, open } = view;
  const kept = basket.id !== '';
  const orNothing = (text: string): string | null => (text === '' ? null : text);
  return {
    id: orNothing(basket.id),
    version: basket.version,
    organisation: orNothing(basket.organisation),
    site: kept ? basket.site : null,
    supplier: { id: basket.supplier, name: view.supplierName },
    agreement: basket.agreement,
    lot: basket.lot,
    route: view.route ?? null,
    competes: view.competes,
    reference: basket.reference,
    termMonths: basket.termMonths,
    needsTerm: view.paidAgain,
    neededBy: basket.neededBy,
    arrives: view.arrives,
    late: view.late,
    wanted: view.lines.map((each) => ({
      ...{ offer: each.offer, title: each.title, quantity: each.quantity, available: each.listed !== undefined },
      ...{ arrives: each.arrives, changes: [...each.changes], nextBreak: each.next ?? null },
      services: each.offered.map(({ id: service, name, unitPrice, unit }) => ({ service, name, unitPrice, unit })),
    })),
    lines: priced.lines.map((each) => {
      const line = open[each.goods];
      const service = line === undefined || each.service < 0 ? undefined : servicesOf(line)[each.service];
      const listed = each.kind === 'goods' ? line?.listed : undefined;
      const { kind, quantity, unitPrice, net, vat, gross, vatCategory, vatPercent } = each;
      return {
        kind,
        title: listed?.product.title ?? service?.name ?? 'Delivery',
        offer: kind === 'delivery' ? null : (line?.offer ?? null),
        service: service?.id ?? null,
        mpn: listed?.product.mpn ?? '',
        condition: listed?.offer.condition ?? null,
        unit: listed?.offer.unit ?? service?.unit ?? 'each',
        ...{ quantity, unitPrice, net, vat, gross, vatCategory, vatPercent },
      };
    }),
    ...totals(priced),
    commitment: commitmentOf(view),
  };
}

export type BasketData = ReturnType<typeof basketData>;

function totals({ net, vat, gross }: Readonly<Record<'net' | 'vat' | 'gross', DecimalText>>) {
  return { net, vat, gross };
}

const closed = { additionalProperties: false } as const;
const text = (most: number) => Type.String({ minLength: 1, maxLength: most });
export const quantity = Type.Integer({ minimum: 1, maximum: 1_000_000 });
export const isoDay = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2027-01-05'] });
export const termMonths = Type.Integer({ minimum: 1, maximum: 120 });

/** What `basket price` and `/api/v1/baskets/price` take. */
export const BasketToPriceSchema = Type.Object(
  {
    lines: Type.Array(
      Type.Object(
        {
          offer: Type.Optional(text(18)),
          mpn: Type.Optional(text(100)),
          supplier: Type.Optional(text(100)),
          lot: Type.Optional(text(20)),
          agreement: Type.Optional(text(40)),
          condition: Type.Optional(text(40)),
          quantity,
          services: Type.Optional(
            Type.Array(Type.Object({ service: text(200), quantity }, closed), {
              maxItems: 40,
              description: 'Each by its id or by its name',
            }),
          ),
        },
        { ...closed, description: 'An offer, or mpn with supplier and lot' },
      ),
      { minItems: 1, maxItems: 40 },
    ),
    place: Type.Optional(Type.String({ maxLength: 20, description: 'UK postcode or its first half' })),
    termMonths: Type.Optional(termMonths),
    neededBy: Type.Optional(isoDay),
  },
  closed,
);
