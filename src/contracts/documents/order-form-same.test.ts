import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contractWorld, laptops, orderDraft } from '../../../test/support/contracts.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { readPdf } from '../../../test/support/pdf-text.ts';
import { contractApi } from '../contract-api.ts';
import { contractPolicies } from '../contract-policies.ts';
import { contractPages } from '../pages/contract-pages.ts';
import { type DocumentBlock, readOrderForm } from './order-form.ts';

/** Everything a block says, in its order. */
function wordsOfBlock(block: DocumentBlock): readonly string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'list':
      return block.items;
    case 'terms':
      return block.rows.flatMap((each) => [each.term, each.text]);
    case 'table':
      return [block.caption, ...block.columns.map((each) => each.text), ...block.rows.flat()];
  }
}

describe('the order form', () => {
  it('says the same, in the same order, as page, JSON and PDF, and the PDF is marked up', async (t) => {
    const world = await contractWorld('pglite');
    t.after(() => world.database.close());
    const { people, database, ordering } = world;
    const placed = await database.transact((transaction) =>
      ordering.placeOrder(transaction, people.buyer, orderDraft([laptops(30)])),
    );
    assert.ok(placed.ok);
    const server = await pageServer(contractPolicies, people.buyer);
    await server.register(contractPages(world));
    await server.register(contractApi(world));
    t.after(() => server.close());
    const { callOff } = placed.value;
    const json = (await server.inject({ url: `/api/v1/call-offs/${callOff}/order-form` })).json<{
      form: unknown;
      hash: string;
    }>();
    const form = readOrderForm(JSON.stringify(json.form));
    const page = wordsOf((await server.inject({ url: `/call-offs/${callOff}/order-form` })).body).replace(/\s+/g, '');
    const bytes = (await server.inject({ url: `/call-offs/${callOff}/order-form.pdf` })).rawPayload;
    const pdf = readPdf(bytes);
    const says = [
      ...[form.reference, form.title],
      ...form.sections.flatMap((each) => [each.title, ...each.blocks.flatMap(wordsOfBlock)]),
      json.hash,
    ];
    assert.ok(says.length > 40, 'the form has its sections, rows and figures');
    assert.ok(says.includes('£395.00'));
    for (const [name, text] of [
      ['page', page],
      ['PDF', pdf.text],
    ] as const) {
      let from = 0;
      for (const each of says) {
        const at = text.indexOf(each.replace(/\s+/g, ''), from);
        assert.notEqual(at, -1, `the ${name} says "${each}" in its place`);
        from = at;
      }
    }
    const count = (kind: string) => pdf.structure.filter((each) => each === kind).length;
    const blocks = form.sections.flatMap((each) => each.blocks);
    const tables = blocks.filter((each) => each.kind === 'table' || each.kind === 'terms');
    assert.deepEqual(
      [count('H1'), count('H2'), count('L'), count('Table')],
      [1, form.sections.length, blocks.filter((each) => each.kind === 'list').length, tables.length],
    );
    assert.ok(count('TH') > 0 && count('TD') > 0 && count('LI') > 0);
    const raw = bytes.toString('latin1');
    for (const mark of ['/Lang (en-GB)', '/Marked true', '/DisplayDocTitle true', '/StructTreeRoot'])
      assert.ok(raw.includes(mark), mark);
  });
});
