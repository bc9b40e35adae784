import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OtherOffer, otherSuppliers, standsIn, type StillWanted } from './other-offers.ts';

const laptops: StillWanted = { product: '1', title: 'Laptop', condition: 'new', quantity: 30 };
const trolley: StillWanted = { product: '2', title: 'Trolley', condition: 'new', quantity: 1 };

const offer = (wanted: StillWanted, id: string, supplier: string, delivered: string): OtherOffer => ({
  ...{ wanted, offer: id, supplier, quantity: wanted.quantity, unitPrice: '1.00', delivered },
  leadDays: 3,
});

describe('another supplier for an order that did not come about', () => {
  it('is one who offers all of it, the cheapest first; then those who offer some', () => {
    const found = otherSuppliers(
      [laptops, trolley],
      [
        offer(laptops, '1', 'some', '10.00'),
        ...[offer(laptops, '2', 'dear', '90.00'), offer(trolley, '3', 'dear', '10.00')],
        ...[offer(laptops, '4', 'fair', '80.00'), offer(trolley, '5', 'fair', '10.00')],
      ],
    );
    assert.deepEqual(
      found.map((each) => [each.supplier, each.delivered, each.missing.map((one) => one.title)]),
      [
        ['fair', '90.00', []],
        ['dear', '100.00', []],
        ['some', '10.00', ['Trolley']],
      ],
    );
  });

  it('is taken at the cheaper of two offers for the same thing', () => {
    const [found] = otherSuppliers(
      [laptops],
      [offer(laptops, '1', 'fair', '90.00'), offer(laptops, '2', 'fair', '80.00')],
    );
    assert.deepEqual(
      found?.offers.map((each) => each.offer),
      ['2'],
    );
  });

  const order = { agreement: 'RM1', lot: '8', supplier: 'declined' };
  const same = { agreement: 'RM1', lot: '8', supplierId: 'other', condition: 'new' } as const;
  for (const [what, change, stands] of [
    ['the same thing from another supplier', {}, true],
    ['the supplier who declined', { supplierId: 'declined' }, false],
    ['another lot', { lot: '1' }, false],
    ['another agreement', { agreement: 'RM2' }, false],
    ['another condition', { condition: 'refurbished' as const }, false],
  ] as const) {
    it(`${stands ? 'may be' : 'is not'} ${what}`, () => {
      assert.equal(standsIn({ ...same, ...change }, order, laptops), stands);
    });
  }
});
