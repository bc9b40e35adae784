import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { isAssumed } from '../../agreements/index.ts';
import { addMonths, formatDate, formatMonth, type IsoDate, today } from '../../kernel/dates.ts';
import { formatCount, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { ListedChange } from '../price-lists/index.ts';
import { allTexts, firstText } from '../query-text.ts';
import { changeRow } from './check-pages.ts';
import { type FoundList, findList, listParams, mayOf, reading, refused } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';

const rowsOnAPage = 25;
const monthsOfHistory = 12;
const longestReason = 1000;

/** What was sent with a decision that could not be made. */
interface Asked {
  readonly verdict: string;
  readonly which: string;
  readonly lines: readonly string[];
  readonly reason: string;
}

const nothing: Asked = { verdict: '', which: '', lines: [], reason: '' };

/** The authority's page: lines whose price rises above what the agreement allows, side by side, to approve or refuse. */
export function heldPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists, clock } = services;

  const context = async (
    request: FastifyRequest,
    found: FoundList,
    after: string | undefined,
    asked: Asked,
    problems: readonly Problem[],
  ) => {
    const { list, supplier, shown } = found;
    const { items, next } = await priceLists.changes(list.id, {
      held: true,
      limit: rowsOnAPage,
      ...(after === undefined ? {} : { after }),
    });
    const day = today(clock);
    const lines = await Promise.all(items.map((each) => heldRow(services, each, day)));
    const allowed = services.agreements.find(list.agreement)?.priceRules?.approvalAboveRise;
    return {
      title: `Price rises of ${supplier}`,
      paths,
      shown,
      list,
      here: paths.held(list.id, { after }),
      after,
      heading:
        list.held.waiting === 0
          ? 'No price rise waits'
          : plural(list.held.waiting, 'price rise waits', 'price rises wait'),
      // A price that is approved late does not reach back.
      holdsFrom: formatDate(list.validFrom > day ? list.validFrom : day),
      allowed: allowed?.value,
      allowedAssumed: allowed !== undefined && isAssumed(allowed),
      several: list.held.waiting > 1,
      mayDecide: list.held.waiting > 0 && mayOf(services, request).decide,
      lines: lines.map((each) => ({ ...each, chosen: asked.lines.includes(each.line) })),
      asked,
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? 'reason'}` })),
      errors: {
        which: said(problems, 'which'),
        verdict: said(problems, 'verdict'),
        reason: said(problems, 'reason'),
      },
      paging: {
        label: 'Price rises',
        next: next === null ? undefined : { href: paths.held(list.id, { after: next }), text: 'Next rises' },
        previous: after === undefined ? undefined : { href: paths.held(list.id), text: 'Back to the first' },
      },
    };
  };

  return async (server) => {
    const querystring = Type.Object({ after: Type.Optional(Type.String({ maxLength: 200 })) });
    const show = { ...reading, schema: { hide: true, params: listParams, querystring } };
    server.get('/price-lists/:id/held', show, async (request, reply) => {
      const found = await findList(services, request, request.params.id);
      return reply.page(
        'catalogue/price-list-pages/views/held.njk',
        await context(request, found, request.query.after, nothing, []),
      );
    });

    const decide = { config: { policy: 'price-list.decide' }, schema: { hide: true, params: listParams, querystring } };
    server.post('/price-lists/:id/held', decide, async (request, reply) => {
      const found = await findList(services, request, request.params.id);
      const body: Readonly<Record<string, unknown>> = { ...(request.body as object | null) };
      const asked: Asked = {
        verdict: firstText(body['verdict']),
        which: firstText(body['which']),
        lines: allTexts(body['line']).filter((each) => /^\d{1,18}$/.test(each)),
        reason: firstText(body['reason']).trim(),
      };
      const problems = problemsOf(asked);
      if (problems.length > 0) {
        reply.status(400);
        return reply.page(
          'catalogue/price-list-pages/views/held.njk',
          await context(request, found, request.query.after, asked, problems),
        );
      }
      const done = await priceLists.decide(
        found.list.id,
        {
          approve: asked.verdict === 'approve',
          lines: asked.which === 'all' ? 'all' : asked.lines,
          reason: asked.reason,
        },
        { actor: request.actor, requestId: request.id },
      );
      if (!done.ok) throw refused(done.problems, found.list);
      return reply.redirect(paths.held(found.list.id), 303);
    });
  };
}

/** What is said beside a field, where something is wrong with it. */
function said(problems: readonly Problem[], field: string): { readonly text: string } | false {
  const problem = problems.find((each) => each.path === field);
  return problem !== undefined && { text: `${problem.message} ${problem.remedy}` };
}

function problemsOf(asked: Asked): readonly Problem[] {
  const problems: Problem[] = [];
  if (asked.which !== 'all' && asked.lines.length === 0) {
    problems.push({
      code: 'lines-missing',
      path: 'which',
      message: 'No line is chosen.',
      remedy: 'Tick the lines you decide on, or choose all that wait.',
    });
  }
  if (asked.verdict !== 'approve' && asked.verdict !== 'refuse') {
    problems.push({
      code: 'verdict-missing',
      path: 'verdict',
      message: 'Nothing is decided.',
      remedy: 'Choose whether you approve or refuse.',
    });
  }
  if (asked.reason === '' || asked.reason.length > longestReason) {
    problems.push({
      code: 'reason-missing',
      path: 'reason',
      message: asked.reason === '' ? 'There is no reason.' : 'The reason is too long.',
      remedy: `Say why in at most ${formatCount(longestReason)} characters: the supplier reads it.`,
    });
  }
  return problems;
}

/**
 * A rise at the quantity from which on it is steepest, beside what others ask for as many: the lowest price of all suppliers
 * today and how it moved in a year.
 */
async function heldRow({ products }: PriceListPageServices, change: ListedChange, day: IsoDate) {
  const quantity = change.rise?.quantity ?? 1;
  const from = addMonths(day, -monthsOfHistory);
  const condition = change.condition ?? 'new';
  const points = await products.priceHistory(change.product.id, condition, from, day, quantity);
  const [first] = points;
  const last = points.at(-1);
  const row = changeRow(change);
  return {
    ...row,
    ...row.rise,
    one: row.rise === undefined ? undefined : { oldPrice: row.oldPrice, newPrice: row.newPrice },
    lowest: last === undefined ? undefined : formatMoney(last.unitPrice),
    before:
      first === undefined || first === last
        ? 'No change in 12 months'
        : `${formatMoney(first.unitPrice)} in ${formatMonth(first.from)}`,
  };
}
