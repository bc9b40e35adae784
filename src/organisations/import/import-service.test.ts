import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { fixedClock, isoDate } from '../../kernel/dates.ts';
import type { Database } from '../../platform/database/index.ts';
import { loadDemoSuppliers } from '../demo/load-demo-suppliers.ts';
import { readRegister } from '../supplier-store.ts';
import { createSupplierImporter, type SupplierImportOptions, type SupplierImportResult } from './import-service.ts';
import { suppliersCsv } from './supplier-csv.ts';

const agreements = [
  {
    number: 'RM1',
    lots: ['1', '2', '3'],
    firstDay: isoDate('2023-10-10'),
    lastDay: isoDate('2027-10-30'),
    usualFrom: isoDate('2023-10-31'),
  },
  {
    number: 'RM6098',
    lots: ['1', '2', '3', '4', '5', '6', '7', '8'],
    firstDay: isoDate('2023-10-10'),
    lastDay: isoDate('2099-10-30'),
    usualFrom: isoDate('2023-10-31'),
  },
];
const clock = fixedClock('2026-11-23T09:00:00Z');
const head = 'agreement,lot,name,size';

async function run(
  database: Database,
  file: string | Uint8Array,
  options: Partial<SupplierImportOptions> = {},
): Promise<SupplierImportResult> {
  const importer = createSupplierImporter({ database, clock, agreements });
  async function* bytes(): AsyncGenerator<Uint8Array | string> {
    yield file;
  }
  return importer.import(bytes(), { actor: 'system', ...options });
}

async function register(database: Database): Promise<string> {
  return JSON.stringify((await readRegister(database.handle)).suppliers);
}

function codes(result: SupplierImportResult): readonly string[] {
  return result.problems.map((each) => `${each.row ?? '-'} ${each.column ?? '-'} ${each.code}`);
}

