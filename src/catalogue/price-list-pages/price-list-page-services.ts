import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { Suppliers } from '../../organisations/index.ts';
import type { PolicyTable } from '../../platform/access/index.ts';
import type { PriceColumns } from '../price-lines/index.ts';
import type { PriceLists } from '../price-lists/index.ts';
import type { Products } from '../product-service.ts';

/** What the price list pages and their interface ask. */
export interface PriceListPageServices {
  readonly priceLists: PriceLists;
  readonly priceColumns: PriceColumns;
  readonly agreements: Agreements;
  readonly suppliers: Suppliers;
  readonly products: Products;
  readonly policies: Pick<PolicyTable, 'scope' | 'decide'>;
  readonly clock: Clock;
  /** Bytes of the largest file that is taken. */
  readonly maxBytes: number;
}
