import type { AgreementPack } from '../../agreements/index.ts';
import type { ListedPrice } from '../../catalogue/index.ts';
import type { OrderedPrice } from '../../contracts/index.ts';
import { type DecimalText, exact, toPence } from '../../kernel/money.ts';

/** An order above what it may cost. Pounds without VAT. */
export interface OrderBreach extends OrderedPrice {
  /** `list`: above the supplier's price of the day; `maximum`: above the most its lot allows. */
  readonly kind: 'list' | 'maximum';
  /** What one may cost. */
  readonly allowed: DecimalText;
  /** What was paid too much for all of them. */
  readonly excess: DecimalText;
}

/** The least of the maximum prices of the lot that hold for the thing; undefined where none does. */
export function maximumFor(
  pack: AgreementPack | undefined,
  { lot, mpn, category }: { readonly lot: string; readonly mpn: string; readonly category: string | undefined },
): DecimalText | undefined {
  const controls = pack?.lots.find((each) => each.number === lot)?.priceControls ?? [];
  const amounts = controls.flatMap((control) => {
    if (control.kind !== 'maximum-price') return [];
    const everything = control.categories === undefined && control.product === undefined;
    const named = control.product?.mpn.toLowerCase() === mpn.toLowerCase();
    const within = control.categories?.some((each) => category === each || category?.startsWith(`${each}/`) === true);
    return everything || named || within === true ? [control.amount.value] : [];
  });
  return amounts.toSorted((a, b) => exact(a).comparedTo(b))[0];
}

/** Why a line of an order costs too much, the larger excess first; undefined where it keeps to list and maximum. */
export function breachOf(
  ordered: OrderedPrice,
  listed: Pick<ListedPrice, 'price' | 'category'> | undefined,
  pack: AgreementPack | undefined,
): OrderBreach | undefined {
  const maximum = maximumFor(pack, { ...ordered, category: listed?.category });
  const limits = [
    ...(listed === undefined ? [] : [{ kind: 'list' as const, allowed: listed.price }]),
    ...(maximum === undefined ? [] : [{ kind: 'maximum' as const, allowed: maximum }]),
  ];
  const [lowest] = limits.toSorted((a, b) => exact(a.allowed).comparedTo(b.allowed));
  if (lowest === undefined || exact(ordered.unitPrice).lte(lowest.allowed)) return undefined;
  const excess = toPence(exact(ordered.unitPrice).minus(lowest.allowed).mul(ordered.quantity)).toFixed(2);
  return { ...ordered, ...lowest, excess };
}