/** Files with a mistake, and what has to be said: row, column and code. */
const mistakes: readonly (readonly [what: string, file: string | Uint8Array, expected: readonly string[]])[] = [
  ['an empty file', '', ['- - file-empty']],
  ['a file of blank lines', '\n\n\n', ['- - no-headings']],
  ['headings alone', `${head}\n`, ['- - no-rows']],
  ['a file without headings', 'RM1,1,Aldercote,small\n', ['- - no-headings']],
  ['a required column missing', 'agreement,name,size\nRM1,Aldercote,small\n', ['1 lot column-missing']],
  ['a column twice', `${head},size\nRM1,1,Aldercote,small,large\n`, ['1 size column-twice']],
  ['a column nobody knows', `${head},colour\nRM1,1,Aldercote,small,red\n`, ['1 colour column-unknown']],
  ['an unknown agreement', `${head}\nRM9,1,Aldercote,small\n`, ['2 agreement unknown-agreement']],
  ['an unknown lot', `${head}\nRM1,9,Aldercote,small\n`, ['2 lot unknown-lot']],
  ['a row without a name', `${head}\nRM1,1,,small\n`, ['2 name cell-empty']],
  ['a size that is none', `${head}\nRM1,1,Aldercote,tiny\n`, ['2 size bad-size']],
  ['no size for a new supplier', `${head}\nRM1,1,Aldercote,\n`, ['2 size bad-size']],
  ['a date in British order', `${head},from\nRM1,1,Aldercote,small,31/10/2023\n`, ['2 from bad-date']],
  ['a day that does not exist', `${head},from\nRM1,1,Aldercote,small,2024-02-30\n`, ['2 from bad-date']],
  [
    'dates the wrong way round',
    `${head},from,to\nRM1,1,Aldercote,small,2025-02-01,2025-01-31\n`,
    ['2 to dates-reversed'],
  ],
  ['a position before the agreement', `${head},from\nRM1,1,Aldercote,small,2019-01-01\n`, ['2 from outside-agreement']],
  ['a position beyond the agreement', `${head},to\nRM1,1,Aldercote,small,2031-01-01\n`, ['2 to outside-agreement']],
  ['the same position twice', `${head}\nRM1,1,Aldercote,small\nRM1,1,Aldercote,small\n`, ['3 lot position-twice']],
  [
    'rows of a supplier that disagree',
    `${head}\nRM1,1,Aldercote,small\nRM1,2,Aldercote,large\n`,
    ['3 size rows-differ'],
  ],
  [
    'one name with two ids',
    `${head},supplier id\nRM1,1,Aldercote,small,alder\nRM1,2,Aldercote,small,alder-two\n`,
    ['3 supplier id name-has-other-id', '3 supplier id rows-differ'],
  ],
  [
    'one id with two names',
    `${head},supplier id\nRM1,1,Aldercote,small,alder\nRM1,2,Brackenholt,small,alder\n`,
    ['3 supplier id id-twice'],
  ],
  [
    'a name the register has under another id',
    `${head},supplier id\nRM1,1,KEPT supplier,small,other-id\n`,
    ['2 supplier id name-has-other-id'],
  ],
  [
    'an id that cannot stand in an address',
    `${head},supplier id\nRM1,1,Aldercote,small,Alder Cote/1\n`,
    ['2 supplier id bad-id'],
  ],
  ['a name no id can be made from', `${head}\nRM1,1,株式会社,small\n`, ['2 supplier id bad-id']],
  [
    'an unknown identifier scheme',
    `${head},identifier scheme,identifier number\nRM1,1,Aldercote,small,FR-SIREN,123456789\n`,
    ['2 identifier scheme bad-scheme'],
  ],
  [
    'a company number that lost its zeros',
    `${head},identifier scheme,identifier number\nRM1,1,Aldercote,small,GB-COH,1234567\n`,
    ['2 identifier number bad-number'],
  ],
  [
    'a number in scientific notation',
    `${head},identifier scheme,identifier number\nRM1,1,Aldercote,small,GB-COH,1.2E+07\n`,
    ['2 identifier number bad-number'],
  ],
  [
    'half an identifier',
    `${head},identifier scheme,identifier number\nRM1,1,Aldercote,small,GB-COH,\n`,
    ['2 identifier number identifier-half'],
  ],
  [
    'an identifier that belongs to somebody else',
    `${head},identifier scheme,identifier number\nRM1,1,Aldercote,small,GB-COH,00000001\n`,
    ['2 identifier number identifier-taken'],
  ],
  ['a formula', `${head}\nRM1,1,"=HYPERLINK(""http://x"",""A"")",small\n`, ['2 name formula']],
  ['a formula behind an apostrophe', `${head}\nRM1,1,'=1+1,small\n`, ['2 name formula']],
  ['a control character', `${head}\nRM1,1,Alder\u0007cote,small\n`, ['2 name control-character']],
  ['a character that was lost', `${head}\nRM1,1,Alder\u{fffd}cote,small\n`, ['2 name character-lost']],
  ['a name of 10,000 letters', `${head}\nRM1,1,${'a'.repeat(10_000)},small\n`, ['2 name too-long']],
  ['a cell of half a million letters', `${head}\nRM1,1,"${'a'.repeat(500_000)}",small\n`, ['2 - csv-broken']],
  ['a quotation mark left open', `${head}\nRM1,1,"Aldercote,small\n`, ['2 - csv-broken']],
  ['more cells than headings', `${head}\nRM1,1,Aldercote, Ltd,small\n`, ['2 - cells-beyond-headings']],
  [
    'an address that is a script',
    `${head},website\nRM1,1,Aldercote,small,javascript:alert(1)\n`,
    ['2 website bad-link'],
  ],
  ['a region that is none', `${head},regions\nRM1,1,Aldercote,small,Wales; Narnia\n`, ['2 regions bad-region']],
  ['a contact without a name', `${head},contacts\nRM1,1,Aldercote,small,Sales\n`, ['2 contacts entry-part-missing']],
  [
    'a contact with a bad email',
    `${head},contacts\nRM1,1,Aldercote,small,Sales | A | nobody |\n`,
    ['2 contacts bad-email'],
  ],
  [
    'evidence without its dates',
    `${head},evidence\nRM1,1,Aldercote,small,ISO 9001 | X1\n`,
    ['2 evidence entry-part-missing', '2 evidence entry-part-missing', '2 evidence entry-part-missing'],
  ],
  [
    'a scheme whose name is a sentence',
    `${head},evidence\nRM1,1,Aldercote,small,${'Scheme '.repeat(9)}| X1 | 2026-01-01 | | All | Body\n`,
    ['2 evidence too-long'],
  ],
  [
    'evidence twice',
    `${head},evidence\nRM1,1,Aldercote,small,ISO 9001|X1|2026-01-01||All|Body;ISO 9001|X1|2026-01-01||All|Body\n`,
    ['2 evidence evidence-twice'],
  ],
  [
    'a circular claim without evidence',
    `${head},circular supply\nRM1,1,Aldercote,small,take-back | yes | | 2026-01-01 | R2v3 | X9 |\n`,
    ['2 circular supply claim-without-evidence'],
  ],
  [
    'more than all devices refurbished',
    `${head},evidence,circular supply\nRM1,1,Aldercote,small,R2v3|X1|2026-01-01||All|Body,refurbished-share|120||2026-01-01|R2v3|X1\n`,
    ['2 circular supply bad-number'],
  ],
  [
    'a suspension without a reason',
    `${head},standing\nRM1,1,Aldercote,small,suspended | 2026-01-01 | |\n`,
    ['2 standing entry-part-missing'],
  ],
  ['a spreadsheet file', Buffer.from('PK\u0003\u0004rest of a zip'), ['- - file-is-spreadsheet']],
  ['bytes that are no text', Buffer.from([1, 0, 0, 2, 0, 9, 0, 0, 0, 0, 3, 7]), ['- - file-is-not-text']],
];

