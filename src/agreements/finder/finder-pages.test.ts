import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { finderApi } from './finder-api.ts';
import { finderPages } from './finder-pages.ts';
import type { FinderServices, OffersWanted } from './finder-services.ts';

const guides = await exampleGuides();
const school =
  'what=laptops&quantity=30&buyer=maintained-school&how=new&value=12000&route=listed&time=later&clearance=no';

async function open(t: TestContext, finders = [guides.first]) {
  const server = await pageServer([]);
  t.after(() => server.close());
  const wanted: OffersWanted[] = [];
  const services: FinderServices = {
    finders,
    reference: guides.reference,
    clock: fixedClock('2026-11-23T10:00:00Z'),
    live: {
      suppliersOnLots: () =>
        Promise.resolve(
          new Map([
            ['6', 58],
            ['8', 41],
          ]),
        ),
      offersFor: (asked) => {
        wanted.push(asked);
        const found = { offers: 148, suppliers: 41, lowestEach: '289.00', lowestTotalIncVat: '10404.00' };
        return Promise.resolve(['4', '8'].includes(asked.lot) ? found : null);
      },
    },
  };
  await server.register(finderPages(services));
  await server.register(finderApi(services));
  const get = async (url: string) => {
    const answer = await server.inject({
      url,
      headers: { accept: url.startsWith('/api') ? 'application/json' : 'text/html' },
    });
    return {
      status: answer.statusCode,
      to: answer.headers.location ?? '',
      html: answer.body,
      words: wordsOf(answer.body),
      json: (): Record<string, unknown> => answer.json(),
    };
  };
  return { get, wanted };
}

describe('the finder pages', () => {
  it('begin with what one gets and the first question', async (t) => {
    const { get } = await open(t);
    const { words, html } = await get('/find');
    assert.match(words, /Tell us what you need/);
    assert.match(html, /href="\/find\/what"/);
  });

  it('ask a question with its number, the answers so far with change links, and the lots that still fit', async (t) => {
    const { get } = await open(t);
    const { status, words, html } = await get(
      '/find/route?what=laptops&quantity=30&buyer=maintained-school&how=lease&value=12000',
    );
    assert.equal(status, 200);
    assert.match(words, /question 5 of 7 How do you want to choose the supplier\?/);
    assert.match(words, /Your answers so far allow a direct award and a further competition\./);
    assert.match(words, /What 30 laptops Change what For whom Maintained school Change/);
    assert.match(words, /How to choose This question When you need it Security 5 lots still fit: 1, 2, 4, 5 and 6\./);
    assert.match(html, /<a href="\/find\/value\?what=laptops&amp;quantity=30[^"]*" class="govuk-back-link/);
    assert.match(html, /<input type="hidden" name="value" value="12000">/);
  });

  it('count only the questions of this path', async (t) => {
    const { get } = await open(t);
    assert.match((await get('/find/value?what=dispose&buyer=police')).words, /question 3 of 6/);
  });

  it('go on with the next open question, and to the answer when there is none', async (t) => {
    const { get } = await open(t);
    const on = await get('/find/what?what=laptops&quantity=30&continue=what');
    assert.deepEqual([on.status, on.to], [303, '/find/buyer?what=laptops&quantity=30']);
    const changed = await get(`/find/value?${school}&continue=value`);
    assert.deepEqual([changed.status, changed.to], [303, `/find/answer?${school}`]);
  });

  it('say what is wrong above the question and beside the field', async (t) => {
    const { get } = await open(t);
    const none = await get('/find/what?continue=what');
    assert.equal(none.status, 400);
    assert.match(none.html, /<title>Error: What do you need\? - Calloff<\/title>/);
    assert.match(none.html, /<a href="#what-laptops">Choose what you need<\/a>/);
    const bad = await get('/find/what?what=laptops&quantity=many&continue=what');
    assert.equal(bad.status, 400);
    assert.match(bad.html, /<a href="#quantity">How many must be a whole number, 1 or more<\/a>/);
    assert.match(bad.html, /id="quantity"[^>]*value="many"/);
    const money = await get('/find/value?what=laptops&buyer=police&how=new&value=abc&value=unknown&continue=value');
    assert.equal(money.status, 400);
    assert.match(money.html, /<a href="#amount">Enter a value, or say that you do not know it yet<\/a>/);
    assert.match(money.html, /id="amount"[^>]*value="abc"/);
    assert.match(money.html, /id="value-unknown"[^>]*checked/);
  });

  it('leave a question that this path does not ask, and an unfinished answer, for the next one', async (t) => {
    const { get } = await open(t);
    assert.equal((await get('/find/how?what=dispose')).to, '/find/buyer?what=dispose');
    assert.equal((await get('/find/answer?what=laptops')).to, '/find/buyer?what=laptops');
    const bad = await get('/find/answer?what=spaceship');
    assert.equal((await get(bad.to)).status, 400);
  });

  it('answer with the verdict, live facts, reasons with sources, other ways and what to do next', async (t) => {
    const { get, wanted } = await open(t);
    const { status, words, html } = await get(`/find/answer?${school}`);
    assert.equal(status, 200);
    assert.match(words, /You can order from lot 8, Technology Catalogue/);
    assert.match(
      words,
      /148 offers from 41 suppliers meet your need today\. The lowest price for new is £289\.00 each excluding VAT\. £10,404\.00 for 30 including VAT and any delivery\./,
    );
    assert.deepEqual(wanted, [
      {
        agreement: 'RM6098',
        lot: '8',
        quantity: 30,
        on: '2026-11-23',
        categories: ['end-user-devices/laptops'],
        condition: 'new',
      },
    ]);
    assert.match(
      html,
      /href="\/catalogue\/search\?category=end-user-devices%2Flaptops&amp;lot=8&amp;condition=new&amp;quantity=30"/,
    );
    assert.match(words, /In force from 1 January 2026/);
    assert.match(words, /Assumed for demonstration/);
    assert.match(words, /Lot 6, Education Further competition You can/);
    assert.match(words, /Do next .*Place the order/);
    assert.match(html, /href="\/api\/v1\/finder\?what=laptops[^"]*on=2026-11-23"/);
  });

  it('lead from a competition to its suppliers, and to what it is put together from', async (t) => {
    const { get } = await open(t);
    const { words, html } = await get(`/find/answer?${school.replace('clearance=no', 'clearance=yes')}`);
    assert.match(words, /Instead you can run a further competition on lot 4/);
    assert.match(words, /See the suppliers on lot 4 Put together what you need/);
    assert.match(html, /href="\/catalogue\/search\?category=end-user-devices%2Flaptops&amp;lot=4[^"]*">Put together/);
  });

  it('ask the catalogue for every category of the need, and not at all where none is named', async (t) => {
    const { get, wanted } = await open(t);
    const { html } = await get(`/find/answer?${school.replace('laptops', 'monitors')}`);
    assert.deepEqual(wanted[0]?.categories, ['peripherals/monitors', 'peripherals/docks']);
    assert.match(html, /category=peripherals%2Fmonitors&amp;category=peripherals%2Fdocks&amp;lot=8/);
    const { words } = await get(`/find/answer?${school.replace('laptops', 'unknown')}`);
    assert.equal(wanted.length, 1);
    assert.doesNotMatch(words, /meets? your need today/);
  });

  it('lead to the suppliers of the lot where they have to compete', async (t) => {
    const { get } = await open(t);
    const { words, html } = await get(`/find/answer?${school.replace('route=listed', 'route=compete')}`);
    assert.match(words, /You can run a further competition on lot 6/);
    assert.match(words, /58 suppliers hold a position on lot 6\./);
    assert.match(html, /href="\/suppliers\?agreement=RM6098&amp;lot=6"/);
  });

  it('decide for another day, and refuse what is no day', async (t) => {
    const { get } = await open(t);
    assert.match((await get(`/find/answer?${school}&on=2027-10-31`)).words, /the agreement ended on 30 October 2027/);
    assert.equal((await get(`/find/answer?${school}&on=yesterday`)).status, 400);
  });

  it('have no page for a question or an agreement that is not there', async (t) => {
    const { get } = await open(t);
    assert.equal((await get('/find/colour')).status, 404);
    assert.equal((await get('/find?agreement=RM0')).status, 404);
  });

  it('show hostile answers as text', async (t) => {
    const { get } = await open(t);
    const { html, status } = await get(
      `/find/what?what=${encodeURIComponent('"><script>alert(1)</script>')}&quantity=${encodeURIComponent('<b>')}&continue=what`,
    );
    assert.equal(status, 400);
    assert.doesNotMatch(html, /<script>alert|value="<b>/);
  });

  it('ask the questions of another agreement by its number', async (t) => {
    const { get } = await open(t, [guides.second, guides.first]);
    assert.match((await get('/find?agreement=ex0042')).words, /Which device for the field\?/);
    assert.match((await get('/find/device?agreement=EX0042')).words, /question 1 of 3 What do you carry\?/);
    const { words } = await get('/find/answer?agreement=EX0042&device=phone&body=local-authority');
    assert.match(words, /You can award directly on lot 1a, Phones, if the conditions hold/);
  });
});

