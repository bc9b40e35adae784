import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { addOrganisation } from '../../../test/support/people.ts';
import { fixedClock, isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Database } from '../../platform/database/index.ts';
import { figureGroups, type FigureScope, shareOf, sumFigures } from './figure.ts';
import { createFigures } from './figures-service.ts';

interface GivenOrder {
  readonly buyer: string;
  readonly supplier: 'small' | 'large';
  readonly agreement: string;
  readonly lot: string;
  readonly placedAt: string;
  /** Last event: `declined` and `cancelled` do not count. */
  readonly last: 'placed' | 'accepted' | 'declined' | 'cancelled';
  readonly answerBy?: string;
  readonly lines: readonly {
    readonly kind: 'goods' | 'service';
    readonly condition: string | null;
    readonly net: string;
  }[];
}

const goods = (net: string, condition = 'new') => ({ kind: 'goods', condition, net }) as const;

const given: readonly GivenOrder[] = [
  // 30 November, 23:30 in London is still November; the same hour in July UTC is already the next day there.
  {
    buyer: 'school001',
    supplier: 'small',
    agreement: 'RM1',
    lot: '8',
    placedAt: '2026-11-30T23:30:00Z',
    last: 'accepted',
    lines: [goods('100.10'), goods('50.05', 'refurbished')],
  },
  {
    buyer: 'school001',
    supplier: 'large',
    agreement: 'RM1',
    lot: '8',
    placedAt: '2026-07-31T23:30:00Z',
    last: 'accepted',
    lines: [goods('0.01'), { kind: 'service', condition: null, net: '9.99' }],
  },
  {
    buyer: 'hospital1',
    supplier: 'large',
    agreement: 'RM1',
    lot: '2',
    placedAt: '2026-11-02T09:00:00Z',
    last: 'placed',
    answerBy: '2026-12-05T17:00:00Z',
    lines: [goods('1000000.00')],
  },
  // Lapsed, declined, cancelled, before the period, another agreement.
  {
    buyer: 'hospital1',
    supplier: 'large',
    agreement: 'RM1',
    lot: '2',
    placedAt: '2026-11-02T09:00:00Z',
    last: 'placed',
    answerBy: '2026-11-05T17:00:00Z',
    lines: [goods('7.00')],
  },
  {
    buyer: 'hospital1',
    supplier: 'small',
    agreement: 'RM1',
    lot: '2',
    placedAt: '2026-11-03T09:00:00Z',
    last: 'declined',
    lines: [goods('8.00')],
  },
  {
    buyer: 'hospital1',
    supplier: 'small',
    agreement: 'RM1',
    lot: '2',
    placedAt: '2026-11-03T09:00:00Z',
    last: 'cancelled',
    lines: [goods('9.00')],
  },
  {
    buyer: 'hospital1',
    supplier: 'small',
    agreement: 'RM1',
    lot: '2',
    placedAt: '2026-05-31T22:59:59Z',
    last: 'accepted',
    lines: [goods('10.00')],
  },
  {
    buyer: 'hospital1',
    supplier: 'small',
    agreement: 'RM2',
    lot: '2',
    placedAt: '2026-11-03T09:00:00Z',
    last: 'accepted',
    lines: [goods('11.00')],
  },
];
const countedOnes = given.slice(0, 3);
const netOf = (order: GivenOrder) => order.lines.reduce((sum, each) => sum.plus(each.net), exact(0));

async function place({ handle }: Database): Promise<void> {
  for (const [index, order] of given.entries()) {
    const id = `order000${String(index)}`;
    const { buyer, supplier, agreement, lot, placedAt, last, answerBy = null } = order;
    const net = netOf(order).toFixed(2);
    await sql`insert into call_off (id, number, organisation_id, supplier_id, agreement, lot, route, title, formation,
        ceiling, value_gross, starts_on, commenced_on, made_at, made_from)
      values (${id}, ${id}, ${buyer}, ${supplier}, ${agreement}, ${lot}, 'catalogue', 'T', 'purchase-order', ${net}, ${net},
        '2026-01-01', '2026-01-01', ${placedAt}, ${id})`.execute(handle);
    await sql`insert into call_off_order (id, number, call_off_id, organisation_id, site_id, supplier_id, agreement, lot,
        title, buyer_reference, deliver_name, deliver_address, deliver_postcode, invoice_to, placed_at, purchase)
      values (${id}, ${id}, ${id}, ${buyer}, ${`${buyer}s`}, ${supplier}, ${agreement}, ${lot}, 'T', '', 'N', 'A', 'P', 'I',
        ${placedAt}, ${id})`.execute(handle);
    // An earlier version with another price: only the one in force counts.
    for (const version of [1, 2]) {
      const total = version === 1 ? '99.00' : net;
      await sql`insert into call_off_order_version (order_id, version, net, vat, gross, commitment_net, commitment_gross, made_at)
        values (${id}, ${version}, ${total}, 0, ${total}, ${total}, ${total}, ${placedAt})`.execute(handle);
    }
    for (const [at, line] of order.lines.entries()) {
      await sql`insert into call_off_order_line (order_id, version, number, kind, mpn, title, condition, unit, quantity,
          unit_price, net, vat_category, vat, gross)
        values (${id}, 2, ${at + 1}, ${line.kind}, '', 'T', ${line.condition}, 'each', 1, ${line.net}, ${line.net}, 'standard',
          0, ${line.net})`.execute(handle);
    }
    await sql`insert into call_off_order_event (order_id, position, kind, version, answer_by, actor, at)
      values (${id}, 1, 'placed', 1, null, 'system', ${placedAt}), (${id}, 2, ${last}, 2, ${answerBy}, 'system', ${placedAt})`.execute(
      handle,
    );
  }
}

