import type { DeliveryPlaces } from '../../src/agreements/index.ts';

/** A small country: BT is off its mainland, and of PO the districts from 30 on. */
export const testPlaces: DeliveryPlaces = {
  areas: ['BT', 'M', 'PO'],
  offMainland: [
    { name: 'Northern Ireland', codes: ['BT'], source: 'test' },
    { name: 'Isle of Wight', codes: ['PO30-41'], assumed: true, note: 'A test' },
  ],
};
