import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findLot, isAssumed } from '../../agreements/index.ts';
import type { PriceList } from '../../catalogue/index.ts';
import { formatDate, type IsoDate, isoDate, today } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { type Form, formOf, linked, said, textsOf } from './authority-form.ts';
import type { AuthorityServices } from './authority-services.ts';
import { decisionsOf, riseRow, type RiseRow } from './rise-view.ts';

const rowsOnAPage = 25;
const longestReason = 1000;

/** Rises of a list as rows, with what others ask and the last change; `after` for the next page. */
export async function riseRows(
  { priceLists, oversight }: Pick<AuthorityServices, 'priceLists' | 'oversight'>,
  list: string,
  on: IsoDate,
  page: { readonly after?: string | undefined; readonly limit: number },
): Promise<{ readonly rows: readonly RiseRow[]; readonly next: string | null }> {
  const { items, next } = await priceLists.changes(list, {
    held: true,
    limit: page.limit,
    ...(page.after === undefined ? {} : { after: page.after }),
  });
  const facts = await oversight.riseFacts(
    { id: list },
    items.map((each) => each.line),
    on,
  );
  return { rows: items.map((each) => riseRow(each, facts.get(each.line))), next };
}

/** Rises that wait, side by side with their history, and the decision on them. */
export function risePages(services: AuthorityServices): FastifyPluginAsyncTypebox {
  const { priceLists, clock, authority, agreements, policies, suppliers } = services;

  /** The list, if an authority of the actor may do this to it; else as if there were none. */
  async function found(id: string, actor: Actor, action: string): Promise<PriceList> {
    const list = await priceLists.get(id);
    const runs = await authority.authorities(action, actor);
    if (list !== undefined && runs.some((each) => each.agreements.includes(list.agreement))) return list;
    throw notFound('There is no price list at this address.', 'Look at what waits on your desk.', [
      { text: 'Your desk', href: deskPaths.desk() },
    ]);
  }

  async function context(
    list: PriceList,
    actor: Actor,
    asked: { readonly form: Form; readonly lines: readonly string[]; readonly after: string | undefined },
    problems: readonly Problem[],
  ) {
    const day = today(clock);
    const { rows, next } = await riseRows(services, list.id, day, { after: asked.after, limit: rowsOnAPage });
    const pack = agreements.find(list.agreement);
    const allowed = pack?.priceRules?.approvalAboveRise;
    const name = (await suppliers.summaries([list.supplierId], day)).get(list.supplierId)?.name ?? list.supplierId;
    const lot = pack === undefined ? undefined : findLot(pack, list.lot);
    const { waiting } = list.held;
    return {
      title: `Price rises of ${name}`,
      section: 'desk',
      paths: deskPaths,
      list,
      here: deskPaths.rises(list.id, { after: asked.after }),
      caption: `${name}, lot ${list.lot}${lot === undefined ? '' : ` ${lot.shortName.value}`}, from ${formatDate(list.validFrom)}`,
      heading: waiting === 0 ? 'No price rise waits' : plural(waiting, 'price rise waits', 'price rises wait'),
      holdsFrom: formatDate(list.validFrom > day ? list.validFrom : day),
      allowed: allowed?.value,
      allowedAssumed: allowed !== undefined && isAssumed(allowed),
      rows: rows.map((each) => ({ ...each, chosen: asked.lines.includes(each.line) })),
      several: waiting > 1,
      decides: waiting > 0 && policies.decide('price-list.decide', actor).allowed,
      decisions: decisionsOf(list).map((each) => ({
        ...each,
        on: formatDate(isoDate(each.at.slice(0, 10))),
      })),
      form: asked.form,
      problems: linked(problems, { verdict: 'verdict', which: 'which', reason: 'reason' }),
      errors: {
        which: said(problems, 'which'),
        verdict: said(problems, 'verdict'),
        reason: said(problems, 'reason'),
      },
      paging: {
        label: 'Price rises',
        next: next === null ? undefined : { href: deskPaths.rises(list.id, { after: next }), text: 'Next rises' },
        previous: asked.after === undefined ? undefined : { href: deskPaths.rises(list.id), text: 'Back to the first' },
      },
    };
  }

  return async (server) => {
    const params = Type.Object({ list: Type.String({ pattern: '^\\d{1,18}$' }) });
    const querystring = Type.Object({ after: Type.Optional(Type.String({ maxLength: 40 })) });
    const schema = { hide: true, params, querystring };
    const template = 'desk/authority/views/rises.njk';
    server.get('/desk/price-rises/:list', { config: { policy: 'authority.read' }, schema }, async (request, reply) => {
      const list = await found(request.params.list, request.actor, 'authority.read');
      const { after } = request.query;
      return reply.page(template, await context(list, request.actor, { form: {}, lines: [], after }, []));
    });
    server.post(
      '/desk/price-rises/:list',
      { config: { policy: 'price-list.decide' }, schema },
      async (request, reply) => {
        const list = await found(request.params.list, request.actor, 'price-list.decide');
        const asked = { form: formOf(request.body), lines: textsOf(request.body, 'line'), after: request.query.after };
        const problems = problemsOf(asked.form, asked.lines);
        if (problems.length > 0) {
          reply.status(400);
          return reply.page(template, await context(list, request.actor, asked, problems));
        }
        const done = await priceLists.decide(
          list.id,
          {
            approve: asked.form['verdict'] === 'approve',
            lines: asked.form['which'] === 'all' ? 'all' : asked.lines,
            reason: asked.form['reason'] ?? '',
          },
          { actor: request.actor, requestId: request.id },
        );
        // A second click finds nothing left to decide: it leads to what the first one did.
        const after = await priceLists.get(list.id);
        if (!done.ok && after !== undefined && after.held.waiting > 0) {
          throw new HttpError(409, 'This cannot be done now', done.problems, [
            { text: 'See what waits', href: deskPaths.rises(list.id) },
          ]);
        }
        return reply.redirect(deskPaths.rises(list.id), 303);
      },
    );
  };
}

function problemsOf(form: Form, lines: readonly string[]): readonly Problem[] {
  const problems: Problem[] = [];
  if (form['which'] !== 'all' && lines.length === 0) {
    problems.push({
      code: 'lines-missing',
      path: 'which',
      message: 'No line is chosen.',
      remedy: 'Tick the lines you decide on, or choose all that wait.',
    });
  }
  if (form['verdict'] !== 'approve' && form['verdict'] !== 'refuse') {
    problems.push({
      code: 'verdict-missing',
      path: 'verdict',
      message: 'Nothing is decided.',
      remedy: 'Choose whether you approve or refuse.',
    });
  }
  const reason = form['reason'] ?? '';
  if (reason === '' || reason.length > longestReason) {
    problems.push({
      code: 'reason-missing',
      path: 'reason',
      message: reason === '' ? 'There is no reason.' : 'The reason is too long.',
      remedy: 'Say why in at most 1,000 characters: the supplier reads it.',
    });
  }
  return problems;
}
