import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { exampleAgreements } from '../../test/fixtures/example-agreements.ts';
import { engines, freshDatabase } from '../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fixedClock, isoDate } from '../kernel/dates.ts';
import type { Database } from '../platform/database/index.ts';
import type { Server } from '../platform/http/index.ts';
import {
  createSupplierImporter,
  createSuppliers,
  knownAgreement,
  supplierApi,
  supplierPages,
  supplierPolicies,
  type Suppliers,
} from './index.ts';
import { planChange } from './register-change.ts';
import { lockRegister, writeRegister } from './register-write-store.ts';
import type { Supplier } from './supplier.ts';

const on = isoDate('2026-11-23');
const from = isoDate('2023-10-31');
const agreements = await exampleAgreements();
const hostile = '<script>alert(1)</script> "Söhne" \u202e {{ 1234 * 1001 }}';

function supplier(id: string, name: string, lots: readonly string[], rest: Partial<Supplier> = {}): Supplier {
  return {
    id,
    name,
    legalName: `${name} Limited`,
    identifier: null,
    size: 'small',
    website: null,
    regions: ['Wales'],
    demonstration: true,
    positions: lots.map((lot) => ({ agreement: 'RM6098', lot, from, to: null })),
    standing: [],
    evidence: [],
    contacts: [],
    circular: [],
    ...rest,
  };
}

const r2 = {
  scheme: 'R2v3',
  number: 'X-1',
  from: isoDate('2026-01-01'),
  to: isoDate('2026-12-20'),
  scope: hostile,
  issuer: 'Body',
  link: null,
};
const iso = { ...r2, scheme: 'ISO 9001', number: 'X-2', from: isoDate('2023-01-01'), to: isoDate('2026-06-30') };

const suppliers: readonly Supplier[] = [
  supplier('aldercote', 'Aldercote', ['7', '8'], {
    evidence: [r2, iso],
    identifier: { scheme: 'GB-COH', number: 'ZZ000001' },
    contacts: [{ role: 'Sales', name: hostile, email: 'sales@aldercote.example', phone: '+44 1632 960001' }],
    circular: [
      {
        kind: 'take-back',
        value: '1',
        period: null,
        terms: hostile,
        asOf: isoDate('2026-06-01'),
        evidenceScheme: 'R2v3',
        evidenceNumber: 'X-1',
      },
      {
        kind: 'parts-years',
        value: '7',
        period: null,
        terms: null,
        asOf: isoDate('2026-06-01'),
        evidenceScheme: 'ISO 9001',
        evidenceNumber: 'X-2',
      },
    ],
  }),
  supplier('brackenholt', 'Brackenholt', ['7'], {
    size: 'large',
    regions: ['Whole UK'],
    standing: [
      {
        kind: 'suspended',
        agreement: null,
        lot: null,
        from: isoDate('2026-11-01'),
        to: null,
        reason: `Open audit ${hostile}.`,
      },
    ],
  }),
  supplier('cawderscar', 'Cawderscar', ['2', '7'], {
    standing: [
      {
        kind: 'suspended',
        agreement: 'RM6098',
        lot: '7',
        from: isoDate('2026-11-01'),
        to: isoDate('2026-12-01'),
        reason: 'Late.',
      },
    ],
  }),
  supplier('dunsterfold', 'Dunsterfold', ['8'], {
    standing: [
      { kind: 'excluded', agreement: null, lot: null, from: isoDate('2026-02-01'), to: null, reason: 'Grounds.' },
    ],
  }),
  supplier('hostile', hostile, ['8'], { legalName: `=1+1 ${hostile}`, website: 'https://hostile.example/?a="b' }),
  supplier('ended', 'Ended Supplier', [], {
    positions: [{ agreement: 'RM6098', lot: '8', from, to: isoDate('2026-11-22') }],
  }),
  ...Array.from({ length: 30 }, (_each, index) =>
    supplier(`many-${String(index + 10)}`, `Many ${String(index + 10)}`, ['3']),
  ),
];

/** Without escaping, the name of the hostile supplier would be markup, a formula or a template. */
function assertEscaped(html: string): void {
  assert.doesNotMatch(html, /<script>alert/);
  assert.doesNotMatch(html, /1235234/);
}

