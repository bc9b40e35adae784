import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import { isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import { loadCategories, requireCategories, validateSpecification } from '../categories.ts';
import { isGtin } from '../product.ts';
import { loadDemoData } from './demo-data.ts';
import { DemoGenerator, type DemoItem, type DemoRequest, demoStart } from './demo-generator.ts';
import { demoServices } from './demo-services.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'agreements/rm6098/demo');
const today = isoDate('2026-11-23');
const tree = await requireCategories(join(root, 'reference/categories'));
const loaded = await loadDemoData(folder, tree, today);
assert.ok(loaded?.ok, JSON.stringify(loaded));
const data = loaded.value;

const devices = ['end-user-devices', 'infrastructure', 'network-and-security', 'peripherals'];
const lots = [
  { number: '1', categories: [...devices, 'software-and-cloud', 'support-services', 'emerging-technology'] },
  { number: '5', categories: ['health', 'education', 'end-user-devices'] },
  { number: '7', categories: ['refurbished', 'circular-services', 'life-extension'] },
  { number: '8', categories: [...devices, 'refurbished'] },
];
const positions = lots.flatMap((lot) =>
  Array.from({ length: 20 }, (_each, index) => ({
    supplierId: `s${(index * 3 + Number(lot.number)) % 40}`,
    lot: lot.number,
  })),
);
const anchors = [
  { supplierId: 'marrowby-systems', lot: '8' },
  { supplierId: 'second-harbour', lot: '7' },
];
const request: DemoRequest = {
  agreement: 'X1',
  lots,
  positions: [...positions, ...anchors],
  data,
  tree,
  offers: 3000,
  seed: 1,
  today,
};

function everything(from: DemoRequest): readonly DemoItem[] {
  return [...new DemoGenerator(from).batches(250)].flat();
}

const items = everything(request);
const offers = items.flatMap((each) => each.offers);

describe('the demonstration', () => {
  it('has exactly as many offers as asked for', () => {
    for (const count of [1, 7, 100, 999]) {
      assert.equal(everything({ ...request, offers: count }).flatMap((each) => each.offers).length, count);
    }
    assert.equal(offers.length, 3000);
  });

  it('is the same for the same seed and another for another', () => {
    assert.deepEqual(everything({ ...request, offers: 400 }), everything({ ...request, offers: 400 }));
    assert.notDeepEqual(everything({ ...request, offers: 400 }), everything({ ...request, offers: 400, seed: 2 }));
  });

  it('goes on from any cursor as if it had never stopped', () => {
    const whole = everything({ ...request, offers: 700 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        let cursor = demoStart;
        const made: DemoItem[] = [];
        for (let turn = 0; ; turn += 1) {
          // A fresh generator each time: nothing may be remembered.
          const generator = new DemoGenerator({ ...request, offers: 700 });
          if (generator.done(cursor)) break;
          const taken = generator.take(cursor, sizes[turn % sizes.length] ?? 50);
          made.push(...taken.items);
          cursor = taken.cursor;
        }
        assert.deepEqual(made, whole);
      }),
      runs(3),
    );
  });

  it('covers every kind of thing that a lot holds, even when small', () => {
    const wanted = tree.leaves().filter((leaf) => new DemoGeneratorProbe(leaf.id).offerable);
    for (const [count, made] of [
      [3000, items],
      [120, everything({ ...request, offers: 120 })],
    ] as const) {
      const shown = new Set(made.map((each) => each.product.category));
      assert.deepEqual(
        wanted.map((each) => each.id).filter((id) => !shown.has(id)),
        [],
        `${count} offers`,
      );
    }
  });

  it('gives every supplier and every lot offers', () => {
    const holders = new Set(request.positions.map((each) => each.supplierId));
    assert.equal(new Set(offers.map((each) => each.identity.supplierId)).size, holders.size);
    assert.equal(new Set(offers.map((each) => each.identity.lot)).size, lots.length);
  });

  it('keeps to lots: only their categories, only suppliers with a position, used goods through the shortcut', () => {
    const held = new Set(request.positions.map((each) => `${each.supplierId} ${each.lot}`));
    for (const { product, offers: own } of items) {
      for (const { identity } of own) {
        assert.ok(held.has(`${identity.supplierId} ${identity.lot}`));
        const lot = lots.find((each) => each.number === identity.lot);
        const direct = lot?.categories.some((each) => tree.isWithin(product.category, each)) === true;
        const second = identity.condition !== 'new' && lot?.categories.includes('refurbished') === true;
        assert.ok(direct || second, `${product.category} on lot ${identity.lot}`);
      }
      assert.equal(new Set(own.map((each) => each.identity.supplierId)).size, own.length, product.mpn);
    }
  });

  it('has suppliers that ask more off the mainland, the same more for all they deliver, and others that do not', () => {
    const added = new Map<string, Set<string>>();
    for (const { identity, intervals } of offers) {
      for (const each of intervals) {
        if (each.fundingModels.every((model) => model === 'service' || model === 'subscription')) continue;
        const more =
          each.deliveryOffMainland === null ? '' : exact(each.deliveryOffMainland).minus(each.deliveryCharge);
        added.set(identity.supplierId, (added.get(identity.supplierId) ?? new Set()).add(String(more)));
      }
    }
    const asking = [...added].filter(([, amounts]) => [...amounts].some((each) => each !== ''));
    for (const [supplier, amounts] of asking) {
      const [more, ...others] = [...amounts].filter((each) => each !== '');
      assert.equal(others.length, 0, supplier);
      assert.ok(exact(more ?? '0').gt(0), supplier);
    }
    assert.ok(asking.length > added.size / 4 && asking.length < added.size);
  });

  it('invents products their categories accept, each known by maker and part number', () => {
    const seen = new Set<string>();
    const slugs = new Set<string>();
    for (const { product } of items) {
      const category = tree.get(product.category);
      assert.ok(category !== undefined && tree.holdsProducts(product.category));
      assert.ok(validateSpecification(category, product.specification).ok, product.mpn);
      assert.ok(product.mpn.length <= 60 && product.name.length <= 200);
      assert.ok(product.gtin === null || (isGtin(product.gtin) && product.gtin.startsWith('2')), 'GTINs are nobody’s');
      seen.add(`${product.manufacturer.id} ${product.mpn}`);
      slugs.add(product.slug);
      assert.ok(product.demonstration);
    }
    assert.equal(seen.size, items.length);
    assert.equal(slugs.size, items.length);
  });

  it('lets prices follow one another without a gap, one of them today’s', () => {
    for (const { intervals } of offers) {
      const now = intervals.filter(
        (each) => each.validFrom <= today && (each.validTo === null || each.validTo >= today),
      );
      assert.equal(now.length, 1);
      for (const [index, each] of intervals.entries()) {
        const next = intervals[index + 1];
        if (next === undefined) continue;
        assert.ok(each.validTo !== null && each.validTo < next.validFrom);
        assert.equal(daysBetweenText(each.validTo, next.validFrom), 1);
      }
    }
    assert.ok(
      offers.some((each) => each.intervals.length > 2),
      'some have a past',
    );
    assert.ok(
      offers.some((each) => (each.intervals.at(-1)?.validFrom ?? today) > today),
      'some have a future',
    );
  });

  it('lowers prices at the usual quantities only, and never raises them', () => {
    for (const { intervals } of offers) {
      for (const { priceBreaks, unitPrice } of intervals) {
        let before = exact(unitPrice);
        for (const each of priceBreaks) {
          assert.ok([10, 25, 50, 100, 250, 500, 1000].includes(each.quantity));
          assert.ok(exact(each.unitPrice).lte(before));
          before = exact(each.unitPrice);
        }
      }
    }
  });

  it('grades used goods with evidence, and warrants remanufactured ones as new', () => {
    for (const { identity, intervals } of offers) {
      assert.equal(identity.condition === 'new', identity.grades.evidence === null);
      if (identity.condition !== 'remanufactured') continue;
      assert.ok(intervals.every((each) => each.warrantyMonths >= 12));
    }
    const used = offers.filter((each) => each.identity.condition === 'refurbished');
    assert.ok(used.length > 100);
    assert.ok(used.every((each) => (each.identity.grades.functional ?? 0) >= 4));
  });

  it('asks for units that fit: software by seat and term, services by the month, device, hour or kilogram', () => {
    const units = new Map<string, Set<string>>();
    for (const { product, offers: own } of items) {
      const branch = product.category.split('/')[0] ?? '';
      for (const each of own) units.set(branch, (units.get(branch) ?? new Set()).add(each.identity.unit));
    }
    assert.deepEqual([...(units.get('end-user-devices') ?? [])], ['each']);
    assert.ok(units.get('software-and-cloud')?.has('user-year'));
    assert.ok(units.get('support-services')?.has('user-month') && units.get('support-services')?.has('device-month'));
    assert.ok(units.get('circular-services')?.has('kilogram') && units.get('circular-services')?.has('visit'));
  });

  it('has the laptop of the design, priced to the penny', () => {
    const item = items.find((each) => each.product.mpn === 'NV14-5120');
    assert.ok(item);
    assert.equal(item.product.manufacturer.name, 'Norvik');
    assert.equal(item.product.name, 'N14 Education');
    const marrowby = item.offers.find((each) => each.identity.supplierId === 'marrowby-systems');
    assert.ok(marrowby);
    const now = marrowby.intervals.find((each) => each.validFrom === '2026-11-01');
    assert.ok(now);
    assert.equal(now.validTo, '2026-11-30');
    assert.equal(now.unitPrice, '419.00');
    assert.deepEqual(
      now.priceBreaks.map((each) => [each.quantity, each.unitPrice]),
      [
        [10, '405.00'],
        [25, '395.00'],
        [50, '388.00'],
        [100, '379.50'],
      ],
    );
    assert.equal(
      item.offers.find((each) => each.identity.supplierId === 'second-harbour')?.identity.condition,
      'refurbished',
    );
  });
});

