import { type AgreementPack, findLot, type Sourced } from '../../agreements/index.ts';
import { controls, type OfferOfProduct } from '../../catalogue/index.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';

/** The lowest maximum price the lot sets for each offer, pounds without VAT; an offer without one is not there. */
export function capsOf(
  pack: AgreementPack | undefined,
  lot: string,
  offered: readonly OfferOfProduct[],
): ReadonlyMap<string, Sourced<DecimalText>> {
  const priceControls = (pack === undefined ? undefined : findLot(pack, lot))?.priceControls ?? [];
  return new Map(
    offered.flatMap(({ offer, product }) => {
      const { category, mpn, manufacturer } = product;
      const controlled = { category, mpn, manufacturer: { ...manufacturer, aliases: [] } };
      const [lowest] = priceControls
        .flatMap((each) => (each.kind === 'maximum-price' && controls(each, controlled) ? [each.amount] : []))
        .toSorted((a, b) => exact(a.value).comparedTo(b.value));
      return lowest === undefined ? [] : [[offer.id, lowest] as const];
    }),
  );
}
