import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { type Agreements, createAgreements } from '../../agreements/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import { type CategoryTree, requireCategories } from '../categories.ts';
import type { Offer } from '../offer.ts';
import { priceLine } from '../offer-pricing.ts';
import type { Product } from '../product.ts';
import type { OfferPage } from '../search-query.ts';
import { compareCsv } from './compare-csv.ts';
import { compareGroups, takeBackText } from './compare-view.ts';
import { changeSince } from './list-view.ts';
import { conditionInWords, titleIn, warrantyText, waysToPay } from './offer-words.ts';
import type { PricedOffer } from './priced-offer.ts';
import { breakRows, inBuyingOrder } from './product-view.ts';
import { countSentence } from './results-view.ts';
import { searchParameters, without } from './results-address.ts';
import { buyingAdvice, routeSummary } from './route-words.ts';
import { parseOfferQuery } from '../search-query.ts';
import { testPlaces } from '../../../test/support/delivery-places.ts';
import { plainTerms } from '../../../test/support/plain-terms.ts';

const root = resolve(import.meta.dirname, '../../..');
const on = isoDate('2026-11-23');
let agreements: Agreements;
let categories: CategoryTree;

before(async () => {
  const loaded = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
  assert.ok(loaded.ok);
  agreements = loaded.value;
  categories = await requireCategories(`${root}/reference/categories`);
});

const baseOffer: Offer = {
  id: '1',
  supplierId: 's',
  productId: '1',
  agreement: 'RM6098',
  lot: '2',
  supplierSku: 'a',
  unit: 'each',
  condition: 'new',
  grades: { cosmetic: null, functional: null, batteryPercent: null, evidence: null },
  declaredFootprint: null,
  stock: 10,
  backOrder: false,
  demonstration: true,
  validFrom: isoDate('2026-11-01'),
  unitPrice: '419.00',
  ...plainTerms,
  fundingModels: ['purchase', 'lease'],
};
const baseProduct: Product = {
  id: '1',
  slug: 'p',
  manufacturer: { id: 'norvik', name: 'Norvik', kind: 'maker' },
  mpn: 'NV',
  gtin: null,
  name: 'N14',
  title: 'Norvik N14',
  description: '',
  category: 'end-user-devices/laptops',
  unspsc: null,
  cpv: null,
  specification: { 'screen-size': 14, memory: 8 },
  labels: [
    { scheme: 'TCO Certified', level: null, version: '10', country: 'GB', validTo: isoDate('2027-06-04') },
    { scheme: 'EPEAT', level: 'Gold', version: null, country: 'GB', validTo: isoDate('2026-11-22') },
  ],
  launched: null,
  endOfSale: null,
  endOfSupport: null,
  demonstration: true,
  identifiedBy: 'part-number',
  footprint: null,
};

function priced(offer: Partial<Offer>, product: Partial<Product> = {}, quantity = 30): PricedOffer {
  const made = { ...baseOffer, ...offer };
  return {
    ...priceLine(made, quantity, '20'),
    offer: made,
    product: { ...baseProduct, ...product },
    supplier: { id: 's', name: offer.supplierId ?? 's', sme: true, size: 'small' },
  };
}

describe('routes in words', () => {
  it('says of each lot what it allows', () => {
    for (const [lot, short, orderable] of [
      ['8', 'catalogue', true],
      ['2', 'award or compete', false],
      ['4', 'competition only', false],
      ['99', 'no route', false],
    ] as const) {
      const summary = routeSummary(agreements, 'RM6098', lot);
      assert.deepEqual([summary.short, summary.orderable], [short, orderable], lot);
    }
    assert.equal(routeSummary(agreements, 'RM0000', '1').short, 'no route');
  });

  it('gives every route of the lot a sentence with a reason and its grounds, open ones first', () => {
    for (const lot of ['2', '4', '8']) {
      const advice = buyingAdvice(agreements, 'RM6098', lot);
      assert.ok(advice);
      assert.equal(advice.verdicts.length, 3);
      const open = advice.verdicts.map((each) => each.open);
      assert.deepEqual(
        open,
        open.toSorted((one, other) => Number(other) - Number(one)),
      );
      for (const each of advice.verdicts) {
        assert.match(each.sentence, /^You (can|cannot) .*, because .*\.$/);
        assert.ok(each.grounds.length > 0);
        for (const ground of each.grounds) assert.match(ground.href, /^(\/agreements\/RM6098|https:)/);
      }
    }
    assert.equal(buyingAdvice(agreements, 'RM0000', '1'), undefined);
  });
});

