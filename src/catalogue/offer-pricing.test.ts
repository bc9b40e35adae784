import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDate } from '../kernel/dates.ts';
import { exact, toPence } from '../kernel/money.ts';
import {
  deliveryFor,
  lowestPrices,
  orderQuantity,
  priceLine,
  priceSteps,
  type PriceTerms,
  totalOfLines,
  unitPriceAt,
  vatPercentOn,
} from './offer-pricing.ts';

const norvik: PriceTerms = {
  unitPrice: '419.00',
  priceBreaks: [
    { quantity: 10, unitPrice: '405.00' },
    { quantity: 25, unitPrice: '395.00' },
    { quantity: 50, unitPrice: '388.00' },
    { quantity: 100, unitPrice: '379.50' },
  ],
  minimumQuantity: 1,
  packSize: 1,
  deliveryCharge: '45.00',
  deliveryFreeOver: '1000.00',
  deliveryOffMainland: null,
  vatCategory: 'standard',
};

const rates = [
  { category: 'standard', percent: '17.5', from: isoDate('2010-01-01'), to: isoDate('2011-01-03'), source: 'test' },
  { category: 'standard', percent: '20', from: isoDate('2011-01-04'), source: 'test' },
  { category: 'zero', percent: '0', from: isoDate('1973-04-01'), source: 'test' },
];

describe('price of a line', () => {
  it('charges the price of the break that is reached', () => {
    for (const [quantity, price] of [
      [1, '419.00'],
      [9, '419.00'],
      [10, '405.00'],
      [24, '405.00'],
      [25, '395.00'],
      [49, '395.00'],
      [50, '388.00'],
      [99, '388.00'],
      [100, '379.50'],
      [5000, '379.50'],
    ] as const) {
      assert.equal(unitPriceAt(norvik, quantity), price, `${quantity}`);
    }
  });

  it('comes to 11,850.00 without and 14,220.00 with VAT for 30 at 395.00', () => {
    const line = priceLine(norvik, 30, '20');
    assert.equal(line.unitPrice, '395.00');
    assert.equal(line.net, '11850.00');
    assert.equal(line.vat, '2370.00');
    assert.equal(line.gross, '14220.00');
    assert.equal(line.delivery, '0.00');
    assert.equal(line.deliveredGross, '14220.00');
  });

  it('rounds the line before VAT is counted on it, halves away from zero', () => {
    const terms = { ...norvik, priceBreaks: [], unitPrice: '0.0375', deliveryFreeOver: '0' };
    const line = priceLine(terms, 5, '20');
    assert.equal(line.net, '0.19'); // 0.1875
    assert.equal(line.vat, '0.04'); // 0.038, not 0.0375
    assert.equal(line.gross, '0.23');
  });

  it('adds delivery below the free value, with the rate of the goods', () => {
    const line = priceLine(norvik, 2, '20');
    assert.equal(line.net, '838.00');
    assert.equal(line.delivery, '45.00');
    assert.equal(line.deliveryGross, '54.00');
    assert.equal(line.deliveredNet, '883.00');
    assert.equal(line.deliveredGross, '1059.60');
    assert.equal(deliveryFor(norvik, '999.99'), '45.00');
    assert.equal(deliveryFor(norvik, '1000.00'), '0.00');
    assert.equal(
      deliveryFor({ deliveryCharge: '45', deliveryFreeOver: null, deliveryOffMainland: null }, '99999'),
      '45.00',
    );
  });

  it('delivers zero-rated goods without VAT on delivery', () => {
    const line = priceLine({ ...norvik, vatCategory: 'zero' }, 2, vatPercentOn(rates, 'zero', isoDate('2026-11-23')));
    assert.equal(line.vat, '0.00');
    assert.equal(line.deliveryGross, '45.00');
  });

  it('orders at least the smallest order, in whole packs', () => {
    assert.equal(orderQuantity({ minimumQuantity: 1, packSize: 1 }, 30), 30);
    assert.equal(orderQuantity({ minimumQuantity: 50, packSize: 1 }, 30), 50);
    assert.equal(orderQuantity({ minimumQuantity: 1, packSize: 12 }, 30), 36);
    assert.equal(orderQuantity({ minimumQuantity: 40, packSize: 12 }, 30), 48);
    const line = priceLine({ ...norvik, packSize: 10 }, 45, '20');
    assert.equal(line.orderQuantity, 50);
    assert.equal(line.unitPrice, '388.00');
  });

  it('takes the rate in force on the day, and none for exempt supplies', () => {
    assert.equal(vatPercentOn(rates, 'standard', isoDate('2010-06-01')), '17.5');
    assert.equal(vatPercentOn(rates, 'standard', isoDate('2026-11-23')), '20');
    assert.equal(vatPercentOn(rates, 'exempt', isoDate('2026-11-23')), null);
    assert.throws(() => vatPercentOn(rates, 'reduced', isoDate('2026-11-23')), RangeError);
  });

  it('pays the buyer when a price is negative', () => {
    const line = priceLine({ ...norvik, unitPrice: '-4.00', priceBreaks: [], deliveryFreeOver: '-99999' }, 30, '20');
    assert.equal(line.net, '-120.00');
    assert.equal(line.gross, '-144.00');
  });
});

