import { today } from '../../kernel/dates.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { lotValue } from './submission-form.ts';

/** An option of a select. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly selected: boolean;
}

/** Every supplier of the register by name. */
export async function supplierChoices(
  { suppliers, clock }: Pick<PriceListPageServices, 'suppliers' | 'clock'>,
  chosen: string,
): Promise<readonly Choice[]> {
  const { suppliers: known } = await suppliers.trading(today(clock));
  return [...known.values()]
    .sort((one, other) => one.name.localeCompare(other.name, 'en'))
    .map(({ id, name }) => ({ value: id, text: name, selected: id === chosen }));
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