describe('the count above the results', () => {
  const page = (total: number, quantity: number, totalIsExact = true): OfferPage => ({
    total,
    totalIsExact,
    items: [],
    facets: [],
    next: null,
    quantity,
    on,
  });
  it('names the number, what it is for, and when there are more than were counted', () => {
    const laptops = categories.get('end-user-devices/laptops');
    assert.equal(countSentence(page(412, 30), laptops, categories), '412 offers for 30 laptops');
    assert.equal(countSentence(page(1, 1), laptops, categories), '1 offer for 1 laptop');
    assert.equal(countSentence(page(10_000, 30, false), undefined, categories), 'More than 10,000 offers for 30');
    assert.equal(countSentence(page(5, 1), undefined, categories), '5 offers');
    assert.equal(countSentence(page(0, 1), undefined, categories), 'No offers');
    assert.equal(
      countSentence(page(3, 20), categories.get('support-services/helpdesk'), categories),
      '3 offers for 20 users',
    );
    // What is in a branch of services is counted in many ways.
    assert.equal(countSentence(page(3, 20), categories.get('support-services'), categories), '3 offers for 20');
  });
});

describe('addresses of a search', () => {
  it('hold what was asked and nothing that is usual, without the page', () => {
    const query = parseOfferQuery(
      { q: 'laptop', quantity: '1', lot: ['2', '8'], 'attr.memory': '16', sort: 'relevance', cursor: 'x' },
      { day: on, unknown: 'ignore', places: testPlaces },
    );
    assert.ok(query.ok);
    const values = searchParameters(query.value, on);
    const given = Object.entries(values).filter(([, value]) =>
      Array.isArray(value) ? value.length > 0 : value !== undefined,
    );
    assert.deepEqual(Object.fromEntries(given), { q: 'laptop', lot: ['2', '8'], 'attr.memory': ['16'] });
    assert.deepEqual(without(values, 'lot', '2')['lot'], ['8']);
    assert.equal(without(values, 'q')['q'], undefined);
  });
});

describe('offers of a product', () => {
  it('come in the order one can buy them: ordered now, new, then by the price of the order with delivery', () => {
    const offers = [
      priced({ id: 'used', lot: '8', condition: 'refurbished', unitPrice: '100.00' }),
      priced({ id: 'award', lot: '2', unitPrice: '90.00' }),
      priced({ id: 'delivery', lot: '8', unitPrice: '119.00', deliveryCharge: '100.00' }),
      priced({ id: 'now', lot: '8', unitPrice: '120.00' }),
    ];
    assert.deepEqual(
      inBuyingOrder(offers, agreements).map((each) => each.offer.id),
      ['now', 'delivery', 'used', 'award'],
    );
  });

  it('show the stretches of a price from the smallest order on', () => {
    const breaks = [
      { quantity: 10, unitPrice: '405.00' },
      { quantity: 25, unitPrice: '395.00' },
    ];
    assert.deepEqual(
      breakRows(priced({ priceBreaks: breaks })).map((each) => each.range),
      ['1 to 9', '10 to 24', '25 or more, your 30'],
    );
    assert.deepEqual(
      breakRows(priced({ priceBreaks: breaks, minimumQuantity: 15 }, {}, 15)).map((each) => [each.range, each.price]),
      [
        ['15 to 24, your 15', '£405.00'],
        ['25 or more', '£395.00'],
      ],
    );
    assert.deepEqual(
      breakRows(priced({})).map((each) => each.range),
      ['1 or more, your 30'],
    );
  });
});