const scope = { agreements: ['RM1'], from: isoDate('2026-06-01'), to: isoDate('2026-12-01') };

for (const { engine, skip } of engines) {
  describe(`What orders came to (${engine})`, { skip }, () => {
    const world = async () => {
      const database = await freshDatabase(engine);
      await sql`insert into supplier (id, name, name_key, legal_name, size, demonstration)
        values ('small', 'Small', 'small', 'Small', 'small', true), ('large', 'Large', 'large', 'Large', 'large', true)`.execute(
        database.handle,
      );
      await addOrganisation(database, { id: 'school001', buyerClass: 'maintained-school' });
      await addOrganisation(database, { id: 'hospital1', buyerClass: 'nhs-trust' });
      await place(database);
      return { database, figures: createFigures({ database, clock: fixedClock('2026-12-01T10:00:00Z') }) };
    };

    it('equals the plain sum of the orders that count, however it is told apart', async (t) => {
      const { database, figures } = await world();
      t.after(() => database.close());
      const sum = countedOnes.reduce((total, each) => total.plus(netOf(each)), exact(0)).toFixed(2);
      for (const by of figureGroups) {
        const rows = await figures.read(scope, by);
        const total = sumFigures(rows);
        assert.deepEqual(total, { orders: 3, spend: sum, sme: '150.15', goods: '1000150.16', secondLife: '50.05' }, by);
      }
      assert.equal(await figures.buyers(scope), 2);
    });

    it('is of one buyer, one of its sites or one supplier alone, under every agreement, where that is asked', async (t) => {
      const { database, figures } = await world();
      t.after(() => database.close());
      const none: Required<FigureScope>['of'] = { organisations: [], sites: [], suppliers: [] };
      const spend = async (of: Partial<typeof none>, by: (typeof figureGroups)[number] = 'month') =>
        (await figures.read({ ...scope, of: { ...none, ...of } }, by)).map((each) => [
          each.key,
          exact(each.spend).toFixed(2),
        ]);
      assert.deepEqual(await spend({ organisations: ['school001'] }), [
        ['2026-08', '10.00'],
        ['2026-11', '150.15'],
      ]);
      assert.deepEqual(await spend({ sites: ['school001s'] }, 'supplier'), [
        ['large', '10.00'],
        ['small', '150.15'],
      ]);
      assert.deepEqual(await spend({ sites: ['another1s'] }), []);
      // The order under the other agreement is the hospital's too.
      assert.deepEqual(await spend({ organisations: ['hospital1'] }, 'lot'), [
        ['RM1 2', '1000000.00'],
        ['RM2 2', '11.00'],
      ]);
      assert.deepEqual(await spend({ suppliers: ['large'] }, 'buyer'), [
        ['hospital1', '1000000.00'],
        ['school001', '10.00'],
      ]);
    });

    it('stands under its London month, its lot, its class of buyer and its supplier', async (t) => {
      const { database, figures } = await world();
      t.after(() => database.close());
      const spend = async (by: (typeof figureGroups)[number]) =>
        (await figures.read(scope, by)).map((each) => [each.key, exact(each.spend).toFixed(2)]);
      assert.deepEqual(await spend('month'), [
        ['2026-08', '10.00'],
        ['2026-11', '1000150.15'],
      ]);
      assert.deepEqual(await spend('lot'), [
        ['RM1 2', '1000000.00'],
        ['RM1 8', '160.15'],
      ]);
      assert.deepEqual(await spend('sector'), [
        ['maintained-school', '160.15'],
        ['nhs-trust', '1000000.00'],
      ]);
      assert.deepEqual(await spend('supplier'), [
        ['large', '1000010.00'],
        ['small', '150.15'],
      ]);
    });
  });
}

describe('A share', () => {
  it('is percent to one decimal, and none of nothing', () => {
    assert.equal(shareOf('1.00', '3.00'), '33.3');
    assert.equal(shareOf('0.00', '3.00'), '0.0');
    assert.equal(shareOf('0.00', '0.00'), undefined);
  });
});