function daysBetweenText(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;
}

/** Whether any lot of the request holds a category: what the demonstration must then show. */
class DemoGeneratorProbe {
  readonly offerable: boolean;
  constructor(id: string) {
    this.offerable = lots.some((lot) => lot.categories.some((each) => tree.isWithin(id, each)));
  }
}

describe('services beside the offers', () => {
  it('are the stated ones where the data states them, else drawn; each fits what its lot holds', () => {
    const rows = demoServices({
      agreement: 'X1',
      lots,
      positions: request.positions,
      tree,
      rules: data.rules,
      pinned: data.pinnedServices,
      seed: 1,
      today,
    });
    assert.deepEqual(
      rows
        .filter((each) => each.supplierId === 'marrowby-systems')
        .map((each) => [each.name, each.unit, each.unitPrice]),
      [
        ['Asset tagging', 'device', '2.80'],
        ['Imaging and enrolment', 'device', '8.50'],
        ['Warranty, 3 years, next working day', 'device', '38.00'],
        ['Set up on site', 'day', '420.00'],
        ['Collect, erase and recycle at the end', 'device', '-4.00'],
      ],
    );
    const seven = rows.filter((each) => each.lot === '7');
    assert.ok(seven.some((each) => each.name === 'Witnessed destruction'));
    assert.ok(!rows.some((each) => each.lot === '8' && each.name === 'Witnessed destruction'));
  });
});