describe('the price steps', () => {
  it('reads 1 to 9, 10 to 24, … 100 or more, the asked quantity marked', () => {
    assert.deepEqual(
      priceSteps(norvik, 30).map((each) => [each.from, each.to, each.unitPrice, each.chosen]),
      [
        [1, 9, '419.00', false],
        [10, 24, '405.00', false],
        [25, 49, '395.00', true],
        [50, 99, '388.00', false],
        [100, null, '379.50', false],
      ],
    );
  });
});

const mainland = { postcode: 'M1', island: null };
const island = { postcode: 'BT1', island: 'Northern Ireland' };

describe('delivery to a place', () => {
  const cases: readonly (readonly [string, string | null, string | null, string, string, string])[] = [
    // charge, free over, off the mainland, goods; delivery on and off the mainland
    ['5.95', null, null, '99.00', '5.95', '5.95'],
    ['5.95', '100', null, '99.99', '5.95', '5.95'],
    ['5.95', '100', null, '100.00', '0.00', '0.00'],
    ['5.95', null, '18.50', '99.00', '5.95', '18.50'],
    ['5.95', '100', '18.50', '99.99', '5.95', '18.50'],
    ['5.95', '100', '18.50', '100.00', '0.00', '18.50'],
    ['0', null, '18.50', '99.00', '0.00', '18.50'],
    ['5.95', '100', '0', '50.00', '5.95', '0.00'],
    ['5.95', null, '4.005', '50.00', '5.95', '4.01'],
  ];
  for (const [deliveryCharge, deliveryFreeOver, deliveryOffMainland, goods, home, away] of cases) {
    const rule = `${deliveryCharge}, free over ${deliveryFreeOver ?? 'nothing'}, off the mainland ${deliveryOffMainland ?? 'the same'}`;
    it(`${rule}: goods of ${goods} cost ${home}, off the mainland ${away}`, () => {
      const terms = { deliveryCharge, deliveryFreeOver, deliveryOffMainland };
      assert.equal(deliveryFor(terms, goods), home);
      assert.equal(deliveryFor(terms, goods, mainland), home);
      assert.equal(deliveryFor(terms, goods, island), away);
    });
  }

  it('carries the VAT of the goods it goes with', () => {
    const line = priceLine({ ...norvik, deliveryOffMainland: '60.00' }, 2, '20', island);
    assert.deepEqual([line.delivery, line.deliveryGross], ['60.00', '72.00']);
    assert.equal(line.deliveredGross, exact(line.gross).plus('72').toFixed(2));
  });
});

const price = fc.integer({ min: 0, max: 99_999_999 }).map((each) => exact(each).div(10_000).toFixed(4));
const terms = fc
  .record({
    unitPrice: price,
    quantities: fc.uniqueArray(fc.integer({ min: 2, max: 2000 }), { maxLength: 8 }),
    prices: fc.array(price, { minLength: 8, maxLength: 8 }),
    minimumQuantity: fc.integer({ min: 1, max: 100 }),
    packSize: fc.integer({ min: 1, max: 50 }),
    deliveryCharge: price,
    deliveryFreeOver: fc.option(price),
    deliveryOffMainland: fc.option(price),
  })
  .map(({ quantities, prices, ...rest }): PriceTerms => ({
    ...rest,
    vatCategory: 'standard',
    priceBreaks: quantities
      .toSorted((one, other) => one - other)
      .map((quantity, index) => ({ quantity, unitPrice: prices[index] ?? '1.00' })),
  }));

