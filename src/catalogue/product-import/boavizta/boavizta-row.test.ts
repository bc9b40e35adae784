import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { shippedGuide } from '../../../../test/support/boavizta-guide.ts';
import { requireCategories } from '../../categories.ts';
import { embodiedKg, lifeKg } from '../../product-footprint.ts';
import { readBoavizta } from './boavizta-file.ts';
import { loadBoaviztaGuide } from './boavizta-guide.ts';

const root = join(import.meta.dirname, '../../../..');
const tree = await requireCategories(join(root, 'reference/categories'));
const guide = await shippedGuide(tree);

const head =
  'manufacturer,name,category,subcategory,gwp_total,gwp_use_ratio,gwp_error_ratio,report_date,sources,added_date';
function row(changes: Partial<Record<string, string>> = {}): string {
  const cells: Record<string, string> = {
    manufacturer: 'Tavnor',
    name: 'Field 14',
    category: 'Workplace',
    subcategory: 'Laptop',
    gwp_total: '300',
    gwp_use_ratio: '0.2',
    gwp_error_ratio: '0.25',
    report_date: 'November 2020',
    sources: 'https://reports.example/a.pdf',
    added_date: '01-11-2020',
    ...Object.fromEntries(Object.entries(changes)),
  };
  return head
    .split(',')
    .map((each) => cells[each] ?? '')
    .join(',');
}

async function read(...rows: readonly string[]) {
  const { problems, remarks, products } = await readBoavizta([head, ...rows].join('\n'), guide, tree);
  const list = (all: typeof problems): readonly string[] =>
    all.map((each) => `${each.row ?? ''} ${each.column ?? ''} ${each.code}`);
  return { products, problems: list(problems), remarks: list(remarks), said: [...problems, ...remarks] };
}

describe('a row of the public footprint file', () => {
  for (const [what, changes, mistakes] of [
    ['no maker', { manufacturer: '' }, ['2 manufacturer missing']],
    ['no name', { name: 'N/A' }, ['2 name missing']],
    ['a name without letters', { name: '???' }, ['2 name name-empty']],
    ['a name that lost characters', { name: 'Field\uFFFD14' }, ['2 name text-broken']],
    ['a name of a novel', { name: 'x'.repeat(201) }, ['2 name too-long']],
    ['no total', { gwp_total: '' }, ['2 gwp_total missing']],
    ['a total in words', { gwp_total: 'three hundred' }, ['2 gwp_total not-a-number']],
    ['a total of nought', { gwp_total: '0' }, ['2 gwp_total out-of-range']],
    ['a negative total', { gwp_total: '-300' }, ['2 gwp_total not-a-number']],
    ['an unknown kind', { subcategory: 'Hologram' }, ['2 subcategory category-unknown']],
    ['no kind', { subcategory: '' }, ['2 subcategory missing']],
    ['a thing for the home', { category: 'Home', subcategory: 'IoT' }, ['2 subcategory category-none']],
    ['two mistakes', { name: '', gwp_total: 'x' }, ['2 name missing', '2 gwp_total not-a-number']],
  ] as const) {
    it(`cannot be used with ${what}`, async () => {
      const { problems, products, said } = await read(row(changes), row({ name: 'Field 15' }));
      assert.deepEqual(problems, mistakes);
      // The good row beside it is used.
      assert.deepEqual(
        products.map((each) => each.mpn),
        ['Field 15'],
      );
      for (const each of said) assert.ok(each.message.endsWith('.') && each.remedy.endsWith('.'), each.message);
    });
  }

  for (const [what, changes, remarks] of [
    ['a share over the whole', { gwp_use_ratio: '7.76' }, ['2 gwp_use_ratio share-over-whole']],
    ['a share of nought', { gwp_use_ratio: '0' }, ['2 gwp_use_ratio share-nought']],
    ['a share in words', { gwp_use_ratio: 'half' }, ['2 gwp_use_ratio not-understood']],
    ['an error beyond belief', { gwp_error_ratio: '3.2796' }, ['2 gwp_error_ratio error-too-large']],
    ['a date of two readings', { report_date: '03/04/2019' }, ['2 report_date not-a-date']],
    ['a source that is a script', { sources: 'javascript:alert(1)' }, ['2 sources not-an-address']],
  ] as const) {
    it(`is used without ${what}`, async () => {
      const found = await read(row(changes), ...['A', 'B', 'C'].map((name) => row({ name })));
      assert.deepEqual([found.problems, found.remarks], [[], remarks]);
      assert.equal(found.products.length, 4);
    });
  }

  it('gives nothing for what says nothing', async () => {
    const { products, remarks } = await read(
      row({ gwp_use_ratio: 'N/A', gwp_error_ratio: '0.0000', report_date: '', sources: '-' }),
    );
    const { footprint } = products[0] ?? {};
    assert.deepEqual(remarks, []);
    assert.deepEqual(
      [footprint?.useShare, footprint?.errorRatio, footprint?.reported, footprint?.source],
      [null, null, null, null],
    );
  });

  it('with a cell too many cannot be told apart', async () => {
    assert.deepEqual((await read(`${row()},x`, row())).problems, ['2  too-many-cells']);
  });

  it('is known under its maker’s other spellings', async () => {
    const { products } = await read(
      row({ manufacturer: 'Hewlett-Packard' }),
      row({ manufacturer: 'HP Inc.', name: 'B' }),
    );
    assert.deepEqual(
      products.map((each) => each.manufacturer),
      ['HP', 'HP Inc.'].map(() => 'HP'),
    );
  });

  it('understands columns that count to a hundred', async () => {
    const rows = ['15', '8', '22'].map((share, at) =>
      row({ name: `N${at}`, gwp_use_ratio: share, gwp_error_ratio: '20' }),
    );
    const { products } = await read(...rows);
    assert.deepEqual(
      products.map((each) => [each.footprint?.useShare, each.footprint?.errorRatio]),
      [
        ['0.15', '0.2'],
        ['0.08', '0.2'],
        ['0.22', '0.2'],
      ],
    );
  });

  describe('that stands twice', () => {
    it('is used once, from the newest report', async () => {
      const { products, problems } = await read(
        row({ gwp_total: '300', report_date: '2020' }),
        row({ gwp_total: '310', report_date: 'March 2021', name: 'FIELD 14' }),
        row({ gwp_total: '320', report_date: '2019' }),
      );
      assert.deepEqual(
        products.map((each) => each.footprint?.totalKg),
        ['310'],
      );
      assert.deepEqual(problems, ['2 name twice', '4 name twice']);
    });

    it('is used once, from the row added last, where the reports are of one time', async () => {
      const { products, problems } = await read(
        row({ gwp_total: '310', added_date: '2023-02-23' }),
        row({ gwp_total: '300', added_date: '18-10-2022' }),
      );
      assert.deepEqual([products[0]?.footprint?.totalKg, problems], ['310', ['3 name twice']]);
    });

    it('is not used where the rows differ and none is newer', async () => {
      const { products, problems } = await read(row({ gwp_total: '300' }), row({ gwp_total: '310' }));
      assert.deepEqual([products.length, problems], [0, ['2 name twice-different', '3 name twice-different']]);
    });

    it('and says the same is used once', async () => {
      const { products, problems } = await read(row(), row({ sources: 'https://reports.example/b.pdf' }));
      assert.deepEqual([products.length, problems], [1, ['3 name twice']]);
    });
  });

  it('needs its headings', async () => {
    const { problems } = await readBoavizta('manufacturer,name,name\nx,y,z', guide, tree);
    assert.deepEqual(
      problems.map((each) => `${each.column ?? ''} ${each.code}`),
      ['category', 'subcategory', 'gwp_total'].map((each) => `${each} column-missing`).concat('name column-twice'),
    );
    for (const [text, code] of [
      ['', 'empty'],
      [head, 'empty'],
      [`${head}\n"x`, 'not-csv'],
    ] as const) {
      assert.equal((await readBoavizta(text, guide, tree)).problems[0]?.code, code);
    }
  });
});

