import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { shippedGuide } from '../../../test/support/boavizta-guide.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import { requireCategories } from '../categories.ts';
import { findProduct } from '../product-store.ts';
import { createProductImporter, type ProductImportResult } from './product-import.ts';
import { readRecords } from './product-records.ts';
import { readProduct } from './product-row.ts';

const root = join(import.meta.dirname, '../../..');
const categories = await requireCategories(join(root, 'reference/categories'));

const boavizta = await shippedGuide(categories);

const head = 'manufacturer,mpn,name,category,gtin,spec.screen-size,spec.memory,spec.storage,spec.system\n';
const row = 'Alderholt,AH-14,Note 14,end-user-devices/laptops,,14,16,512,Linux\n';

async function mistakesOf(text: string): Promise<readonly string[]> {
  const { records, problems } = await readRecords(text);
  const all = records.flatMap((each) => {
    const checked = readProduct(each, categories);
    return 'problems' in checked ? checked.problems : [];
  });
  return [...problems, ...all].map((each) => `${each.row ?? ''} ${each.column ?? ''} ${each.code}`);
}

describe('a file of products', () => {
  for (const [what, text, mistakes] of [
    ['nothing wrong', head + row, []],
    ['semicolons and a byte order mark', `\uFEFF${(head + row).replaceAll(',', ';')}`, []],
    ['no part number column', head.replace('mpn,', '') + row.replace('AH-14,', ''), ['1 mpn column-missing']],
    ['a column nobody knows', head.replace('gtin', 'colour') + row, ['1 colour column-unknown']],
    ['a column twice', head.replace('gtin', 'name') + row, ['1 name column-twice']],
    ['an empty part number', head + row.replace('AH-14', ''), ['2 mpn missing']],
    ['a part number turned into a number', head + row.replace('AH-14', '1.2E+11'), ['2 mpn mpn-spoilt']],
    ['a part number turned into a date', head + row.replace('AH-14', '14-Mar'), ['2 mpn mpn-spoilt']],
    ['an unknown category', head + row.replace('end-user-devices/laptops', 'laptops'), ['2 category category-unknown']],
    ['a branch for a category', head + row.replace('/laptops', ''), ['2 category category-too-wide']],
    [
      'a GTIN that lost its zero',
      head + row.replace('laptops,,', 'laptops,12345670,').replace('12345670', '12345678'),
      ['2 gtin gtin-wrong'],
    ],
    [
      'an attribute of another kind',
      head.replace('spec.memory', 'spec.pages') + row,
      ['2 spec.pages specification-unknown', '2 spec.memory specification-missing'],
    ],
    ['a pound sign in a number', head + row.replace(',16,', ',£16,'), ['2 spec.memory specification-wrong']],
    [
      'three mistakes in two rows',
      `${head}${row.replace('Alderholt', '')}${row.replace(',16,', ',x,').replace('Linux', 'BeOS')}`,
      ['2 manufacturer missing', '3 spec.memory specification-wrong', '3 spec.system specification-wrong'],
    ],
    ['a quotation mark never closed', `${head}"Alderholt,AH`, [' not-csv']],
    ['a line that is not JSON', '{"manufacturer":"A"\n', ['1  not-json']],
  ] as const) {
    it(`says ${what}`, async () => {
      const found = await mistakesOf(text);
      if (text.startsWith('"')) assert.ok(found.length > 0);
      else
        assert.deepEqual(
          found.map((each) => each.trim()),
          mistakes.map((each) => each.trim()),
        );
    });
  }

  it('offers the GTIN with its leading zeros', async () => {
    const { records } = await readRecords(`${head}${row.replace('laptops,,', 'laptops,36000291452,')}`);
    const checked = readProduct(records[0] ?? { row: 0, values: {} }, categories);
    assert.ok('problems' in checked);
    assert.match(checked.problems[0]?.remedy ?? '', /036000291452/);
  });

  it('keeps a part number’s leading zeros and case, and takes the maker out of the model’s name', async () => {
    const { records } = await readRecords(
      head + row.replace('AH-14', '0042-x').replace('Note 14', 'Alderholt Note 14'),
    );
    const checked = readProduct(records[0] ?? { row: 0, values: {} }, categories);
    assert.ok('product' in checked);
    assert.equal(checked.product.mpn, '0042-x');
    assert.equal(checked.product.name, 'Note 14');
    assert.equal(checked.product.cpv, '30213100');
  });
});

async function opened(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const importer = createProductImporter({ database, categories, boavizta });
  const take = (text: string | Buffer, dryRun = false): Promise<ProductImportResult> =>
    importer.import(Readable.from([Buffer.from(text)]), { actor: 'system', dryRun });
  return { database, take };
}

