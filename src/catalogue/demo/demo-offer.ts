import { addDays, addMonths, formatDate, isoDate, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { FundingModel, Grades, OfferIdentity, OfferTerms, PriceBreak, WarrantyType } from '../offer.ts';
import { Dice, mixText } from './demo-chance.ts';
import { asPrice, scaled } from './demo-price.ts';
import type { MadeProduct } from './demo-product.ts';
import type { DemoFamily, OfferRules } from './demo-schema.ts';
import type { DemoPosition } from './demo-suppliers.ts';

/** An invented offer with all its intervals, past and coming ones too, oldest first. */
export interface DemoOffer {
  readonly identity: Omit<OfferIdentity, 'id' | 'productId'>;
  readonly intervals: readonly OfferTerms[];
}

export interface OfferRequest {
  readonly made: MadeProduct;
  readonly family: DemoFamily;
  readonly ordinal: number;
  readonly position: DemoPosition;
  readonly agreement: string;
  readonly rules: OfferRules;
  readonly seed: number;
  readonly today: IsoDate;
}

/** Makes a position's offer for a product. The same request makes the same offer. */
export function offerFor(request: OfferRequest): DemoOffer {
  const { made, family, position, rules, seed, today } = request;
  const supplier = mixText(position.supplierId);
  const dice = new Dice(seed, supplier, mixText(position.lot), mixText(made.product.mpn));
  const lot = rules.lots[position.lot] ?? { price: 0, weight: 1, lead: [0, 5] as [number, number] };
  const habit = new Dice(seed, supplier, 7).between(rules.spread.supplier);
  const percent = habit + dice.between(rules.spread.offer) + lot.price;
  const unitPrice = asPrice(made.price * (1 + (made.price < 0 ? -percent : percent) / 100));
  const goods = family.terms.only === undefined;
  const free = dice.chance(rules.delivery.freePercent);
  const terms: OfferTerms = {
    validFrom: today,
    validTo: null,
    unitPrice,
    vatCategory: family.terms.vat ?? 'standard',
    priceBreaks: breaksFor(unitPrice, rules, dice),
    minimumQuantity: family.terms.minimum === undefined ? 1 : dice.pick(family.terms.minimum),
    packSize: family.terms.packs === undefined ? 1 : dice.pick(family.terms.packs),
    leadTimeDays: leadTime(family, lot, dice),
    deliveryCharge: goods && !free ? asPrice(dice.pick(rules.delivery.charge)) : '0.00',
    deliveryFreeOver: goods && !free && dice.chance(70) ? asPrice(dice.pick(rules.delivery.freeOver)) : null,
    nextDayCharge:
      goods && dice.chance(rules.delivery.nextDayPercent) ? asPrice(dice.pick(rules.delivery.nextDay)) : null,
    deliveryOffMainland: null,
    ...warrantyFor(made, family, rules, dice),
    fundingModels: fundingFor(family, dice),
    ...takeBackFor(family, rules, new Dice(seed, supplier, 13), dice),
  };
  return {
    identity: {
      supplierId: position.supplierId,
      agreement: request.agreement,
      lot: position.lot,
      supplierSku: `${made.product.mpn.slice(0, 44)}-L${position.lot}`,
      unit: made.unit,
      condition: made.condition,
      grades: gradesFor(made, family, rules, dice, today),
      declaredFootprint: footprintFor(made, family, rules, dice),
      ...stockFor(family, rules, dice, goods),
      demonstration: true,
    },
    intervals: intervalsFor(
      { ...terms, deliveryOffMainland: goods ? offMainland(terms, rules, new Dice(seed, supplier, 17)) : null },
      rules,
      dice,
      today,
    ),
  };
}

/** What a supplier adds off the mainland is the same for all its offers. */
function offMainland(terms: OfferTerms, { delivery }: OfferRules, supplier: Dice): DecimalText | null {
  if (!supplier.chance(delivery.offMainlandPercent)) return null;
  return exact(terms.deliveryCharge).plus(supplier.pick(delivery.offMainland)).toFixed(2);
}

function leadTime(family: DemoFamily, lot: OfferRules['lots'][string], dice: Dice): number {
  const own = dice.whole(family.terms.lead[0], family.terms.lead[1]);
  const days = own + dice.whole(lot.lead[0], lot.lead[1]);
  return lot.fast === undefined || family.terms.only !== undefined ? days : Math.min(days, 1 + (days % lot.fast));
}

/** Falling prices at some of the usual quantities, further apart the dearer the thing is. */
function breaksFor(unitPrice: DecimalText, rules: OfferRules, dice: Dice): readonly PriceBreak[] {
  const price = Number(unitPrice);
  const offered = dice.chance(rules.breaks.offered);
  if (!offered || price <= 0 || price > rules.breaks.notAbove) return [];
  const most = dice.whole(1, rules.breaks.most);
  const last = price > 2000 ? 3 : price > 200 ? 5 : rules.breaks.quantities.length;
  const breaks: PriceBreak[] = [];
  let factor = 1;
  for (const quantity of rules.breaks.quantities.slice(0, last)) {
    if (breaks.length >= most) break;
    if (!dice.chance(78)) continue;
    factor *= 1 - dice.between(rules.breaks.percent) / 100;
    const reduced = scaled(unitPrice, factor);
    const before = breaks.at(-1)?.unitPrice ?? unitPrice;
    if (Number(reduced) < Number(before)) breaks.push({ quantity, unitPrice: reduced });
  }
  return breaks;
}

function warrantyFor(
  made: MadeProduct,
  family: DemoFamily,
  rules: OfferRules,
  dice: Dice,
): { readonly warrantyMonths: number; readonly warrantyType: WarrantyType } {
  const choices = family.terms.warranty;
  if (choices === undefined) return { warrantyMonths: 0, warrantyType: 'none' };
  const asNew = Math.max(...choices);
  // As good as new means warranted as new: a shorter warranty would make it refurbished only.
  const months =
    made.condition === 'new'
      ? dice.pick(choices)
      : made.condition === 'remanufactured'
        ? asNew
        : Math.min(asNew, dice.pick(rules.used.warranty));
  const usual = dice.pick(['return-to-base', 'return-to-base', 'collect-and-return', 'on-site'] as const);
  return { warrantyMonths: months, warrantyType: family.terms.warrantyType ?? usual };
}

function fundingFor(family: DemoFamily, dice: Dice): readonly FundingModel[] {
  if (family.terms.only !== undefined) return family.terms.only;
  const models: FundingModel[] = ['purchase'];
  for (const model of ['instalments', 'lease', 'utility', 'service', 'subscription'] as const) {
    if (dice.chance(family.terms.funding?.[model] ?? 0)) models.push(model);
  }
  return models;
}

function takeBackFor(
  family: DemoFamily,
  rules: OfferRules,
  supplier: Dice,
  dice: Dice,
): { readonly takesBack: boolean; readonly takeBackCharge: DecimalText | null } {
  if (!supplier.chance(family.terms.takesBack ?? 0)) return { takesBack: false, takeBackCharge: null };
  const { rebatePercent, rebate, fee } = rules.takeBack;
  const pays = dice.chance(rebatePercent);
  const charge = pays ? -dice.whole(rebate[0], rebate[1]) : dice.whole(fee[0], fee[1]);
  return { takesBack: true, takeBackCharge: `${charge}.00` };
}

const noGrades: Grades = { cosmetic: null, functional: null, batteryPercent: null, evidence: null };

function gradesFor(made: MadeProduct, family: DemoFamily, rules: OfferRules, dice: Dice, today: IsoDate): Grades {
  if (made.condition === 'new') return noGrades;
  const evidence = dice
    .pick(rules.evidence[made.condition])
    .replace('{n}', `D-${dice.whole(10_000, 99_999)}`)
    .replace('{date}', formatDate(addDays(today, dice.whole(90, 800))));
  if (made.condition === 'remanufactured') return { ...noGrades, evidence };
  const { cosmetic, functional, battery } = rules.used;
  return {
    cosmetic: dice.whole(cosmetic[0], cosmetic[1]),
    functional: dice.whole(functional[0], functional[1]),
    batteryPercent: family.used?.battery === true ? dice.whole(battery[0], battery[1]) : null,
    evidence,
  };
}

function footprintFor(
  made: MadeProduct,
  family: DemoFamily,
  rules: OfferRules,
  dice: Dice,
): OfferIdentity['declaredFootprint'] {
  const band = family.used?.embodiedKg;
  const declared = dice.chance(rules.used.declaredPercent);
  if (made.condition === 'new' || band === undefined || !declared) return null;
  return { low: String(band.low), typical: String(band.typical), high: String(band.high), source: rules.used.source };
}

function stockFor(
  family: DemoFamily,
  rules: OfferRules,
  dice: Dice,
  goods: boolean,
): { readonly stock: number | null; readonly backOrder: boolean } {
  if (!goods) return { stock: null, backOrder: false };
  const [from, to] = family.terms.stock ?? rules.stock.range;
  const empty = dice.chance(rules.stock.emptyPercent);
  const backOrder = dice.chance(rules.stock.backOrderPercent);
  return { stock: empty ? 0 : dice.whole(from, to), backOrder };
}

/** The first of a month, `months` away from today's. */
export function monthStart(today: IsoDate, months: number): IsoDate {
  return addMonths(isoDate(`${today.slice(0, 8)}01`), months);
}

/** The terms as they are now, what they were before and what they will be: prices differ, the rest stays. */
function intervalsFor(terms: OfferTerms, rules: OfferRules, dice: Dice, today: IsoDate): readonly OfferTerms[] {
  const { history } = rules;
  const starts: { readonly from: IsoDate; readonly factor: number }[] = [];
  let months = -dice.whole(history.startedMonths[0], history.startedMonths[1]);
  if (dice.chance(history.offersPercent)) {
    const steps = dice.whole(history.steps[0], history.steps[1]);
    let factor = 1;
    months = -dice.whole(0, 2);
    starts.push({ from: monthStart(today, months), factor });
    for (let step = 0; step < steps; step += 1) {
      months -= dice.whole(history.monthsBetween[0], history.monthsBetween[1]);
      factor *= 1 - dice.between(history.stepPercent) / 100;
      starts.unshift({ from: monthStart(today, months), factor });
    }
  } else {
    starts.push({ from: monthStart(today, months), factor: 1 });
  }
  const ends = dice.chance(history.endsPercent);
  const coming = dice.chance(history.comingPercent);
  const next = monthStart(today, dice.whole(1, 3));
  if (coming) starts.push({ from: next, factor: 1 + dice.between(history.comingRise) / 100 });
  return intervalsOf(terms, starts, ends && !coming ? addDays(next, -1) : null);
}

/** Turns the days prices began, oldest first, into intervals that follow one another without a gap. */
export function intervalsOf(
  terms: OfferTerms,
  starts: readonly { readonly from: IsoDate; readonly factor: number }[],
  end: IsoDate | null,
): readonly OfferTerms[] {
  return starts.map(({ from, factor }, index) => {
    const next = starts[index + 1];
    return {
      ...terms,
      validFrom: from,
      validTo: next === undefined ? end : addDays(next.from, -1),
      unitPrice: factor === 1 ? terms.unitPrice : scaled(terms.unitPrice, factor),
      priceBreaks:
        factor === 1
          ? terms.priceBreaks
          : terms.priceBreaks.map((each) => ({ ...each, unitPrice: scaled(each.unitPrice, factor) })),
    };
  });
}