describe('another agreement and a new kind of technology', () => {
  it('need data alone', async (t) => {
    const temporary = await mkdtemp(join(tmpdir(), 'calloff-demo-'));
    t.after(() => rm(temporary, { recursive: true }));
    const categories = join(temporary, 'categories');
    const demo = join(temporary, 'demo');
    await cp(join(root, 'reference/categories'), categories, { recursive: true });
    await cp(folder, demo, { recursive: true });
    await writeFile(
      join(categories, 'quantum.yaml'),
      `id: quantum
name: Quantum computing
noun: { one: computer, many: computers }
icon: emerging
summary: Computers of another kind.
unspsc: ['43211500']
cpv: ['30210000']
children:
  - id: cold
    name: Cold computers
    noun: { one: cold computer, many: cold computers }
    icon: emerging
    summary: Kept near absolute zero.
    attributes:
      - { key: qubits, label: Qubits, type: number, group: Size, required: true, line: 1, lineText: '{} qubits' }
      - { key: works-at, label: Works at, type: range, unit: K, decimals: 3, group: Size }
`,
    );
    await writeFile(
      join(demo, 'products-quantum.yaml'),
      `families:
  - category: quantum/cold
    weight: 5
    name: '{name} {size:code}'
    mpn: '{mpn}-{size}'
    about: 'Cold computer with {summary}.'
    series: [{ maker: quillray, name: Frost, mpn: QRF, price: 900000 }]
    axes: { size: [{ code: '50', spec: { qubits: 50 } }, { code: '100', spec: { qubits: 100 }, times: 1.8 }] }
    terms: { lead: [60, 120], warranty: [12] }
`,
    );
    const grown = await loadCategories(categories, join(root, 'web/icons'));
    assert.ok(grown.ok, JSON.stringify(grown));
    const more = await loadDemoData(demo, grown.value, today);
    assert.ok(more?.ok, JSON.stringify(more));
    const made = everything({
      ...request,
      tree: grown.value,
      data: more.value,
      lots: [{ number: 'Q', categories: ['quantum'] }],
      positions: [{ supplierId: 'one', lot: 'Q' }],
      offers: 30,
    });
    assert.ok(made.every((each) => each.product.category === 'quantum/cold'));
    assert.equal(made.flatMap((each) => each.offers).length, 30);
    assert.match(made[0]?.product.description ?? '', /^Cold computer with (50|100) qubits\.$/);
  });

  it('names what is wrong in the data', async (t) => {
    const temporary = await mkdtemp(join(tmpdir(), 'calloff-demo-'));
    t.after(() => rm(temporary, { recursive: true }));
    await cp(folder, temporary, { recursive: true });
    await writeFile(
      join(temporary, 'products-odd.yaml'),
      `families:
  - category: end-user-devices/laptops
    weight: 1
    name: '{name}'
    mpn: '{mpn}'
    about: x
    series: [{ maker: nobody, name: A, mpn: A, price: 1 }, { maker: norvik, name: B, mpn: B, price: 1, only: { size: [z] } }]
    axes: {}
    terms: { lead: [1, 2] }
  - { category: nowhere, weight: 1, name: a, mpn: a, about: a, series: [{ maker: norvik, name: a, mpn: a, price: 1 }], axes: {}, terms: { lead: [1, 2] } }
`,
    );
    const wrong = await loadDemoData(temporary, tree, today);
    assert.ok(wrong !== undefined && !wrong.ok);
    const messages = wrong.problems.map((each) => each.message).join('\n');
    assert.match(messages, /nobody/);
    assert.match(messages, /no category of this name/);
    assert.equal(await loadDemoData(join(temporary, 'none'), tree, today), undefined);
  });

  it('makes nothing, rather than loop, where nobody may offer anything', () => {
    const generator = new DemoGenerator({ ...request, positions: [] });
    assert.equal(generator.total, 0);
    assert.ok(generator.done(demoStart));
  });
});