async function count(database: Database, table: string): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)}`.execute(
    database.handle,
  );
  return found.rows[0]?.n ?? 0;
}

for (const { engine, skip } of engines) {
  describe(`importing products on ${engine}`, { skip }, () => {
    it('takes both examples of the documentation, and the same again changes nothing', async (t) => {
      const { database, take } = await opened(t, engine);
      for (const name of ['products.csv', 'products.jsonl']) {
        const text = await readFile(join(root, 'docs/examples', name));
        const first = await take(text);
        assert.deepEqual(first.problems, []);
        assert.equal(first.changes.added, first.rows);
        const again = await take(text);
        assert.deepEqual([again.changes.same, again.changes.added, again.changes.updated], [first.rows, 0, 0]);
      }
      const note = await findProduct(database.handle, 'alderholt-ah-14-100');
      assert.equal(note?.title, 'Alderholt Note 14');
      assert.equal(note.endOfSupport, '2033-10-31');
      assert.deepEqual(note.labels, [
        { scheme: 'TCO Certified', level: null, version: '10', country: 'GB', validTo: '2027-06-04' },
      ]);
      assert.deepEqual(note.specification, {
        'screen-size': 14,
        memory: 16,
        storage: 512,
        system: 'Windows 11 Pro',
        touch: false,
      });
      assert.equal(await count(database, 'search_product'), 3);
      assert.equal(await count(database, 'manufacturer'), 1);
    });

    it('changes nothing when one row is wrong, and nothing on a dry run', async (t) => {
      const { database, take } = await opened(t, engine);
      const wrong = await take(head + row + row.replace('AH-14', 'AH-15').replace(',16,', ',lots,'));
      assert.deepEqual([wrong.rows, wrong.accepted, wrong.rejected, wrong.applied], [2, 1, 1, false]);
      const dry = await take(head + row, true);
      assert.deepEqual([dry.changes.added, dry.applied], [1, false]);
      assert.equal(await count(database, 'product'), 0);
      assert.equal(await count(database, 'manufacturer'), 0);
      assert.equal(await count(database, 'audit_event'), 0);
    });

    it('brings a known product up to date under its address, however the maker is spelt', async (t) => {
      const { database, take } = await opened(t, engine);
      await take(head + row);
      const changed = await take(head + row.replace('Alderholt', 'ALDERHOLT Ltd').replace(',16,', ',32,'));
      assert.deepEqual([changed.changes.added, changed.changes.updated], [0, 1]);
      const product = await findProduct(database.handle, 'alderholt-ah-14');
      assert.equal(product?.specification['memory'], 32);
      assert.equal(product.manufacturer.name, 'Alderholt');
      const found = await sql<{ n: number }>`select count(*)::integer as n from search_product
        where summary like '%32 GB%'`.execute(database.handle);
      assert.equal(found.rows[0]?.n, 1);
    });

    it('names a product that stands twice, and keeps alike part numbers apart', async (t) => {
      const { database, take } = await opened(t, engine);
      const twice = await take(head + row + row);
      assert.deepEqual(
        twice.problems.map((each) => [each.code, each.row]),
        [['twice', 3]],
      );
      const alike = await take(head + row + row.replace('AH-14', 'AH 14'));
      assert.equal(alike.changes.added, 2);
      assert.ok(await findProduct(database.handle, 'alderholt-ah-14'));
      assert.ok(await findProduct(database.handle, 'alderholt-ah-14-2'));
    });

    it('takes hostile text as text', async (t) => {
      const { database, take } = await opened(t, engine);
      const name = `<script>alert(1)</script>'; drop table product; --\u202Egnp`;
      const line = JSON.stringify({
        manufacturer: 'O\'Brien & "Söhne"',
        mpn: 'X\\{},"1',
        name,
        category: 'peripherals/docks',
        specification: { power: 90, displays: 2, connection: '{"$ne":1}' },
      });
      const taken = await take(line);
      assert.deepEqual(taken.problems, []);
      const product = await findProduct(database.handle, 'o-brien-and-sohne-x-1');
      assert.equal(product?.name, "<script>alert(1)</script>'; drop table product; --gnp");
      assert.equal(product.mpn, 'X\\{},"1');
      assert.equal(product.specification['connection'], '{"$ne":1}');
    });

    it('says so when the file is empty or has only headings', async (t) => {
      const { take } = await opened(t, engine);
      assert.equal((await take('')).problems.length > 0, true);
      assert.equal((await take(head)).problems[0]?.code, 'empty');
    });
  });
}
