import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plainTerms } from '../../../test/support/plain-terms.ts';
import { type GoodsToPrice, priceBasket } from './basket-pricing.ts';

const terms = { ...plainTerms, unitPrice: '395.00', deliveryCharge: '0', deliveryFreeOver: null };

describe('the price of a basket', () => {
  it('keeps devices, services and delivery apart: thirty laptops, tagged and imaged', () => {
    const services = [
      { unitPrice: '2.80', quantity: 30 },
      { unitPrice: '8.50', quantity: 30 },
    ];
    const { lines, net, vat, gross } = priceBasket([{ terms, quantity: 30, vatPercent: '20', services }]);
    assert.deepEqual(
      lines.map((each) => [each.kind, each.net, each.vat, each.gross]),
      [
        ['goods', '11850.00', '2370.00', '14220.00'],
        ['service', '84.00', '16.80', '100.80'],
        ['service', '255.00', '51.00', '306.00'],
        ['delivery', '0.00', '0.00', '0.00'],
      ],
    );
    assert.deepEqual([net, vat, gross], ['12189.00', '2437.80', '14626.80']);
  });

  it('charges delivery once, and counts the whole order towards free delivery', () => {
    const dear = { ...terms, unitPrice: '60.00', deliveryCharge: '10.00', deliveryFreeOver: '100.00' };
    const line = { terms: dear, quantity: 1, vatPercent: '20', services: [] };
    const delivered = (goods: readonly GoodsToPrice[]) =>
      priceBasket(goods).lines.flatMap((each) => (each.kind === 'delivery' ? [each.net] : []));
    assert.deepEqual(delivered([line]), ['10.00']);
    assert.deepEqual(delivered([line, line]), ['0.00']);
  });

  it('splits a shared delivery among rates of VAT by the value of their goods', () => {
    const at = (unitPrice: string, vatCategory: 'standard' | 'zero', vatPercent: string): GoodsToPrice => ({
      ...{ quantity: 1, vatPercent, services: [] },
      terms: { ...terms, unitPrice, vatCategory, deliveryCharge: '10.00' },
    });
    const { lines } = priceBasket([at('20.00', 'standard', '20'), at('10.00', 'zero', '0')]);
    assert.deepEqual(
      lines.filter((each) => each.kind === 'delivery').map((each) => [each.net, each.vat]),
      [
        ['6.67', '1.33'],
        ['3.33', '0.00'],
      ],
    );
  });

  it('orders whole packs and the smallest order', () => {
    const packs = { ...terms, minimumQuantity: 10, packSize: 6 };
    const [line] = priceBasket([{ terms: packs, quantity: 3, vatPercent: '20', services: [] }]).lines;
    assert.equal(line?.quantity, 12);
  });

  it('agrees with a calculation in integers for 10,000 random baskets', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (goods) => {
        const { net, vat, gross } = priceBasket(goods.map(asGoods));
        assert.deepEqual([net, vat, gross], inPence(goods).map(pounds));
      }),
      { numRuns: 10_000 },
    );
  });
});

/** Numbers a basket is made of: prices in hundredths of a penny, rates in percent. */
interface Line {
  readonly price: number;
  readonly breaks: readonly (readonly [from: number, price: number])[];
  readonly quantity: number;
  readonly least: number;
  readonly pack: number;
  readonly rate: 0 | 5 | 20 | null;
  readonly charge: number;
  readonly freeOver: number | null;
  readonly services: readonly (readonly [price: number, quantity: number])[];
}

const price = fc.integer({ min: 0, max: 40_000_000 });
const line: fc.Arbitrary<Line> = fc.record({
  price,
  breaks: fc.uniqueArray(fc.tuple(fc.integer({ min: 2, max: 60 }), price), {
    maxLength: 3,
    selector: ([from]) => from,
  }),
  quantity: fc.integer({ min: 1, max: 80 }),
  least: fc.integer({ min: 1, max: 12 }),
  pack: fc.integer({ min: 1, max: 7 }),
  rate: fc.constantFrom(0, 5, 20, null),
  charge: fc.integer({ min: 0, max: 9_999 }),
  freeOver: fc.option(fc.integer({ min: 0, max: 5_000_000 })),
  services: fc.array(fc.tuple(fc.integer({ min: -200_000, max: 900_000 }), fc.integer({ min: 1, max: 40 })), {
    maxLength: 3,
  }),
});