for (const { engine, skip } of engines) {
  describe(`the supplier register on ${engine}`, { skip }, () => {
    let database: Database;
    let server: Server;
    let service: Suppliers;

    before(async () => {
      database = await freshDatabase(engine);
      await database.transact(async (trx) => {
        await lockRegister(trx);
        await writeRegister(trx, planChange(new Map(), suppliers));
      });
      const clock = fixedClock('2026-11-23T10:00:00Z');
      service = createSuppliers({ database });
      const importer = createSupplierImporter({ database, clock, agreements: agreements.packs.map(knownAgreement) });
      server = await pageServer(supplierPolicies);
      const offersHref = (id: string): string => `/catalogue/search?supplier=${id}`;
      const one = { ...agreements, packs: [agreements.first] };
      await server.register(supplierPages({ suppliers: service, agreements: one, clock, offersHref }));
      await server.register(supplierApi({ suppliers: service, importer, clock }));
    });
    after(async () => {
      await server.close();
      await database.close();
    });

    const get = (url: string): Promise<LightMyRequestResponse> => server.inject({ url });

    it('counts positions, and each supplier once', async () => {
      const counts = await service.positionCounts('RM6098', on);
      assert.deepEqual(counts.lots, [
        { lot: '2', suppliers: 1, sme: 1 },
        { lot: '3', suppliers: 30, sme: 30 },
        { lot: '7', suppliers: 3, sme: 2 },
        { lot: '8', suppliers: 3, sme: 3 },
      ]);
      assert.deepEqual([counts.suppliers, counts.sme], [35, 34]);
      assert.equal((await service.positionCounts('RM6098', isoDate('2026-11-22'))).lots.at(-1)?.suppliers, 4);
      assert.deepEqual((await service.positionCounts('NONE', on)).lots, []);
    });

    it('names the positions that may not trade', async () => {
      const closed = await service.closedPositions(on);
      assert.deepEqual(closed.map((each) => `${each.supplierId} ${each.lot}`).sort(), [
        'brackenholt 7',
        'cawderscar 7',
        'dunsterfold 8',
        'ended 8',
      ]);
      assert.equal((await service.closedPositions(isoDate('2023-01-01'))).length, 38);
      assert.equal(await service.mayTrade('cawderscar', 'RM6098', '2', on), true);
      assert.equal(await service.mayTrade('cawderscar', 'RM6098', '7', on), false);
      assert.equal(await service.mayTrade('nobody', 'RM6098', '7', on), false);
    });

    it('says what other pages need of a supplier', async () => {
      const found = await service.summaries(['aldercote', 'nobody'], on);
      assert.deepEqual(
        [...found.values()],
        [
          {
            id: 'aldercote',
            name: 'Aldercote',
            size: 'small',
            sme: true,
            takesBack: true,
            evidence: ['R2v3'],
            demonstration: true,
          },
        ],
      );
    });

    it('shows the register with names as text, and pages by name', async () => {
      const first = await get('/suppliers');
      assert.equal(first.statusCode, 200);
      assertEscaped(first.body);
      const words = wordsOf(first.body);
      assert.match(words, /35 suppliers hold a position\. 34 are small or medium-sized\. 2 may take no new business\./);
      assert.match(words, /Demonstration suppliers: invented/);
      assert.match(words, /Suspended on lot 7/);
      const next = /rel="next"/.test(first.body) ? /href="([^"]*cursor=[^"]*)"/.exec(first.body)?.[1] : undefined;
      assert.ok(next !== undefined);
      const second = await get(next.replace(/&amp;/g, '&'));
      const names = (body: string): string[] =>
        [...body.matchAll(/href="\/suppliers\/([a-z0-9-]+)"/g)].map((each) => each[1] ?? '');
      const seen = [...names(first.body), ...names(second.body)];
      assert.equal(seen.length, suppliers.length);
      assert.equal(new Set(seen).size, suppliers.length);
    });

    const filters: readonly (readonly [query: string, ids: readonly string[]])[] = [
      ['lot=7', ['aldercote', 'brackenholt', 'cawderscar']],
      ['lot=7&sme=true', ['aldercote', 'cawderscar']],
      ['size=large', ['brackenholt']],
      ['standing=suspended', ['brackenholt']],
      ['standing=suspended&standing=excluded', ['brackenholt', 'dunsterfold']],
      ['takesBack=true', ['aldercote']],
      ['evidence=R2v3', ['aldercote']],
      ['evidence=ISO+9001', []],
      ['evidence=ISO+9001&on=2026-06-30', ['aldercote']],
      ['region=Scotland', ['brackenholt']],
      ['region=Wales&lot=7', ['aldercote', 'brackenholt', 'cawderscar']],
      ['q=alder', ['aldercote']],
      ['q=iso+90', ['aldercote']],
      ['q=ZZ000001', ['aldercote']],
      ['q=%3Cscript%3E', ['hostile']],
      ['q=%25', ['many']],
      ['lot=8&on=2026-11-22', ['aldercote', 'dunsterfold', 'ended', 'hostile']],
    ];
    for (const [query, ids] of filters) {
      it(`finds ${ids.join(', ') || 'nobody'} by ${query}`, async () => {
        const answer = await get(`/api/v1/suppliers?${query}`);
        assert.equal(answer.statusCode, 200);
        const body = answer.json<{ total: number; items: { id: string }[] }>();
        if (ids[0] === 'many') {
          assert.equal(body.total, suppliers.length);
          return;
        }
        assert.deepEqual(body.items.map((each) => each.id).sort(), ids);
      });
    }

    it('counts beside each filter what choosing it would leave', async () => {
      const { facets } = (await get('/api/v1/suppliers?lot=7')).json<{
        facets: Record<string, { value: string; count: number }[]> & { sme: number; takesBack: number };
      }>();
      assert.deepEqual(facets['size'], [
        { value: 'small', count: 2 },
        { value: 'large', count: 1 },
      ]);
      assert.deepEqual([facets.sme, facets.takesBack], [2, 1]);
      assert.equal(facets['lot']?.find((each) => each.value === '8')?.count, 3);
      const regions = new Map((facets['region'] ?? []).map((each) => [each.value, each.count]));
      assert.deepEqual([regions.get('Scotland'), regions.get('Wales')], [1, 3]);
    });

    it('walks every supplier by cursor, in order, each once', async () => {
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const answer: LightMyRequestResponse = await get(`/api/v1/suppliers?limit=7&cursor=${cursor}`);
        const body = answer.json<{ items: { id: string }[]; next: string | null }>();
        seen.push(...body.items.map((each) => each.id));
        cursor = body.next;
      }
      assert.equal(seen.length, suppliers.length);
      assert.equal(new Set(seen).size, suppliers.length);
    });

    for (const [address, word] of [
      ['/api/v1/suppliers?colour=red', 'colour'],
      ['/api/v1/suppliers?size=huge', 'size'],
      ['/api/v1/suppliers?on=2026-02-30', 'on'],
      ['/api/v1/suppliers?limit=0', 'limit'],
      ['/api/v1/suppliers?cursor=abc', 'cursor'],
      ['/api/v1/suppliers?cursor=W10', 'cursor'],
      [`/api/v1/suppliers?q=${'a'.repeat(300)}`, 'q'],
      ['/api/v1/suppliers?sme=perhaps', 'sme'],
      ['/api/v1/suppliers/aldercote?on=never', 'on'],
    ] as const) {
      it(`refuses ${address.slice(0, 60)} and says why`, async () => {
        const answer = await get(address);
        assert.equal(answer.statusCode, 400);
        const body = answer.json<{ problems: { path: string; message: string; remedy: string }[] }>();
        assert.equal(body.problems[0]?.path, word);
        assert.ok(body.problems[0].message !== '' && body.problems[0].remedy !== '');
      });
    }

    it('refuses a bad filter on the page too, and passes over a parameter nobody knows', async () => {
      assert.equal((await get('/suppliers?size=huge')).statusCode, 400);
      assert.equal((await get('/suppliers?utm_source=mail')).statusCode, 200);
    });

    it('says what to relax when nothing matches', async () => {
      const page = await get('/suppliers?lot=2&takesBack=true');
      const words = wordsOf(page.body);
      assert.match(words, /No supplier matches all of this/);
      assert.match(words, /Take away Takes devices back 1 supplier/);
      assert.match(words, /Take away 2 Hardware 1 supplier/);
    });

    it('begins a supplier’s page with its standing, and makes only the claims evidence supports', async () => {
      const page = await get('/suppliers/aldercote');
      assertEscaped(page.body);
      const words = wordsOf(page.body);
      assert.match(
        words,
        /Aldercote Active\. It takes new business on lots 7 and 8\. Demonstration supplier: invented/,
      );
      assert.match(words, /Take-back: Takes devices back/);
      assert.match(words, /Evidence: R2v3, number X-1, 1 January 2026 to 20 December 2026\. As of 1 June 2026/);
      assert.match(words, /The evidence for how long spare parts are available has lapsed, so the claim is not shown/);
      assert.doesNotMatch(words, /7 years/);
      assert.match(words, /No evidence filed for its share of refurbished devices, .* or its warranty/);
      assert.match(words, /Lapses soon in 27 days/);
      assert.match(page.body, /href="\/catalogue\/search\?supplier=aldercote"/);
      assert.match(page.body, /href="\/agreements\/RM6098\/lots\/8"/);
    });

    it('says why and since when a supplier is suspended, and what one can do', async () => {
      const suspended = wordsOf((await get('/suppliers/brackenholt')).body);
      assert.match(
        suspended,
        /Suspended since 1 November 2026\. It takes no new business until it is reinstated\. Open audit/,
      );
      assert.match(suspended, /Instead you can choose another supplier/);
      const lot = wordsOf((await get('/suppliers/cawderscar')).body);
      assert.match(lot, /Suspended on lot 7 from 1 November 2026 to 1 December 2026\. Active on lot 2\. Late\./);
      assert.match(wordsOf((await get('/suppliers/dunsterfold')).body), /Excluded since 1 February 2026/);
      assert.match(wordsOf((await get('/suppliers/ended')).body), /Holds no lot on this day/);
      assert.match(
        wordsOf((await get('/suppliers/brackenholt?on=2026-10-31')).body),
        /Active\. It takes new business on lot 7/,
      );
    });

    it('shows a hostile name as text everywhere', async () => {
      const page = await get('/suppliers/hostile');
      assertEscaped(page.body);
      assert.match(page.body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
      assert.doesNotMatch(page.body, /href="https:\/\/hostile\.example\/\?a="b"/);
    });

    it('answers 404 for a supplier that is not there', async () => {
      assert.equal((await get('/suppliers/nobody')).statusCode, 404);
      assert.equal((await get('/api/v1/suppliers/nobody')).statusCode, 404);
      assert.equal((await get('/suppliers/..%2f..%2fetc')).statusCode, 404);
    });

    it('gives the filtered register as files that no spreadsheet reads as a formula', async () => {
      const csv = await get('/suppliers.csv?lot=8');
      assert.match(csv.headers['content-type']?.toString() ?? '', /text\/csv/);
      assert.match(
        csv.headers['content-disposition']?.toString() ?? '',
        /attachment; filename="suppliers-2026-11-23\.csv"/,
      );
      assert.doesNotMatch(csv.body, /(^|,|\n)"?[=+@]/);
      assert.match(csv.body, /"'=1\+1 /);
      const json = (await get('/suppliers.json?lot=8')).json<{ total: number; suppliers: { id: string }[] }>();
      assert.deepEqual(json.suppliers.map((each) => each.id).sort(), ['aldercote', 'dunsterfold', 'hostile']);
      assert.equal(json.total, 3);
    });

    it('imports over the interface only for those who may', async () => {
      const answer = await server.inject({
        method: 'POST',
        url: '/api/v1/suppliers/import',
        headers: { 'content-type': 'text/csv' },
        payload: 'agreement,lot,name,size\nRM6098,8,Ember,small\n',
      });
      assert.equal(answer.statusCode, 401);
      assert.equal((await service.get('ember', on)) === undefined, true);
      const { rows } = await sql<{ n: string }>`select count(*)::text as n from audit_event`.execute(database.handle);
      assert.equal(rows[0]?.n, '0');
    });
  });
}
