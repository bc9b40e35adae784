import { addDays, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { slug } from '../../kernel/text.ts';
import { specificationLine } from '../category-specification.ts';
import type { CategoryTree } from '../category-tree.ts';
import type { OfferTerms } from '../offer.ts';
import { type Manufacturer, type NewProduct, withCheckDigit } from '../product.ts';
import { Dice, mixText } from './demo-chance.ts';
import { type DemoOffer, intervalsOf, monthStart } from './demo-offer.ts';
import type { PinnedOffer, PinnedProduct } from './demo-schema.ts';

/** A product the data states exactly. */
export function pinnedProduct(
  pinned: PinnedProduct,
  maker: Manufacturer,
  tree: CategoryTree,
  gtinPrefix: string,
): NewProduct {
  const category = tree.get(pinned.category);
  const dice = new Dice(mixText(pinned.mpn));
  const digits = Array.from({ length: 11 }, () => dice.whole(0, 9)).join('');
  const summary = category === undefined ? '' : specificationLine(category, pinned.specification);
  return {
    slug: slug(`${maker.name} ${pinned.mpn}`),
    manufacturer: { id: maker.id, name: maker.name, kind: maker.kind },
    mpn: pinned.mpn,
    gtin: maker.kind === 'maker' ? withCheckDigit((gtinPrefix + digits).slice(0, 12)) : null,
    name: pinned.name,
    description: pinned.about ?? `${maker.name} ${pinned.name}: ${summary}.`,
    category: pinned.category,
    unspsc: category?.unspsc[0] ?? null,
    cpv: category?.cpv[0] ?? null,
    specification: pinned.specification,
    labels: (pinned.labels ?? []).map((each) => ({
      scheme: each.scheme,
      level: each.level ?? null,
      version: each.version ?? null,
      country: 'GB',
      validTo: isoDate(each.validTo),
    })),
    launched: null,
    endOfSale: null,
    endOfSupport: null,
    demonstration: true,
    identifiedBy: 'part-number',
    footprint: null,
  };
}

/** An offer the data states exactly; what it leaves out is plain. */
export function pinnedOffer(product: PinnedProduct, pinned: PinnedOffer, agreement: string, today: IsoDate): DemoOffer {
  const condition = pinned.condition ?? 'new';
  const band = pinned.embodiedKg;
  const terms: OfferTerms = {
    validFrom: today,
    validTo: null,
    unitPrice: pinned.price,
    vatCategory: 'standard',
    priceBreaks: Object.entries(pinned.breaks ?? {})
      .map(([quantity, unitPrice]) => ({ quantity: Number(quantity), unitPrice }))
      .toSorted((one, other) => one.quantity - other.quantity),
    minimumQuantity: 1,
    packSize: 1,
    leadTimeDays: pinned.lead,
    deliveryCharge: pinned.delivery ?? '0.00',
    deliveryFreeOver: null,
    deliveryOffMainland: null,
    nextDayCharge: null,
    warrantyMonths: pinned.warranty ?? 12,
    warrantyType: pinned.warrantyType ?? 'return-to-base',
    fundingModels: pinned.funding,
    takesBack: pinned.takeBack !== undefined,
    takeBackCharge: pinned.takeBack ?? null,
  };
  const past = (pinned.history ?? []).toSorted(([one], [other]) => other - one);
  const starts = past.map(([months, factor]) => ({ from: monthStart(today, -months), factor }));
  starts.push({ from: monthStart(today, 0), factor: 1 });
  if (pinned.coming !== undefined) starts.push({ from: monthStart(today, 1), factor: pinned.coming });
  return {
    identity: {
      supplierId: pinned.supplier,
      agreement,
      lot: pinned.lot,
      supplierSku: `${product.mpn}-L${pinned.lot}${condition === 'new' ? '' : '-R'}`,
      unit: 'each',
      condition,
      grades: {
        cosmetic: pinned.cosmetic ?? null,
        functional: pinned.functional ?? null,
        batteryPercent: pinned.battery ?? null,
        evidence: pinned.evidence ?? null,
      },
      declaredFootprint:
        band === undefined
          ? null
          : {
              low: String(band.low),
              typical: String(band.typical),
              high: String(band.high),
              source: 'Refurbisher, declared',
            },
      stock: pinned.stock ?? 240,
      backOrder: false,
      demonstration: true,
    },
    // A price announced for next month makes this one end with the month.
    intervals: intervalsOf(terms, starts, pinned.coming === undefined ? addDays(monthStart(today, 12), -1) : null),
  };
}
