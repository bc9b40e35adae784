import { type AgreementPack, type Agreements, findLot, type Lot, statusOn } from '../../agreements/index.ts';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { SupplierOnDate } from '../../organisations/index.ts';
import type { CategoryTree } from '../categories.ts';
import { type Unit, units } from '../offer.ts';
import { listProblem } from '../price-lines/index.ts';
import type { CategoryOnLot } from './price-list-compare-store.ts';

/** What a price list is for. */
export interface ListTarget {
  readonly agreement: string;
  readonly lot: string;
  readonly supplierId: string;
  readonly validFrom: IsoDate;
}

/** The agreement and lot of a list, found. */
export interface ListPlace {
  readonly pack: AgreementPack;
  readonly lot: Lot;
  /** First and last day on which prices may hold, inclusive. */
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** The agreement and the lot, or why there is none. */
export function placeOf(
  agreements: Agreements,
  target: Pick<ListTarget, 'agreement' | 'lot'>,
): ListPlace | readonly Problem[] {
  const pack = agreements.find(target.agreement);
  if (pack === undefined) {
    return [
      {
        code: 'agreement-unknown',
        path: 'agreement',
        value: target.agreement,
        message: `There is no agreement ${target.agreement}.`,
        remedy: `Name one that is installed: ${agreements.packs.map((each) => each.number.value).join(', ')}.`,
      },
    ];
  }
  const lot = findLot(pack, target.lot);
  if (lot === undefined) {
    const lots = pack.lots.map((each) => each.number).join(', ');
    const facts = { agreement: pack.number.value, lot: target.lot, lots };
    return [{ ...listProblem('lot-unknown', facts), path: 'lot', value: target.lot }];
  }
  const { starts, latestEnd } = statusOn(pack, pack.term.operational.value);
  return { pack, lot, from: starts, to: latestEnd };
}

/** What keeps a list from holding for the supplier from that day: the agreement's term, the position and the standing. */
export function targetProblems(
  place: ListPlace,
  supplier: SupplierOnDate | undefined,
  target: ListTarget,
): readonly Problem[] {
  const agreement = place.pack.number.value;
  const { validFrom: on } = target;
  if (supplier === undefined) {
    return [
      {
        code: 'supplier-unknown',
        path: 'supplier',
        value: target.supplierId,
        message: `There is no supplier ${target.supplierId}.`,
        remedy: 'Give the id that stands in the address of the supplier’s page.',
      },
    ];
  }
  const problems: Problem[] = [];
  if (on < place.from || on > place.to) {
    const facts = {
      agreement,
      date: formatDate(on),
      from: formatDate(place.from),
      to: formatDate(place.to),
    };
    problems.push({ ...listProblem('list-outside-agreement', facts), path: 'from', value: on });
  }
  const { name } = supplier.supplier;
  const position = supplier.lots.find((each) => each.agreement === agreement && each.lot === place.lot.number);
  if (position === undefined) {
    const facts = { supplier: name, lot: place.lot.number, agreement, date: formatDate(on) };
    problems.push({ ...listProblem('supplier-not-on-lot', facts), path: 'lot', value: place.lot.number });
  } else if (position.standing !== 'active') {
    problems.push({
      code: `supplier-${position.standing}`,
      path: 'supplier',
      value: target.supplierId,
      message: `${name} is ${position.standing} on lot ${place.lot.number} on ${formatDate(on)}.`,
      remedy: 'Wait until it is reinstated, or choose a day on which it is.',
    });
  }
  return problems;
}

/** Every category that holds products: what one is counted in, and whether the lot covers it. */
export function categoriesOnLot(tree: CategoryTree, lot: Lot): readonly CategoryOnLot[] {
  return tree.all().map((each) => ({
    id: each.id,
    name: each.name,
    unit: isUnit(each.unit) ? each.unit : 'each',
    onLot: lot.categories.value.some((one) => each.id === one || each.id.startsWith(`${one}/`)),
    second: each.nature !== 'software' && each.nature !== 'service',
    stocked: each.nature !== 'service',
  }));
}

function isUnit(text: string): text is Unit {
  return units.some((each) => each === text);
}
