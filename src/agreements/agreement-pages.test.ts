import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { exampleAgreements } from '../../test/fixtures/example-agreements.ts';
import { pageServer, wordsOf } from '../../test/support/page-server.ts';
import { fixedClock } from '../kernel/dates.ts';
import { agreementApi } from './agreement-api.ts';
import { agreementPages } from './agreement-pages.ts';
import type { AgreementPageServices, PositionCounts } from './pages/agreement-page-services.ts';

const agreements = await exampleAgreements();
const counts: PositionCounts = {
  suppliers: 3,
  sme: 2,
  lots: [
    { lot: '1', suppliers: 1, sme: 1 },
    { lot: '8', suppliers: 3, sme: 2 },
    { lot: '1a', suppliers: 1, sme: 0 },
  ],
};

async function open(t: TestContext, positions: PositionCounts = counts) {
  const server = await pageServer([]);
  t.after(() => server.close());
  const services: AgreementPageServices = {
    agreements,
    clock: fixedClock('2026-11-23T10:00:00Z'),
    positions: () => Promise.resolve(positions),
    registerHref: (agreement, lot) => `/suppliers?agreement=${agreement}${lot === undefined ? '' : `&lot=${lot}`}`,
    category: (id, _agreement, lot) => ({
      name: `Branch ${id}`,
      summary: 'What is in it',
      icon: 'laptop',
      href: `/catalogue/search?category=${id}&lot=${lot}`,
    }),
  };
  await server.register(agreementPages(services));
  await server.register(agreementApi(services));
  return async (url: string) => {
    const answer = await server.inject({
      url,
      headers: { accept: url.startsWith('/api') ? 'application/json' : 'text/html' },
    });
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type']),
      html: answer.body,
      words: wordsOf(answer.body),
      json: (): unknown => answer.json(),
    };
  };
}

describe('the agreement page', () => {
  it('begins with where the agreement stands, and warns of the earlier end', async (t) => {
    const { status, words } = await (await open(t))('/agreements/RM6098');
    assert.equal(status, 200);
    assert.match(words, /The agreement is open\. It is in its extension, with 341 days left\./);
    assert.match(words, /Call-offs you make now may run on after it ends\./);
    assert.match(
      words,
      /30 October 2027 counted from go-live, and 9 October 2027 in a Department for Education page\. We warn from the earlier one\./,
    );
  });

  it('lists the lots with suppliers and routes, and the ways to buy with their lots', async (t) => {
    const { words, html } = await (await open(t))('/agreements/RM6098');
    assert.match(words, /8 lots/);
    assert.match(words, /8\. Technology Catalogue Simple ready-made items 3 2 Yes No No/);
    assert.match(words, /Award directly Lots 1 to 3 and 5 to 7\. If one supplier/);
    assert.match(words, /Run a further competition Lots 1 to 7\./);
    assert.match(words, /3 suppliers hold one position or more/);
    assert.match(html, /href="\/agreements\/RM6098\/lots\/4"/);
    assert.match(html, /href="\/guidance\/awarding-directly"/);
  });

  it('tells what is assumed, and marks it dashed', async (t) => {
    const { words, html } = await (await open(t))('/agreements/RM6098');
    assert.match(words, /What is assumed .* Management charge: 1\.0% of reported sales/);
    assert.match(html, /co-tag--assumed/);
    assert.match(words, /Follows RM6068, and combines two more/);
  });

  it('says so when the register is empty, and shows no columns of noughts', async (t) => {
    const { words } = await (await open(t, { suppliers: 0, sme: 0, lots: [] }))('/agreements/RM6098');
    assert.match(
      words,
      /No suppliers are in the register yet, so none are counted\. 172 suppliers are said to hold a position\./,
    );
    assert.doesNotMatch(words, /Of which SME/);
  });

  it('looks at another date when asked', async (t) => {
    const ask = await open(t);
    assert.match(
      (await ask('/agreements/RM6098?on=2026-04-30')).words,
      /It is in its initial term, with 548 days left/,
    );
    assert.match((await ask('/agreements/RM6098?on=2027-10-30')).words, /30 October 2027 is its last day\./);
    assert.match(
      (await ask('/agreements/RM6098?on=2027-10-31')).words,
      /The agreement has ended\. Its last day was 30 October 2027\./,
    );
    assert.match(
      (await ask('/agreements/RM6098?on=2023-10-30')).words,
      /not open yet\. It starts on 31 October 2023, in 1 day\./,
    );
    assert.match(
      (await ask('/agreements/RM6098?on=2024-05-01')).words,
      /You are looking at Wednesday 1 May 2024\. Look at today/,
    );
  });

  it('refuses a bad date with the reason, and knows no other agreement or lot', async (t) => {
    const ask = await open(t);
    for (const on of ['2026-02-30', 'tomorrow', '23/11/2026', '%3Cscript%3E']) {
      const { status, words, html } = await ask(`/agreements/RM6098?on=${on}`);
      assert.equal(status, 400);
      assert.match(words, /not a day of the calendar.*year, month and day: 2026-11-23/);
      assert.doesNotMatch(html, /<script>/);
    }
    assert.equal((await ask('/agreements/RM9999')).status, 404);
    assert.equal((await ask('/agreements/RM6098/lots/9')).status, 404);
    assert.equal((await ask('/agreements/rm6098')).status, 200);
  });
});

