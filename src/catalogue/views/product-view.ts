import { type Agreements, type DeliveryPlace } from '../../agreements/index.ts';
import { formatDate, formatDay, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatCount, formatMoney } from '../../kernel/money.ts';
import { cleanLine, plural } from '../../kernel/text.ts';
import { supplierPaths } from '../../organisations/index.ts';
import { comparePath, footprintsPath, newListPath, productPath, searchPath, withQuery } from '../catalogue-paths.ts';
import type { CategoryTree } from '../categories.ts';
import { formatSpecificationValue, specificationGroups } from '../category-specification.ts';
import type { Category } from '../category.ts';
import { inOrder } from '../category-tree.ts';
import { labelName } from '../search-row.ts';
import { type AssociatedService, unitWords } from '../offer.ts';
import { type PricePoint, priceSteps } from '../offer-pricing.ts';
import type { Product } from '../product.ts';
import { carbonView } from './carbon-view.ts';
import type { FieldProblem } from './field-problem.ts';
import { conditionText, leadTimeLabel, productIcon, titleIn } from './offer-words.ts';
import { priceChart } from './price-chart.ts';
import type { PricedOffer } from './priced-offer.ts';
import { placeField } from './place-view.ts';
import { forQuantity, leadTime, perUnit } from './price-words.ts';
import { buyingAdvice, routeSummary } from './route-words.ts';
import { categoryTrail } from './results-view.ts';