for (const { engine, skip } of engines) {
  describe(`importing suppliers on ${engine}`, { skip }, () => {
    let database: Database;
    before(async () => {
      database = await freshDatabase(engine);
      const kept = `${head},supplier id,identifier scheme,identifier number\nRM1,1,Kept Supplier,small,kept,GB-COH,00000001\n`;
      assert.equal((await run(database, kept)).applied, true);
    });
    after(() => database.close());

    for (const [what, file, expected] of mistakes) {
      it(`refuses ${what}, and changes nothing`, async () => {
        const was = await register(database);
        const result = await run(database, file);
        assert.deepEqual(codes(result), expected);
        assert.equal(result.applied, false);
        for (const each of result.problems) assert.ok(each.message !== '' && each.remedy !== '');
        assert.equal(await register(database), was);
      });
    }
  });

  describe(`what an import changes on ${engine}`, { skip }, () => {
    it('adds, then finds everything the same, and is audited once a change', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const file = `${head},supplier id,contacts,evidence,circular supply,standing,lot standing,regions
RM1,1,"Aldercote, Sons & Daughters",small,,Sales | Ann Example | ann@alder.example | +44 1632 960001,R2v3|X1|2026-01-01|2027-01-01|All|Body|https://body.example/x1,take-back|yes||2026-06-01|R2v3|X1|Free,,,Wales; London
rm1,Lot 02,"Aldercote, Sons & Daughters",small,,,,,,suspended|2026-11-01||An audit is open.,
RM1,2,Brackenholt,large,,,,,suspended|2026-01-01|2026-02-01|Late returns,,Whole UK
`;
      const first = await run(database, file);
      assert.deepEqual(first.problems, []);
      assert.deepEqual(first.changes, { added: 3, removed: 0, updated: 0, up: 0, down: 0, same: 0 });
      assert.deepEqual([first.rows, first.accepted, first.rejected], [3, 3, 0]);
      assert.deepEqual(first.suppliers, { added: 2, changed: 0, same: 0 });
      const was = await register(database);
      const again = await run(database, file);
      assert.deepEqual(again.changes, { added: 0, removed: 0, updated: 0, up: 0, down: 0, same: 3 });
      assert.deepEqual(again.suppliers, { added: 0, changed: 0, same: 2 });
      assert.equal(await register(database), was);
      const { rows } = await sql<{ versions: string; events: string }>`select
        (select version from supplier_register)::text as versions,
        (select count(*) from audit_event where action = 'suppliers.import')::text as events`.execute(database.handle);
      assert.deepEqual(rows, [{ versions: '2', events: '2' }]);
      const [aldercote] = (await readRegister(database.handle)).suppliers;
      assert.equal(aldercote?.id, 'aldercote-sons-and-daughters');
      assert.deepEqual(aldercote.contacts[0], {
        role: 'Sales',
        name: 'Ann Example',
        email: 'ann@alder.example',
        phone: '+44 1632 960001',
      });
      assert.deepEqual(aldercote.regions, ['London', 'Wales']);
      assert.deepEqual(
        aldercote.standing.map((each) => [each.lot, each.kind]),
        [['2', 'suspended']],
      );
    });

    it('checks without writing when asked to', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const result = await run(database, `${head}\nRM1,1,Aldercote,small\n`, { dryRun: true });
      assert.deepEqual([result.applied, result.dryRun, result.changes.added], [false, true, 1]);
      assert.equal(await register(database), '[]');
    });

    it('leaves what the file has no column for, and never lifts a suspension by leaving it out', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await run(
        database,
        `${head},website,standing,contacts\nRM1,1,Aldercote,small,https://a.example,suspended|2026-01-01||Open audit,Sales|Ann||\n`,
      );
      const result = await run(database, `${head},standing,contacts\nRM1,1,Aldercote,medium,,\nRM1,3,Aldercote,,,\n`);
      assert.deepEqual(result.changes, { added: 1, removed: 0, updated: 0, up: 0, down: 0, same: 1 });
      const [supplier] = (await readRegister(database.handle)).suppliers;
      assert.equal(supplier?.size, 'medium');
      assert.equal(supplier.website, 'https://a.example');
      assert.equal(supplier.standing.length, 1);
      assert.deepEqual(supplier.contacts, []);
    });

    it('ends the positions a file leaves out only when told to replace', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const both = `${head}\nRM1,1,Aldercote,small\nRM1,2,Aldercote,small\nRM1,2,Brackenholt,large\n`;
      await run(database, both);
      const one = `${head}\nRM1,1,Aldercote,small\n`;
      assert.equal((await run(database, one)).changes.removed, 0);
      const replaced = await run(database, one, { replace: true });
      assert.deepEqual(replaced.changes, { added: 0, removed: 2, updated: 0, up: 0, down: 0, same: 1 });
      const [aldercote, brackenholt] = (await readRegister(database.handle)).suppliers;
      assert.deepEqual(
        aldercote?.positions.map((each) => [each.lot, each.to]),
        [
          ['1', null],
          ['2', '2026-11-22'],
        ],
      );
      assert.equal(brackenholt?.positions[0]?.to, '2026-11-22');
      assert.equal((await run(database, one, { replace: true })).changes.removed, 0);
    });

    it('lets one of two imports at the same time wait for the other', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const file = `${head}\nRM1,1,Aldercote,small\nRM1,2,Brackenholt,large\n`;
      const results = await Promise.all([run(database, file), run(database, file), run(database, file)]);
      assert.deepEqual(results.map((each) => each.changes.added).sort(), [0, 0, 2]);
      assert.ok(results.every((each) => each.applied));
    });

    it('does not let two suppliers exchange their names in one file', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const rows = (a: string, b: string): string =>
        `${head},supplier id\nRM1,1,${a},small,one\nRM1,1,${b},small,two\n`;
      assert.equal((await run(database, rows('Aldercote', 'Brackenholt'))).applied, true);
      const swapped = await run(database, rows('Brackenholt', 'Aldercote'));
      // The register still has the names the other way round when the file is held against it.
      assert.deepEqual(codes(swapped), ['2 supplier id name-has-other-id', '3 supplier id name-has-other-id']);
    });

    it('reads its own download back without a change, whatever the characters', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      const demoFolder = join(import.meta.dirname, '../../../agreements/rm6098/demo');
      await database.transact((trx) => loadDemoSuppliers(trx, { demoFolder, on: isoDate('2026-11-23'), seed: 3 }));
      await run(database, `${head}\nRM1,1,'@Home <b>“Technik” & Söhne</b>,micro\n`);
      const { suppliers } = await readRegister(database.handle);
      assert.equal(suppliers[0]?.name, '@Home <b>“Technik” & Söhne</b>');
      const result = await run(database, suppliersCsv(suppliers));
      assert.deepEqual(result.problems, []);
      assert.deepEqual(result.suppliers, { added: 0, changed: 0, same: suppliers.length });
    });
  });
}