describe('a lot page', () => {
  it('says for each route whether and why, and what to do instead', async (t) => {
    const { words } = await (await open(t))('/agreements/RM6098/lots/4');
    assert.match(
      words,
      /You cannot order from the catalogue, because catalogue orders are placed on lot 8 and nowhere else\. Instead you can run a further competition\./,
    );
    assert.match(words, /You can run a further competition, because a framework may be called off/);
    assert.match(words, /Facility Security Clearance/);
  });

  it('lists conditions, suppliers, codes by name and where its goods are', async (t) => {
    const { words, html } = await (await open(t))('/agreements/RM6098/lots/1');
    assert.match(words, /You can award directly on conditions/);
    assert.match(words, /You change no terms and add none of your own\./);
    assert.match(words, /1 supplier holds a position on this lot, 1 of them small or medium-sized/);
    assert.match(words, /30213100 Portable computers/);
    assert.match(html, /href="\/suppliers\?agreement=RM6098&amp;lot=1"/);
    assert.match(html, /href="\/catalogue\/search\?category=end-user-devices&amp;lot=1"/);
  });
});

describe('the other agreement pages', () => {
  it('list every value with its source', async (t) => {
    const { status, words } = await (await open(t))('/agreements/RM6098/sources');
    assert.equal(status, 200);
    assert.match(words, /Initial term 30 months Project brief on RM6098\. Given to this project, November 2026\./);
    assert.match(words, /Management charge 1\.0% Assumed for demonstration The rate is not public/);
  });

  it('list the agreements', async (t) => {
    const { words } = await (await open(t))('/agreements');
    assert.match(words, /EX0042, Mobile Devices for Field Teams .* Open in its initial term 31 January 2028/);
    assert.match(
      words,
      /RM6098, Technology Products & Associated Services 2 .* Open in its extension 30 October 2027 341 8/,
    );
  });

  it('show the rules of a date with their sources', async (t) => {
    const ask = await open(t);
    const now = (await ask('/rules')).words;
    assert.match(now, /As in force on 23 November 2026/);
    assert.match(now, /Central government £135,018 including VAT/);
    assert.match(now, /Other authorities £207,720 including VAT/);
    assert.match(now, /Northern Ireland BT Postcode areas/);
    assert.match(now, /Isle of Wight .*PO30 to 41 Assumed/);
    assert.match((await ask('/rules?on=2023-06-01')).words, /Other authorities £213,477 including VAT/);
    assert.match((await ask('/rules?on=2028-01-10')).words, /Projected/);
    assert.equal((await ask('/rules?on=x')).status, 400);
  });

  it('give the lots as CSV and JSON', async (t) => {
    const ask = await open(t);
    const csv = await ask('/agreements/RM6098/lots.csv');
    assert.match(csv.type, /text\/csv/);
    const lines = csv.html.replace('\uFEFF', '').trim().split('\r\n');
    assert.equal(lines.length, 9);
    assert.equal(
      lines[0],
      'agreement,lot,name,summary,scope,suppliers,sme,catalogue,direct-award,further-competition,cpv,sectors,categories',
    );
    assert.match(lines[8] ?? '', /^RM6098,8,Technology Catalogue,.*,3,2,yes,no,no,/);
    const json = (await ask('/agreements/RM6098/lots.json?on=2026-11-23')).json();
    assert.ok(typeof json === 'object' && json !== null && 'lots' in json && Array.isArray(json.lots));
    assert.equal(json.lots.length, 8);
  });
});

