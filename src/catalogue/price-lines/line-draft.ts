import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { Condition, FundingModel, Unit, VatCategory, WarrantyType } from '../offer.ts';

/** A line while its cells are read: null where nothing was said. */
export interface LineDraft {
  supplierSku: string;
  manufacturerId: string;
  mpn: string;
  gtin: string | null;
  unitPrice: DecimalText;
  vatCategory: VatCategory;
  unit: Unit | null;
  minimumQuantity: number;
  packSize: number;
  leadTimeDays: number;
  deliveryCharge: DecimalText;
  deliveryFreeOver: DecimalText | null;
  deliveryOffMainland: DecimalText | null;
  nextDayCharge: DecimalText | null;
  stock: number | null;
  backOrder: boolean;
  warrantyMonths: number;
  warrantyType: WarrantyType | null;
  condition: Condition;
  cosmetic: number | null;
  functional: number | null;
  battery: number | null;
  evidence: string | null;
  fundingModels: readonly FundingModel[];
  takesBack: boolean | null;
  takeBackCharge: DecimalText | null;
  footprintLow: DecimalText | null;
  footprintTypical: DecimalText | null;
  footprintHigh: DecimalText | null;
  footprintSource: string | null;
  validFrom: IsoDate;
  validTo: IsoDate | null;
  costPrice: DecimalText | null;
  listPrice: DecimalText | null;
  /** By place of the break, from 0; filled only where a file has such columns. */
  breakQuantities: (number | undefined)[];
  breakPrices: (DecimalText | undefined)[];
}

/** A draft in which nothing was said yet. */
export function emptyDraft(from: IsoDate): LineDraft {
  return {
    supplierSku: '',
    manufacturerId: '',
    mpn: '',
    gtin: null,
    unitPrice: '',
    vatCategory: 'standard',
    unit: null,
    minimumQuantity: 1,
    packSize: 1,
    leadTimeDays: 0,
    deliveryCharge: '0.00',
    deliveryFreeOver: null,
    deliveryOffMainland: null,
    nextDayCharge: null,
    stock: null,
    backOrder: false,
    warrantyMonths: 0,
    warrantyType: null,
    condition: 'new',
    cosmetic: null,
    functional: null,
    battery: null,
    evidence: null,
    fundingModels: ['purchase'],
    takesBack: null,
    takeBackCharge: null,
    footprintLow: null,
    footprintTypical: null,
    footprintHigh: null,
    footprintSource: null,
    validFrom: from,
    validTo: null,
    costPrice: null,
    listPrice: null,
    breakQuantities: [],
    breakPrices: [],
  };
}