describe('a comparison', () => {
  const rowsOf = (...offers: readonly PricedOffer[]) =>
    new Map(
      compareGroups({ offers, categories, agreements, on }).flatMap((group) =>
        group.rows.map((row) => [row.label, row] as const),
      ),
    );

  it('is bold where it matters and differs, grey where all are the same, plain for one', () => {
    const rows = rowsOf(
      priced({ unitPrice: '1.00' }),
      priced({ unitPrice: '2.00' }, { specification: { memory: 16 } }),
    );
    assert.equal(rows.get('Each, excluding VAT')?.emphasis, 'key');
    assert.equal(rows.get('Memory')?.emphasis, 'key');
    assert.equal(rows.get('Delivered in')?.emphasis, 'same');
    assert.equal(rows.get('Screen size')?.emphasis, 'plain');
    assert.ok([...rowsOf(priced({})).values()].every((each) => each.emphasis === 'plain'));
  });

  it('leaves out attributes nobody states, and labels that have ended', () => {
    const rows = rowsOf(priced({}), priced({}));
    assert.equal(rows.get('Processor'), undefined);
    assert.deepEqual(
      rows.get('Labels, current')?.cells.map((each) => each.text),
      ['TCO Certified 10', 'TCO Certified 10'],
    );
  });

  it('says what does not apply when things differ in kind', () => {
    const software = priced(
      { unit: 'user-month', stock: null },
      { category: 'software-and-cloud/productivity', specification: {} },
    );
    const rows = rowsOf(priced({}), software);
    assert.deepEqual(
      rows.get('Memory')?.cells.map((each) => each.text),
      ['8 GB', '–'],
    );
    assert.deepEqual(
      rows.get('Warranty')?.cells.map((each) => each.text),
      ['1 year, return to base', '–'],
    );
    assert.match(rows.get('Total, including VAT')?.cells[1]?.text ?? '', /a month for 30 users$/);
  });

  it('takes the seller’s own carbon figure before the category’s, and none for things made already', () => {
    const declared = { low: '20', typical: '30', high: '60', source: 'Refurbisher, declared' };
    const used = { condition: 'refurbished' } as const;
    const rows = rowsOf(priced({}), priced({ ...used, declaredFootprint: declared }), priced(used));
    const texts = rows.get('Making it, kg CO2e')?.cells.map((each) => each.text);
    assert.deepEqual(texts, ['195 to 285', '20 to 60', 'Made already']);
    assert.deepEqual(
      rows.get('Whose figure')?.cells.map((each) => each.text),
      ['Category default', 'Refurbisher, declared', '–'],
    );
  });

  it('words take-back by who pays whom', () => {
    const text = (takeBackCharge: string | null) => takeBackText({ takesBack: true, takeBackCharge });
    assert.deepEqual(['-4.00', '2.00', '0', null].map(text), [
      'Yes, rebate £4.00',
      'Yes, fee £2.00',
      'Yes, free',
      'Yes, charge not stated',
    ]);
    assert.equal(takeBackText({ takesBack: false, takeBackCharge: '1' }), 'No');
  });
});

describe('small words', () => {
  it('name conditions, warranties and ways to pay', () => {
    assert.equal(titleIn('Tarn 14', 'remanufactured'), 'Tarn 14, remanufactured');
    assert.equal(titleIn('Tarn 14, refurbished', 'refurbished'), 'Tarn 14, refurbished');
    assert.equal(titleIn('A\u202eB'), 'AB');
    assert.equal(conditionInWords('refurbished', 6, 5), 'Refurbished. Looks C6, works F5');
    assert.equal(conditionInWords('new', null, null), 'New');
    assert.equal(warrantyText(36, 'on-site'), '3 years, on site');
    assert.equal(warrantyText(18, 'collect-and-return'), '18 months, collect and return');
    assert.equal(warrantyText(0, 'none'), 'None');
    assert.equal(waysToPay(['purchase', 'lease', 'service']), 'Purchase, lease, as a service');
  });

  it('say how a price moved since a list was saved', () => {
    assert.equal(changeSince({ unitPrice: '395.0000' }, { unitPrice: '395.00' }), 'The same');
    assert.equal(changeSince({ unitPrice: '390.00' }, { unitPrice: '395.00' }), '£5.00 more: was £390.00');
    assert.equal(changeSince({ unitPrice: '400.00' }, { unitPrice: '395.00' }), '£5.00 less: was £400.00');
  });

  it('keep a cell of a file from being run by a spreadsheet', () => {
    const row = { label: '@row', emphasis: 'plain', numeric: false } as const;
    const groups = [{ title: '=Group', rows: [{ ...row, cells: [{ text: '+1+1' }, { text: '-4.00' }] }] }];
    const offers = [priced({}, { title: '=1+1' }), priced({}, { title: 'a "b", c' })];
    const csv = compareCsv(offers, groups, { quantity: 30, on: isoDate('2026-11-23') });
    assert.doesNotMatch(csv, /(^|,|\n|\uFEFF)"?[=+@]/);
    assert.match(csv, /\r\n'=Group,'@row,'\+1\+1,-4\.00\r\n/);
    assert.match(csv, /"[^"]*a ""b"", c[^"]*"/);
  });
});
