import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { shippedGuide } from '../../../../test/support/boavizta-guide.ts';
import { engines, freshDatabase } from '../../../../test/support/databases.ts';
import { exact } from '../../../kernel/money.ts';
import type { Engine } from '../../../platform/database/index.ts';
import { requireCategories } from '../../categories.ts';
import { embodiedKg } from '../../product-footprint.ts';
import { findProduct, listProducts } from '../../product-store.ts';
import { createProductImporter, type ProductFormat, type ProductImportResult } from '../product-import.ts';

const root = join(import.meta.dirname, '../../../..');
const tree = await requireCategories(join(root, 'reference/categories'));
const guide = await shippedGuide(tree);
const example = await readFile(join(root, 'docs/examples/footprints.csv'), 'utf8');
const referenceFile = join(process.env['CALLOFF_REFERENCE_DATA'] ?? '', 'boavizta/boavizta-data-us.csv');
const withReference = (process.env['CALLOFF_REFERENCE_DATA'] ?? '') !== '' && existsSync(referenceFile);
const noReference = withReference ? false : 'CALLOFF_REFERENCE_DATA is not set: the public file is not here';

/** The French edition: semicolons, and a comma for every point between digits, in names and addresses too. */
function inFrench(english: string): string {
  const cells = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g;
  return english.replace(cells, (_all, cell: string, end: string) => {
    const french = cell.replace(/(?<=\d)\.(?=\d)/g, ',');
    return `${french.includes(';') && !french.startsWith('"') ? `"${french}"` : french}${end === ',' ? ';' : end}`;
  });
}

async function opened(t: TestContext, engine: Engine) {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  const importer = createProductImporter({ database, categories: tree, boavizta: guide });
  const take = (text: string, format: ProductFormat = 'boavizta', dryRun = false): Promise<ProductImportResult> =>
    importer.import(Readable.from([Buffer.from(text)]), { actor: 'system', format, dryRun });
  const stamps = async (): Promise<unknown> =>
    (
      await sql`select p.id, p.updated_at, f.updated_at as measured from product p
        left join product_footprint f on f.product_id = p.id order by p.id`.execute(database.handle)
    ).rows;
  return { database, take, stamps };
}

