import type { OfferTerms } from '../../src/catalogue/offer.ts';

/** Terms of an offer as plain as they come; a test says what it is about. */
export const plainTerms: Omit<OfferTerms, 'validFrom' | 'unitPrice'> = {
  validTo: null,
  vatCategory: 'standard',
  priceBreaks: [],
  minimumQuantity: 1,
  packSize: 1,
  leadTimeDays: 5,
  deliveryCharge: '0.00',
  deliveryFreeOver: null,
  deliveryOffMainland: null,
  nextDayCharge: null,
  warrantyMonths: 12,
  warrantyType: 'return-to-base',
  fundingModels: ['purchase'],
  takesBack: false,
  takeBackCharge: null,
};