describe('pricing holds for any terms', () => {
  it('charges exactly one of the steps: the marked one', () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 3000 }), (each, quantity) => {
        const chosen = priceSteps(each, quantity).filter((step) => step.chosen);
        assert.equal(chosen.length, 1);
        assert.equal(chosen[0]?.unitPrice, unitPriceAt(each, quantity));
      }),
    );
  });

  it('costs the same everywhere where no charge off the mainland is stated; else that charge off the mainland alone', () => {
    fc.assert(
      fc.property(terms, fc.integer({ min: 1, max: 3000 }), (each, quantity) => {
        const home = priceLine(each, quantity, '20', mainland);
        const away = priceLine(each, quantity, '20', island);
        assert.deepEqual(home, priceLine(each, quantity, '20'));
        if (each.deliveryOffMainland === null) assert.deepEqual(away, home);
        else assert.equal(away.delivery, toPence(exact(each.deliveryOffMainland)).toFixed(2));
        assert.equal(away.gross, home.gross);
      }),
    );
  });

  it('adds up: gross is net and VAT, totals are sums of rounded lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(terms, fc.integer({ min: 1, max: 3000 })), { maxLength: 6 }), (pairs) => {
        const lines = pairs.map(([each, quantity]) => priceLine(each, quantity, '20'));
        for (const line of lines) {
          assert.ok(exact(line.net).plus(line.vat).eq(line.gross));
          assert.ok(exact(line.net).plus(line.delivery).eq(line.deliveredNet));
          assert.ok(line.orderQuantity >= line.quantity);
        }
        const total = totalOfLines(lines);
        assert.ok(exact(total.net).plus(total.vat).eq(total.gross));
      }),
    );
  });

  it('never costs more each for a larger number where the breaks only fall', () => {
    fc.assert(
      fc.property(
        terms,
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        (each, quantity, more) => {
          const sorted = [each.unitPrice, ...each.priceBreaks.map((step) => step.unitPrice)].toSorted((a, b) =>
            exact(b).comparedTo(a),
          );
          const falling = {
            unitPrice: sorted[0] ?? '0',
            priceBreaks: each.priceBreaks.map((step, index) => ({ ...step, unitPrice: sorted[index + 1] ?? '0' })),
          };
          assert.ok(exact(unitPriceAt(falling, quantity + more)).lte(unitPriceAt(falling, quantity)));
        },
      ),
    );
  });
});

describe('the lowest price over time', () => {
  const day = isoDate;
  it('steps where the lowest of all offers changes, and nowhere else', () => {
    const points = lowestPrices(
      [
        { validFrom: day('2026-06-01'), validTo: day('2026-07-31'), unitPrice: '372.0000' },
        { validFrom: day('2026-08-01'), validTo: day('2026-08-31'), unitPrice: '379.0000' },
        { validFrom: day('2026-09-01'), validTo: null, unitPrice: '395.0000' },
        { validFrom: day('2026-06-10'), validTo: null, unitPrice: '399.0000' },
      ],
      day('2026-06-15'),
      day('2026-11-23'),
    );
    assert.deepEqual(points, [
      { from: '2026-06-15', to: '2026-07-31', unitPrice: '372.00' },
      { from: '2026-08-01', to: '2026-08-31', unitPrice: '379.00' },
      { from: '2026-09-01', to: '2026-11-23', unitPrice: '395.00' },
    ]);
  });

  it('breaks where nobody offers', () => {
    const points = lowestPrices(
      [
        { validFrom: day('2026-01-01'), validTo: day('2026-01-31'), unitPrice: '10.0000' },
        { validFrom: day('2026-03-01'), validTo: null, unitPrice: '10.0000' },
      ],
      day('2026-01-01'),
      day('2026-04-01'),
    );
    assert.deepEqual(
      points.map((each) => [each.from, each.to]),
      [
        ['2026-01-01', '2026-01-31'],
        ['2026-03-01', '2026-04-01'],
      ],
    );
  });
});