const categories = { 0: 'zero', 5: 'reduced', 20: 'standard' } as const;
const fine = (amount: number): string =>
  `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 10_000)}.${String(Math.abs(amount) % 10_000).padStart(4, '0')}`;
const pounds = (pence: bigint): string => {
  const digits = String(pence < 0n ? -pence : pence).padStart(3, '0');
  return `${pence < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

function asGoods(each: Line): GoodsToPrice {
  return {
    quantity: each.quantity,
    vatPercent: each.rate === null ? null : String(each.rate),
    services: each.services.map(([unitPrice, quantity]) => ({ unitPrice: fine(unitPrice), quantity })),
    terms: {
      unitPrice: fine(each.price),
      priceBreaks: each.breaks
        .toSorted(([a], [b]) => a - b)
        .map(([quantity, unitPrice]) => ({ quantity, unitPrice: fine(unitPrice) })),
      minimumQuantity: each.least,
      packSize: each.pack,
      vatCategory: each.rate === null ? 'exempt' : categories[each.rate],
      deliveryCharge: pounds(BigInt(each.charge)),
      deliveryFreeOver: each.freeOver === null ? null : pounds(BigInt(each.freeOver)),
      deliveryOffMainland: null,
    },
  };
}

/** The same in whole numbers: net, VAT and gross in pence. */
function inPence(goods: readonly Line[]): readonly [bigint, bigint, bigint] {
  const half = (amount: bigint, by: bigint): bigint =>
    amount < 0n ? -((-amount * 2n + by) / (by * 2n)) : (amount * 2n + by) / (by * 2n);
  let net = 0n;
  let vat = 0n;
  const add = (amount: bigint, rate: number | null): void => {
    net += amount;
    vat += half(amount * BigInt(rate ?? 0), 100n);
  };
  const worth = new Map<number | null, bigint>();
  for (const each of goods) {
    let quantity = Math.max(each.quantity, each.least);
    while (quantity % each.pack !== 0) quantity += 1;
    let unit = each.price;
    let reached = 0;
    for (const [from, cost] of each.breaks) {
      if (from <= quantity && from > reached) {
        unit = cost;
        reached = from;
      }
    }
    const amount = half(BigInt(unit) * BigInt(quantity), 100n);
    add(amount, each.rate);
    worth.set(each.rate, (worth.get(each.rate) ?? 0n) + amount);
    for (const [cost, number] of each.services) add(half(BigInt(cost) * BigInt(number), 100n), each.rate);
  }
  let total = 0n;
  for (const amount of worth.values()) total += amount;
  let charge = 0n;
  for (const each of goods) {
    const asked = each.freeOver !== null && total >= BigInt(each.freeOver) ? 0n : BigInt(each.charge);
    if (asked > charge) charge = asked;
  }
  const rates = [...worth.keys()];
  const shares = rates.map((rate) => (total === 0n ? 0n : (charge * (worth.get(rate) ?? 0n)) / total));
  if (total === 0n) shares[0] = charge;
  const rests = rates.map((rate, index) => charge * (worth.get(rate) ?? 0n) - (shares[index] ?? 0n) * total);
  let left = charge - shares.reduce((sum, each) => sum + each, 0n);
  while (left > 0n) {
    let most = 0;
    for (const [index, rest] of rests.entries()) if (rest > (rests[most] ?? 0n)) most = index;
    shares[most] = (shares[most] ?? 0n) + 1n;
    rests[most] = -1n;
    left -= 1n;
  }
  for (const [index, rate] of rates.entries()) add(shares[index] ?? 0n, rate);
  return [net, vat, net + vat];
}
