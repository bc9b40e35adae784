import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { guidancePages } from './guidance-pages.ts';

const { guidance, reference } = await exampleGuides();
const installed = guidance.find((each) => each.pack.number.value === 'RM6098');
assert.ok(installed !== undefined);

async function open(t: TestContext) {
  const server = await pageServer([]);
  t.after(() => server.close());
  await server.register(
    guidancePages({ guidance: guidance.toReversed(), reference, clock: fixedClock('2026-11-23T10:00:00Z') }),
  );
  return async (url: string) => {
    const answer = await server.inject({ url, headers: { accept: 'text/html' } });
    return { status: answer.statusCode, html: answer.body, words: wordsOf(answer.body) };
  };
}

describe('the guidance', () => {
  it('is listed in groups, each page with what it is about', async (t) => {
    const { words, html } = await (await open(t))('/guidance');
    for (const { slug, title, summary } of installed.pages) {
      assert.match(html, new RegExp(`href="/guidance/${slug}"`));
      assert.ok(words.includes(title) && words.includes(summary), title);
    }
  });

  it('covers who, when, each route, each way to pay, the second life and the charge', () => {
    const slugs = new Set(installed.pages.map((each) => each.slug));
    const wanted = [
      'who-may-buy',
      'thresholds',
      'routes',
      'leasing',
      'ways-to-pay',
      'as-a-service',
      'paying-for-what-you-use',
      'software',
      'refurbished',
      're-use-or-dispose',
      'erasing-data',
      'management-charge',
    ];
    const routes = installed.pack.routes.flatMap((each) => each.guidance?.slug ?? []);
    for (const slug of [...wanted, ...routes]) assert.ok(slugs.has(slug), slug);
  });

  for (const page of installed.pages) {
    it(`shows "${page.title}" whole, its sources at the foot and cited where they are used`, async (t) => {
      const { status, words, html } = await (await open(t))(`/guidance/${page.slug}`);
      assert.equal(status, 200);
      assert.equal(html.match(/<h1/g)?.length, 1);
      for (const section of page.sections) {
        assert.ok(words.includes(section.title), section.title);
        for (const block of section.blocks) {
          for (const each of [...(block.list ?? []), ...(block.steps ?? []), ...(block.warnings ?? [])]) {
            assert.ok(words.includes(typeof each === 'string' ? each : each.text), JSON.stringify(each));
          }
          for (const cell of block.table?.rows.flat() ?? []) assert.ok(words.includes(cell), cell);
        }
      }
      for (const source of Object.values(page.sources)) assert.ok(words.includes(source.title), source.title);
      for (const [, number] of html.matchAll(/href="#source-(\d+)"/g)) {
        assert.match(html, new RegExp(`id="source-${String(number)}"`));
      }
      const recalled = Object.values(page.sources).some((each) => each.standing === 'recalled');
      assert.equal(
        words.includes('Check before relying'),
        recalled || page.slug === 'thresholds' || page.slug === 'who-may-buy',
      );
      assert.equal(words.includes('Not legal advice'), page.law);
      assert.doesNotMatch(html, /undefined|\[object|style="/);
    });
  }

  it('marks no menu entry on pages that belong to none', async (t) => {
    const { html } = await (await open(t))('/guidance/thresholds');
    assert.doesNotMatch(html, /aria-current="(page|true)"/);
  });

  it('has no page for a name that is not there', async (t) => {
    assert.equal((await (await open(t))('/guidance/nothing')).status, 404);
  });

  it('shows another agreement’s guidance when asked for', async (t) => {
    const get = await open(t);
    assert.match((await get('/guidance?agreement=ex0042')).words, /Devices outdoors/);
    assert.equal((await get('/guidance/outdoors')).status, 404);
  });
});

describe('the check of who may buy', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['maintained-school', /You may use this agreement Because education is a sector of the agreement\./],
    ['charity', /We cannot tell\. Ask before you buy .* Ask the authority in writing and keep its answer\./],
    ['none', /You cannot use this agreement .* Instead you can buy under your own rules/],
    ['spaceship', /That kind of organisation is not in the list\./],
  ];
  for (const [buyer, says] of cases) {
    it(`answers for ${buyer}`, async (t) => {
      const { words, status } = await (await open(t))(`/guidance/who-may-buy?buyer=${buyer}`);
      assert.equal(status, 200);
      assert.match(words, says);
    });
  }

  it('keeps the basis beside the answer', async (t) => {
    const { words } = await (await open(t))('/guidance/who-may-buy?buyer=nhs-trust');
    assert.match(words, /Threshold class Central Award notices Sub-central rules on Contracts Finder/);
  });
});

describe('thresholds on a date', () => {
  it('show the row in force, the one before, and the value compared both ways', async (t) => {
    const { words } = await (await open(t))('/guidance/thresholds?buyer=local-authority&on=2026-11-23&value=173,100');
    assert.match(
      words,
      /£207,720 including VAT, for sub-central bodies on 23 November 2026\. That is £173,100 excluding VAT at 20%\./,
    );
    assert.match(words, /At or above Your £173,100 excluding VAT is £207,720 including VAT\./);
    assert.match(words, /1 January 2024 to 31 December 2025 £214,904/);
    assert.match(words, /1 January 2026 to 31 December 2027 Your row £207,720/);
    assert.match(words, /£30,000 .* Publish within 90 days of the last signature\./);
    assert.match(words, /No later row is known yet\./);
  });

  it('show the row after when there is one', async (t) => {
    const { words } = await (await open(t))('/guidance/thresholds?buyer=central-department&on=2024-06-01');
    assert.match(
      words,
      /1 January 2022 to 31 December 2023 £138,760 .* Your row £139,688 .* 2026 to 31 December 2027 £135,018/,
    );
  });

  it('say that a school publishes nothing, and that an unknown year has no row', async (t) => {
    const get = await open(t);
    assert.match((await get('/guidance/thresholds?buyer=maintained-school')).words, /None\. Maintained school: exempt/);
    assert.match(
      (await get('/guidance/thresholds?buyer=local-authority&on=2031-01-01')).words,
      /We have no row for 1 January 2031/,
    );
  });

  it('say what is wrong with what was entered', async (t) => {
    const { status, html } = await (await open(t))('/guidance/thresholds?buyer=spaceship&on=2026-02-30&value=many');
    assert.equal(status, 400);
    for (const id of ['buyer', 'on', 'value']) assert.match(html, new RegExp(`<a href="#${id}">`));
    assert.match(html, /<title>Error: /);
  });

  it('show hostile words as text', async (t) => {
    const { html } = await (await open(t))(`/guidance/thresholds?value=${encodeURIComponent('"><script>x</script>')}`);
    assert.doesNotMatch(html, /<script>x/);
  });
});