export interface ProductInput {
  readonly product: Product;
  readonly offers: readonly PricedOffer[];
  /** Id of the offer asked for in the address. */
  readonly asked: string | undefined;
  readonly quantity: number;
  readonly place: DeliveryPlace | undefined;
  readonly today: IsoDate;
  readonly services: readonly AssociatedService[];
  readonly history: readonly PricePoint[];
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  readonly problems: readonly FieldProblem[];
  /** First day on which goods ordered today can be there, by working days. */
  readonly arrival: (workingDays: number) => IsoDate;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Offers one can order now first, then the others; within these new before used, then by what the order costs delivered. */
export function inBuyingOrder(offers: readonly PricedOffer[], agreements: Agreements): readonly PricedOffer[] {
  const place = (each: PricedOffer): number =>
    routeSummary(agreements, each.offer.agreement, each.offer.lot).orderable ? 0 : 1;
  const used = (each: PricedOffer): number => (each.offer.condition === 'new' ? 0 : 1);
  return offers.toSorted(
    (one, other) =>
      place(one) - place(other) ||
      used(one) - used(other) ||
      exact(one.net).plus(one.delivery).cmp(exact(other.net).plus(other.delivery)) ||
      one.supplier.name.localeCompare(other.supplier.name, 'en'),
  );
}

/** `C6 F5`, or nothing. */
export function gradesText(grades: PricedOffer['offer']['grades']): string {
  const parts = [
    ...(grades.cosmetic === null ? [] : [`C${grades.cosmetic}`]),
    ...(grades.functional === null ? [] : [`F${grades.functional}`]),
  ];
  return parts.join(' ');
}

function stockNote({ offer, orderQuantity }: PricedOffer): string {
  if (offer.stock === null) return '';
  if (offer.stock >= orderQuantity) return 'In stock';
  if (offer.stock > 0) return `${formatCount(offer.stock)} in stock`;
  return offer.backOrder ? 'On back order' : 'Out of stock';
}

/** Why the order is for more than was asked. */
function quantityNote({ offer, quantity, orderQuantity }: PricedOffer): string {
  if (orderQuantity === quantity) return '';
  if (offer.minimumQuantity > quantity && offer.packSize === 1)
    return `The smallest order is ${formatCount(offer.minimumQuantity)}.`;
  return `Sold in packs of ${formatCount(offer.packSize)}, so ${formatCount(quantity)} becomes ${formatCount(orderQuantity)}.`;
}

function deliveryText(amount: DecimalText): string {
  return exact(amount).isZero() ? 'Free' : formatMoney(amount);
}

function facts(input: ProductInput, category: Category | undefined) {
  const { product } = input;
  const headline = inOrder(category?.attributes ?? [], (each) => each.headline).flatMap((attribute) => {
    const value = product.specification[attribute.key];
    return value === undefined ? [] : [{ label: attribute.label, text: formatSpecificationValue(attribute, value) }];
  });
  const labels = product.labels.map((label) => ({
    label: 'Label',
    text: `${labelName(label)}, until ${formatDate(label.validTo)}`,
    lapsed: label.validTo < input.today,
  }));
  return [...partNumber(product), ...headline, ...labels];
}

function partNumber({ identifiedBy, mpn }: Product) {
  return identifiedBy === 'part-number' ? [{ label: 'Part number', text: mpn, mpn: true }] : [];
}

function specification(product: Product, category: Category | undefined) {
  const codes = [
    ...(product.identifiedBy === 'part-number'
      ? partNumber(product)
      : [{ label: 'Part number', text: 'None: known by its model’s name' }]),
    ...(product.gtin === null ? [] : [{ label: 'GTIN', text: product.gtin, mpn: true }]),
    ...(product.unspsc === null ? [] : [{ label: 'UNSPSC', text: product.unspsc, mpn: true }]),
    ...(product.cpv === null ? [] : [{ label: 'CPV', text: product.cpv, mpn: true }]),
    ...(product.launched === null ? [] : [{ label: 'Sold since', text: formatDate(product.launched) }]),
    ...(product.endOfSale === null ? [] : [{ label: 'Sold until', text: formatDate(product.endOfSale) }]),
    ...(product.endOfSupport === null ? [] : [{ label: 'Supported until', text: formatDate(product.endOfSupport) }]),
  ];
  const groups = category === undefined ? [] : specificationGroups(category, product.specification);
  return [...groups, { name: 'Codes and dates', facts: codes }];
}

/** The stretches of a price: `1 to 9`, `25 to 49, your 30`, `100 or more`. None lies below the smallest order. */
export function breakRows({ offer, orderQuantity }: Pick<PricedOffer, 'offer' | 'orderQuantity'>) {
  const steps = priceSteps(offer, orderQuantity).filter((each) => each.to === null || each.to >= offer.minimumQuantity);
  return steps.map((each) => {
    const from = Math.max(each.from, offer.minimumQuantity);
    const range =
      each.to === null
        ? `${formatCount(from)} or more`
        : each.to === from
          ? formatCount(from)
          : `${formatCount(from)} to ${formatCount(each.to)}`;
    return {
      range: each.chosen ? `${range}, your ${formatCount(orderQuantity)}` : range,
      price: formatMoney(each.unitPrice),
      chosen: each.chosen,
    };
  });
}

function validity({ offer }: PricedOffer): string {
  return offer.validTo === null
    ? `Offer valid from ${formatDate(offer.validFrom)} until further notice.`
    : `Offer valid ${formatDate(offer.validFrom)} to ${formatDate(offer.validTo)}.`;
}

function deliverySentence(each: PricedOffer, category: Category | undefined, input: ProductInput): string {
  const nature = category?.nature ?? 'goods';
  const days = each.offer.leadTimeDays;
  const by = formatDay(input.arrival(days));
  if (nature === 'service') return `Can start by ${by}.`;
  if (nature === 'software') return `Ready by ${by}.`;
  if (each.offer.stock !== null && each.offer.stock < each.orderQuantity && !each.offer.backOrder) return '';
  const to = input.place === undefined ? '' : ` to ${input.place.postcode}`;
  return exact(each.delivery).isZero()
    ? `Delivered free${to} by ${by}.`
    : `Delivered${to} by ${by} for ${formatMoney(each.delivery)} excluding VAT.`;
}

function chosenView(each: PricedOffer, category: Category | undefined, input: ProductInput) {
  const { offer, supplier } = each;
  const advice = buyingAdvice(input.agreements, offer.agreement, offer.lot);
  const note = stockNote(each);
  return {
    id: offer.id,
    price: formatMoney(each.unitPrice),
    per: perUnit(offer.unit),
    perCapital: capital(perUnit(offer.unit)),
    total: `${formatMoney(each.gross)} ${forQuantity(offer.unit, each.orderQuantity)}`,
    supplier: supplier.name,
    supplierHref: supplierPaths.supplier(supplier.id),
    sme: supplier.sme,
    conditionSentence: offer.condition === 'new' ? '' : `${conditionText(offer.condition, gradesText(offer.grades))}. `,
    stockSentence: note === '' ? '' : `${note}.`,
    deliverySentence: deliverySentence(each, category, input),
    quantityNote: quantityNote(each),
    breaks: breakRows(each),
    validity: validity(each),
    orderQuantity: each.orderQuantity,
    listHref: newListPath([offer.id], input.quantity, input.place),
    compareHref: comparePath([offer.id], input.quantity, input.place),
    verdict: advice?.verdicts[0],
    advice,
  };
}

function offerRow(each: PricedOffer, chosen: boolean, several: boolean, input: ProductInput) {
  const { offer, supplier } = each;
  const route = routeSummary(input.agreements, offer.agreement, offer.lot);
  const battery = offer.grades.batteryPercent;
  return {
    chosen,
    supplier: supplier.name,
    supplierHref: supplierPaths.supplier(supplier.id),
    sme: supplier.sme,
    price: formatMoney(each.unitPrice),
    totalAmount: formatMoney(each.gross),
    totalNote: each.orderQuantity === each.quantity ? '' : forQuantity(offer.unit, each.orderQuantity),
    condition: conditionText(offer.condition, gradesText(offer.grades)),
    conditionNote: battery === null ? '' : `Battery ${battery}%`,
    delivered: leadTime(offer.leadTimeDays),
    stockNote: stockNote(each),
    delivery: deliveryText(each.delivery),
    lot: `${several ? `${offer.agreement} lot` : 'Lot'} ${offer.lot}, ${route.short}`,
    routeNote: route.note,
    href: productPath(input.product.slug, { quantity: input.quantity, offer: offer.id, place: input.place }),
  };
}

function servicesView(services: readonly AssociatedService[]) {
  return services.map((each) => ({
    name: each.name,
    unit: capital(unitWords[each.unit].one),
    price: formatMoney(each.unitPrice),
  }));
}

/** What is said where nobody offers the product, and where to go next. */
function unofferedView({ product, history }: ProductInput, category: Category | undefined) {
  const many = category?.noun.many ?? 'offers';
  const others = { href: searchPath({ category: product.category }), text: `See other ${many}` };
  if (product.identifiedBy === 'part-number') {
    const last = history.length > 0 ? ' Its last prices are below.' : '';
    return {
      text: `It stays in the catalogue so that what was bought can still be looked up.${last}`,
      links: [others],
    };
  }
  const { id, name } = product.manufacturer;
  return {
    text: 'It is here because its maker published what it emits. Suppliers offer things under part numbers, so look for one like it.',
    links: [
      others,
      {
        href: footprintsPath({ manufacturer: id, category: product.category }),
        text: `Published footprints of ${name} ${many}`,
      },
    ],
  };
}

/** Everything the product page prints, without markup. */
export function productView(input: ProductInput): Readonly<Record<string, unknown>> {
  const { product, quantity, place } = input;
  const category = input.categories.get(product.category);
  const ordered = inBuyingOrder(input.offers, input.agreements);
  const chosen = ordered.find((each) => each.offer.id === input.asked) ?? ordered[0];
  const several = new Set(ordered.map((each) => each.offer.agreement)).size > 1;
  const unit = chosen?.offer.unit ?? 'each';
  const groups = specification(product, category);
  const count = groups.reduce((sum, each) => sum + each.facts.length, 0);
  const typed = input.problems.find((each) => each.field === 'quantity');
  const view = chosen === undefined ? undefined : chosenView(chosen, category, input);
  const rivals = ordered.filter((each) => each !== chosen).slice(0, 3);
  return {
    section: 'catalogue',
    title: titleIn(product.title),
    trail: categoryTrail(input.categories, product.category, true),
    maker: product.manufacturer.kind === 'service' ? '' : product.manufacturer.name,
    name: titleIn(product.name),
    description: cleanLine(product.description),
    picture: productIcon(category, chosen?.offer.condition ?? 'new'),
    facts: facts(input, category),
    specification: groups,
    specificationCount: count,
    specificationsText: `All ${plural(count, 'specification')}`,
    problems: input.problems.map((each) => ({ message: each.message, href: `#${each.field}` })),
    quantityText: typed?.typed ?? String(quantity),
    quantityProblem: typed?.message,
    place: placeField(place, input.problems),
    howMany: unit === 'each' ? 'How many?' : `How many ${unitWords[unit].many.replace(/ an? (month|year|hour)$/, '')}?`,
    formAction: productPath(product.slug),
    chosenExplicitly: chosen !== undefined && chosen.offer.id === input.asked,
    chosen: view,
    advice: view?.advice,
    offers: ordered.map((each) => offerRow(each, each === chosen, several, input)),
    offersTitle: `${plural(ordered.length, 'offer')} ${forQuantity(unit, quantity).replace(/^an? (month|year|hour) /, '')}`,
    day: formatDay(input.today),
    when: 'today',
    unoffered: unofferedView(input, category),
    columns: {
      price: `${capital(perUnit(unit))}, excluding VAT`,
      total: `${capital(forQuantity(unit, quantity).replace(/^for /, ''))}, including VAT`,
      lead: leadTimeLabel(category?.nature ?? 'goods'),
      delivery: place === undefined ? 'Delivery' : `Delivery to ${place.postcode}`,
      condition: (category?.nature ?? 'goods') === 'goods',
    },
    compareAllHref:
      chosen === undefined || rivals.length === 0
        ? undefined
        : comparePath([chosen.offer.id, ...rivals.map((each) => each.offer.id)], quantity, place),
    compareAllText: `Compare the first ${rivals.length + 1} side by side`,
    services: servicesView(input.services),
    servicesRebate: input.services.some((each) => exact(each.unitPrice).isNegative()),
    history: priceChart(input.history, input.today),
    historyNote: 'Lowest price for one, excluding VAT',
    carbon: carbonView(category, chosen, product.footprint),
    data: {
      json: withQuery(`/api/v1/products/${encodeURIComponent(product.slug)}`, {
        quantity: quantity === 1 ? undefined : quantity,
        place: place?.postcode,
      }),
      command: '',
    },
  };
}