for (const { engine, skip } of engines) {
  describe(`importing published footprints on ${engine}`, { skip }, () => {
    it('takes every row it can of the example, and says why not of the others', async (t) => {
      const { database, take } = await opened(t, engine);
      const taken = await take(example);
      assert.deepEqual([taken.rows, taken.accepted, taken.rejected, taken.applied], [12, 7, 5, true]);
      assert.deepEqual(
        taken.problems.map((each) => [each.row, each.column, each.code]),
        [
          [7, 'name', 'twice'],
          [10, 'subcategory', 'category-none'],
          [11, 'subcategory', 'category-unknown'],
          [12, 'gwp_total', 'not-a-number'],
          [13, 'manufacturer', 'missing'],
        ],
      );
      assert.deepEqual(
        taken.remarks.map((each) => [each.row, each.column, each.code]),
        [
          [4, 'gwp_transport_ratio', 'share-nought'],
          [4, 'gwp_eol_ratio', 'share-nought'],
        ],
      );
      const field = await findProduct(database.handle, 'tavnor-field-14');
      assert.equal(field?.title, 'Tavnor Field 14');
      assert.deepEqual([field.identifiedBy, field.mpn], ['model-name', 'Tavnor Field 14']);
      assert.deepEqual(field.specification, { 'screen-size': 14, memory: 16, storage: 512, weight: 1.43 });
      assert.deepEqual(field.footprint, {
        totalKg: '300',
        useShare: '0.2',
        manufacturingShare: '0.72',
        transportShare: '0.07',
        endOfLifeShare: '0.01',
        yearlyKwh: '18.18',
        lifetimeYears: '4',
        useLocation: 'Europe',
        errorRatio: '0.25',
        reported: '2020-11',
        source: 'https://reports.example/tavnor-field-14.pdf',
        declaredBy: 'Tavnor',
        note: null,
        collection: guide.collection,
      });
      const plus = await findProduct(database.handle, 'tavnor-field-14-plus-2nd-generation');
      assert.deepEqual(
        [plus?.manufacturer.name, plus?.footprint?.useShare, plus?.footprint?.manufacturingShare],
        ['Tavnor', '0.15', '0.77'],
      );
      const printer = await findProduct(database.handle, 'hollin-page-40');
      assert.deepEqual(printer?.specification, { kind: 'Multifunction laser', colour: false, speed: 42 });
      assert.match(printer.footprint?.note ?? '', /paper/);
      const offers = await sql<{ n: number }>`select count(*)::int as n from offer`.execute(database.handle);
      assert.equal(offers.rows[0]?.n, 0);
      const audit = await sql<{ detail: unknown }>`select detail from audit_event`.execute(database.handle);
      assert.deepEqual(audit.rows[0]?.detail, {
        format: 'boavizta',
        rows: 12,
        rejected: 5,
        added: 7,
        removed: 0,
        updated: 0,
        up: 0,
        down: 0,
        same: 0,
      });
    });

    it('changes nothing by the same file again, nor by its French edition, nor on a dry run', async (t) => {
      const { take, stamps } = await opened(t, engine);
      const tried = await take(example, 'boavizta', true);
      assert.deepEqual([tried.changes.added, tried.applied, await stamps()], [7, false, []]);
      await take(example);
      const before = await stamps();
      for (const again of [example, inFrench(example)]) {
        const { added, updated, same } = (await take(again)).changes;
        assert.deepEqual([added, updated, same], [0, 0, 7]);
        assert.deepEqual(await stamps(), before);
      }
    });

    it('brings figures up to date from a newer file, and touches no other', async (t) => {
      const { database, take, stamps } = await opened(t, engine);
      await take(example);
      const before = (await stamps()) as readonly unknown[];
      const newer = await take(example.replace('Laptop,300,0.2000', 'Laptop,310,0.2000'));
      assert.deepEqual([newer.changes.added, newer.changes.updated, newer.changes.same], [0, 1, 6]);
      const product = await findProduct(database.handle, 'tavnor-field-14');
      assert.equal(product?.footprint?.totalKg, '310');
      const after = (await stamps()) as readonly unknown[];
      assert.equal(after.filter((each, at) => JSON.stringify(each) !== JSON.stringify(before[at])).length, 1);
    });

    it('adds its figure to a product known by its part number, and changes nothing else of it', async (t) => {
      const { database, take } = await opened(t, engine);
      const columns = 'manufacturer,mpn,name,category,spec.screen-size,spec.memory,spec.storage,spec.system\n';
      const product = `${columns}Tavnor,Tavnor Field 14,Field 14,end-user-devices/laptops,14,32,1024,Linux\n`;
      await take(product, 'calloff');
      await take(example);
      const found = await findProduct(database.handle, 'tavnor-field-14');
      assert.deepEqual(
        [found?.identifiedBy, found?.specification['memory'], found?.footprint?.totalKg],
        ['part-number', 32, '300'],
      );
      // Our own format says nothing of footprints, so the figure stays.
      const again = await take(product.replace(',32,', ',16,'), 'calloff');
      assert.equal(again.changes.updated, 1);
      const later = await findProduct(database.handle, 'tavnor-field-14');
      assert.deepEqual([later?.specification['memory'], later?.footprint?.totalKg], [16, '300']);
    });

    it('takes nothing from a file it cannot read, and says so', async (t) => {
      const { take, stamps } = await opened(t, engine);
      const taken = await take('a,b\n1,2\n');
      assert.equal(taken.applied, false);
      assert.ok(taken.problems.length > 0);
      assert.deepEqual(await stamps(), []);
    });

    it('reads the public file: what it states is what is kept, in both editions', { skip: noReference }, async (t) => {
      const { database, take } = await opened(t, engine);
      const file = await readFile(referenceFile, 'utf8');
      const taken = await take(file);
      const counts: Record<string, number> = {};
      for (const each of taken.problems) counts[each.code] = (counts[each.code] ?? 0) + 1;
      assert.deepEqual([taken.rows, taken.accepted, taken.rejected], [1226, 1184, 42]);
      assert.deepEqual(counts, { 'category-none': 41, twice: 1 });
      const products = await listProducts(database.handle, {
        categories: [],
        manufacturer: undefined,
        after: undefined,
        limit: 2000,
        footprint: true,
      });
      const headings = file.split('\n', 1)[0]?.split(',') ?? [];
      const place = (name: string): number => headings.indexOf(name);
      const stated = new Map(
        file.split('\n').map((line) => {
          const cells = line.split(',');
          return [`${cells[0] ?? ''} ${(cells[1] ?? '').replace(/\s+/g, ' ').trim()}`, cells];
        }),
      );
      let compared = 0;
      for (const { manufacturer, mpn, footprint } of products) {
        const cells = stated.get(`${manufacturer.name} ${mpn}`);
        const use = cells?.[place('gwp_use_ratio')] ?? '';
        const total = cells?.[place('gwp_total')] ?? '';
        if (footprint === null || cells === undefined || mpn.startsWith('iPad (9th')) continue;
        compared += 1;
        assert.equal(exact(footprint.totalKg).equals(total), true, mpn);
        const made = embodiedKg(footprint);
        if (use === '') assert.equal(made, null, mpn);
        else assert.equal(made?.typical, exact(total).times(exact(1).minus(use)).toDecimalPlaces(6).toFixed(), mpn);
      }
      assert.ok(compared > 1150, `${compared} compared`);
      const french = await take(inFrench(file));
      assert.deepEqual([french.rows, french.changes.same, french.changes.updated], [1226, 1184, 0]);
    });
  });
}