describe('encodings of a supplier file', () => {
  const text = `${head}\nRM1,1,Brösel & Łuk Öko,small\n`;
  const plain = `${head}\nRM1,1,Brösel & Öko’s,small\n`;
  const utf16 = (source: string): Buffer => Buffer.from(source, 'utf16le');
  const files: readonly (readonly [string, Uint8Array, string])[] = [
    ['utf-8', Buffer.from(text), 'Brösel & Łuk Öko'],
    ['utf-8', Buffer.from(`\u{feff}${text}`), 'Brösel & Łuk Öko'],
    ['utf-16le', utf16(`\u{feff}${text}`), 'Brösel & Łuk Öko'],
    ['utf-16le', utf16(text), 'Brösel & Łuk Öko'],
    ['utf-16be', utf16(`\u{feff}${text}`).swap16(), 'Brösel & Łuk Öko'],
    ['windows-1252', Buffer.from(plain.replace('’', '\u0092'), 'latin1'), 'Brösel & Öko’s'],
    ['utf-8', Buffer.from(text.replaceAll(',', ';')), 'Brösel & Łuk Öko'],
    ['utf-8', Buffer.from(text.replaceAll(',', '\t')), 'Brösel & Łuk Öko'],
    ['utf-8', Buffer.from(`Register of suppliers\n\n${text}`), 'Brösel & Łuk Öko'],
    ['utf-8', Buffer.from(text.replaceAll('\n', '\r')), 'Brösel & Łuk Öko'],
  ];
  files.forEach(([encoding, bytes, name], index) => {
    it(`${encoding} is recognised (case ${String(index + 1)})`, async (t) => {
      const database = await freshDatabase('pglite');
      t.after(() => database.close());
      const result = await run(database, bytes);
      assert.deepEqual(result.problems, []);
      assert.equal(result.encoding, encoding);
      assert.equal((await readRegister(database.handle)).suppliers[0]?.name, name);
    });
  });
});
