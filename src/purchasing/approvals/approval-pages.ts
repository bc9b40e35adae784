import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import { formatDate } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { countOf, type Fields, textOf } from '../basket/basket-form.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import type { ApprovalSettings } from './approval-settings.ts';

interface OfOrganisation {
  readonly id: string;
}

/** Rules of approval and budgets of an organisation, on one page. */
export function approvalPages({
  settings,
  categories,
}: {
  readonly settings: ApprovalSettings;
  /** Categories a rule may be kept to. */
  readonly categories: readonly { readonly id: string; readonly name: string }[];
}): FastifyPluginAsync {
  const names = new Map(categories.map((each) => [each.id, each.name]));
  const path = '/organisations/:id/approval-rules';

  async function page(reply: FastifyReply, actor: Actor, id: string, problems: readonly Problem[]) {
    const found = await settings.read(actor, id);
    if (found === undefined) throw notFound('There is no such organisation.', 'Look at your organisations.');
    if (problems.length > 0) reply.status(400);
    return reply.page('purchasing/views/approval-rules.njk', {
      title: 'Approval and budgets',
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? ''}` })),
      back: `/organisations/${encodeURIComponent(id)}`,
      paths: { rules: purchasingPaths.rules(id), budgets: purchasingPaths.budgets(id) },
      approvers: found.approvers,
      categories,
      codes: [...new Set(found.budgets.map((each) => each.code))],
      rules: found.rules.map((each) => ({
        ...each,
        from: formatMoney(each.from),
        only: [
          each.category === null ? [] : [`in ${names.get(each.category) ?? each.category}`],
          each.budgetCode === null ? [] : [`paid from ${each.budgetCode}`],
          each.approver === null
            ? []
            : [`by ${found.approvers.find((one) => one.person === each.approver)?.name ?? 'somebody who left'}`],
        ]
          .flat()
          .join(', '),
        endHref: purchasingPaths.endRule(id, each.id),
      })),
      budgets: found.budgets.map((each) => ({
        ...{ code: each.code, name: each.name, year: `${formatDate(each.startsOn)} to ${formatDate(each.endsOn)}` },
        ...{ amount: formatMoney(each.amount), committed: formatMoney(each.committed) },
        left: formatMoney(exact(each.amount).minus(each.committed)),
        ...{ id: each.id, startsOn: each.startsOn, endsOn: each.endsOn, version: each.version },
        ...{ spent: formatMoney(each.spent), plain: each.amount },
      })),
    });
  }

  return async (server: FastifyInstance) => {
    server.get<{ Params: OfOrganisation }>(
      path,
      { schema: { hide: true }, config: { policy: 'budgets.read' } },
      (request, reply) => page(reply, request.actor, request.params.id, []),
    );
    server.post<{ Params: OfOrganisation }>(
      path,
      { schema: { hide: true }, config: { policy: 'approval-rules.edit' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const { id } = request.params;
        const rule = {
          ...{ name: textOf(fields, 'name'), from: textOf(fields, 'from').replaceAll(',', '') },
          ...{ category: textOf(fields, 'category'), budgetCode: textOf(fields, 'budgetCode') },
          approver: textOf(fields, 'approver'),
        };
        const done = await settings.addRule({ actor: request.actor, requestId: request.id }, id, rule);
        return done.ok ? reply.redirect(purchasingPaths.rules(id), 303) : page(reply, request.actor, id, done.problems);
      },
    );
    server.post<{ Params: OfOrganisation & { readonly rule: string } }>(
      `${path}/:rule/end`,
      { schema: { hide: true }, config: { policy: 'approval-rules.edit' } },
      async (request, reply) => {
        const { id, rule } = request.params;
        const ended = await settings.endRule({ actor: request.actor, requestId: request.id }, id, rule);
        if (!ended) throw notFound('There is no such rule.', 'Look at the rules again.');
        return reply.redirect(purchasingPaths.rules(id), 303);
      },
    );
    server.post<{ Params: OfOrganisation }>(
      '/organisations/:id/budgets',
      { schema: { hide: true }, config: { policy: 'budgets.edit' } },
      async (request, reply) => {
        const fields: Fields = { ...(request.body as object | null) };
        const { id } = request.params;
        const text = (name: string) => textOf(fields, name);
        const done = await settings.putBudget({ actor: request.actor, requestId: request.id }, id, {
          ...{ code: text('code'), name: text('budget-name'), startsOn: text('startsOn'), endsOn: text('endsOn') },
          ...{ amount: text('amount').replaceAll(',', ''), version: countOf(text('version') || '0') },
        });
        return done.ok ? reply.redirect(purchasingPaths.rules(id), 303) : page(reply, request.actor, id, done.problems);
      },
    );
  };
}