describe('a second agreement beside the first', () => {
  it('has a page of its own, with its own law, term, lots and routes', async (t) => {
    const ask = await open(t);
    const { words } = await ask('/agreements/EX0042');
    assert.match(words, /It is in its initial term, with 434 days left\./);
    assert.match(
      words,
      /It can be extended to 31 January 2029 at the latest\. Call-offs you make now end with it at the latest\. They last 24 months at most\./,
    );
    assert.match(words, /Procurement Act 2023/);
    assert.match(words, /Nothing is assumed/);
    assert.match(words, /0\.5% of the estimated value of each contract awarded/);
    assert.doesNotMatch(words, /Catalogue order|RM6098/);
    const lot = (await ask('/agreements/EX0042/lots/1b')).words;
    assert.match(lot, /You cannot award directly, because the framework sets no mechanism/);
    assert.match(lot, /Greatest value £250,000 excluding VAT/);
    assert.match(lot, /Longest call-off 24 months/);
  });
});

describe('the agreement API', () => {
  it('answers where an agreement stands on a date', async (t) => {
    const ask = await open(t);
    const body = (await ask('/api/v1/agreements/RM6098?on=2026-11-23')).json();
    assert.ok(typeof body === 'object' && body !== null);
    const { number, status, starts, initialTermEnds, latestEnd, daysLeft, managementCharge } = body as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      { number, status, starts, initialTermEnds, latestEnd, daysLeft },
      {
        number: 'RM6098',
        status: 'extension',
        starts: '2023-10-31',
        initialTermEnds: '2026-04-30',
        latestEnd: '2027-10-30',
        daysLeft: 341,
      },
    );
    assert.match(JSON.stringify(managementCharge), /"value":"1\.0","assumed":true,"note":/);
  });

  it('gives the lots with their rules and sources', async (t) => {
    const ask = await open(t);
    const text = JSON.stringify((await ask('/api/v1/agreements/RM6098/lots/4')).json());
    assert.match(text, /"number":"4","name":"Information Assured Technology","routes":\["further-competition"\]/);
    assert.match(text, /"route":"direct-award","allowed":\{"value":"no","assumed":true/);
    assert.match(text, /"title":"Public Contracts Regulations 2015, regulation 33/);
    assert.match(
      JSON.stringify((await ask('/api/v1/agreements/RM6098/lots')).json()),
      /"number":"8".*"suppliers":3,"sme":2/,
    );
    assert.match(JSON.stringify((await ask('/api/v1/agreements')).json()), /"number":"EX0042".*"number":"RM6098"/);
  });

  it('gives the thresholds of a date', async (t) => {
    const ask = await open(t);
    const text = JSON.stringify((await ask('/api/v1/thresholds?on=2025-12-31')).json());
    assert.match(
      text,
      /"kind":"procurement","class":"sub-central","amount":"214904","includesVat":true,"from":"2024-01-01","to":"2025-12-31"/,
    );
  });

  it('refuses what it does not know with a reason', async (t) => {
    const ask = await open(t);
    const bad = await ask('/api/v1/agreements/RM6098?on=2026-13-01');
    assert.equal(bad.status, 400);
    assert.match(JSON.stringify(bad.json()), /not-a-date.*"path":"on"/);
    assert.equal((await ask('/api/v1/agreements/RM6098?date=2026-01-01')).status, 400);
    assert.equal((await ask('/api/v1/agreements/RM1')).status, 404);
    assert.equal((await ask('/api/v1/agreements/RM6098/lots/99')).status, 404);
  });
});