describe('the finder API', () => {
  it('decides in the published shape', async (t) => {
    const { get } = await open(t);
    const found = (await get(`/api/v1/finder?${school}`)).json();
    assert.equal(found['verdict'], 'yes');
    const [first] = found['outcomes'] as readonly Record<string, unknown>[];
    assert.deepEqual([first?.['agreement'], first?.['lot'], first?.['routes']], ['RM6098', '8', ['catalogue']]);
    const [reason] = first?.['reasons'] as readonly Record<string, unknown>[];
    assert.match(String(reason?.['text']), /^You may use this agreement, because/);
    assert.match(String(reason?.['source']), /guided-match/);
    assert.ok(Array.isArray(found['next']) && found['next'].length > 0);
    assert.equal(found['question'], undefined);
  });

  it('answers with the next question while something is open', async (t) => {
    const { get } = await open(t);
    const found = (await get('/api/v1/finder?what=software')).json();
    assert.equal((found['question'] as Record<string, unknown>)['id'], 'buyer');
  });

  it('lists the questions', async (t) => {
    const { get } = await open(t);
    const found = (await get('/api/v1/finder/questions')).json();
    assert.deepEqual(
      (found['questions'] as readonly Record<string, unknown>[]).map((each) => each['id']),
      ['what', 'buyer', 'how', 'value', 'route', 'time', 'clearance'],
    );
  });

  it('names each answer it cannot use', async (t) => {
    const { get } = await open(t);
    const bad = await get('/api/v1/finder?what=spaceship&value=x');
    assert.equal(bad.status, 400);
    const problems = bad.json()['problems'] as readonly Record<string, unknown>[];
    assert.deepEqual(
      problems.map((each) => [each['code'], each['path']]),
      [
        ['unknown-answer', 'what'],
        ['wrong-amount', 'value'],
      ],
    );
    assert.equal((await get('/api/v1/finder?colour=red')).status, 400);
    assert.equal((await get('/api/v1/finder?on=soon')).status, 400);
    assert.equal((await get('/api/v1/finder?agreement=RM0')).status, 404);
  });
});