describe('a footprint', () => {
  it('is for making what is not for use, as far off as the whole', () => {
    assert.deepEqual(embodiedKg({ totalKg: '300', useShare: '0.2', errorRatio: '0.25' }), {
      low: '180',
      typical: '240',
      high: '300',
      ranged: true,
    });
    assert.equal(embodiedKg({ totalKg: '300', useShare: null, errorRatio: '0.25' }), null);
  });

  it('is never made for less than nothing, and has no range where none was published', () => {
    assert.deepEqual(lifeKg({ totalKg: '500', errorRatio: '1.1' }), {
      low: '0',
      typical: '500',
      high: '1050',
      ranged: true,
    });
    assert.deepEqual(lifeKg({ totalKg: '500', errorRatio: null }), {
      low: '500',
      typical: '500',
      high: '500',
      ranged: false,
    });
  });
});

describe('the guide to the footprint file', () => {
  it('is refused where it leads to no category, states what is not known, or is missing', async () => {
    const shipped = await readFile(join(root, 'reference/boavizta.yaml'), 'utf8');
    const folder = await mkdtemp(join(tmpdir(), 'calloff-guide-'));
    try {
      for (const [wrong, path] of [
        [shipped.replace('to: end-user-devices/laptops', 'to: end-user-devices'), 'boavizta.yaml#/kinds/0'],
        [shipped.replace('storage: {', 'wheels: {'), 'boavizta.yaml#/kinds/0'],
        [
          shipped.replace('column: screen_size', 'column: screen'),
          'boavizta.yaml#/kinds/0/specification/screen-size/column',
        ],
        [shipped.replace('limits:', 'limits: ['), 'boavizta.yaml'],
      ] as const) {
        await writeFile(join(folder, 'boavizta.yaml'), wrong);
        const loaded = await loadBoaviztaGuide(folder, tree);
        assert.equal(loaded.ok ? 'no problem' : loaded.problems[0]?.path, path);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
    const missing = await loadBoaviztaGuide(folder, tree);
    assert.equal(missing.ok ? 'no problem' : missing.problems[0]?.path, 'boavizta.yaml');
  });
});
