import { today } from '../../kernel/dates.ts';
import { isWithin, type PriceListReach } from '../price-lists/index.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { lotValue } from './submission-form.ts';

/** An option of a select. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

/** The suppliers of whom lists are within reach, by name. */
export async function supplierChoices(
  { suppliers, clock }: Pick<PriceListPageServices, 'suppliers' | 'clock'>,
  chosen: string,
  reach: PriceListReach = 'all',
): Promise<readonly Choice[]> {
  const { suppliers: known } = await suppliers.trading(today(clock));
  return [...known.values()]
    .filter(({ id }) => isWithin(reach, id) || runsAny(reach))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .map(({ id, name }) => ({ value: id, text: name, selected: id === chosen }));
}

/** Who runs an agreement chooses among all names of the register, which are public; what is shown is within reach. */
function runsAny(reach: PriceListReach): boolean {
  return reach !== 'all' && reach.agreements.length > 0;
}

/** Every lot of every agreement. */
export function lotChoices(
  { agreements }: Pick<PriceListPageServices, 'agreements'>,
  chosen: string,
): readonly Choice[] {
  return agreements.packs.flatMap((pack) =>
    pack.lots.map((lot) => {
      const value = lotValue(pack.number.value, lot.number);
      return {
        value,
        text: `${pack.number.value} lot ${lot.number}, ${lot.name.value}`,
        selected: value === chosen,
      };
    }),
  );
}
