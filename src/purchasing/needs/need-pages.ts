import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { formatDate, isoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { countOf, type Fields, textOf } from '../basket/basket-form.ts';
import type { Baskets } from '../basket/basket-service.ts';
import { nothingThere, shownProblems } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { needData } from './need-data.ts';
import type { Needs, NeedStatus, NeedView } from './need-service.ts';

interface ById {
  readonly id: string;
}

const statusWords: Readonly<Record<NeedStatus, string>> = {
  kept: 'Kept for a competition',
  'taken-back': 'Taken back into a basket',
  closed: 'Closed',
};

/** Baskets kept for a further competition. */
export function needPages({
  needs,
  baskets,
}: {
  readonly needs: Needs;
  readonly baskets: Pick<Baskets, 'get'>;
}): FastifyPluginAsync {
  const schema = { hide: true };
  const edit = { schema, config: { policy: 'baskets.edit' } };
  const read = { schema, config: { policy: 'purchases.read' } };
  const byOf = (request: FastifyRequest) => ({ actor: request.actor, requestId: request.id });

  async function needPage(request: FastifyRequest, reply: FastifyReply, id: string, problems: readonly Problem[]) {
    const view = await needs.get(request.actor, id);
    if (view === undefined) throw nothingThere();
    if (problems.length > 0) reply.status(409);
    return reply.page('purchasing/views/need.njk', { ...needContext(view), problems: shownProblems(problems) });
  }

  async function keepPage(
    request: FastifyRequest,
    reply: FastifyReply,
    id: string,
    fields: Fields,
    problems: readonly Problem[],
  ) {
    const view = await baskets.get(request.actor, id);
    if (view === undefined || !view.competes) throw nothingThere();
    if (problems.length > 0) reply.status(problems.some((each) => each.code === 'basket-changed') ? 409 : 400);
    return reply.page('purchasing/views/keep.njk', {
      title: 'Keep it for a competition',
      problems: shownProblems(problems),
      reasonProblem: problems.find((each) => each.path === 'reason')?.message,
      ...{ back: purchasingPaths.basket(), action: purchasingPaths.keep(id), version: view.basket.version },
      what: `${view.supplierName}, lot ${view.basket.lot}: ${formatMoney(view.priced.gross)} including VAT at today’s listed prices.`,
      lines: view.lines.map((each) => ({ title: each.title, quantity: each.quantity })),
      reason: textOf(fields, 'reason'),
    });
  }

  return async (server: FastifyInstance) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    server.get<{ Params: ById }>('/basket/:id/keep', edit, (request, reply) =>
      keepPage(request, reply, request.params.id, {}, []),
    );
    server.post<{ Params: ById }>('/basket/:id/keep', edit, async (request, reply) => {
      const fields: Fields = { ...(request.body as object | null) };
      const { id } = request.params;
      const wanted = { basket: id, version: countOf(textOf(fields, 'version')), reason: textOf(fields, 'reason') };
      const kept = await needs.keep(byOf(request), wanted);
      return kept.ok
        ? reply.redirect(purchasingPaths.need(kept.value), 303)
        : keepPage(request, reply, id, fields, kept.problems);
    });
    server.get(purchasingPaths.needs(), read, async (request, reply) => {
      const found = await needs.list(request.actor);
      return reply.page('purchasing/views/needs.njk', {
        title: 'Kept for a competition',
        basketHref: purchasingPaths.basket(),
        needs: found.map(needContext),
      });
    });
    server.get<{ Params: ById }>('/needs/:id', read, (request, reply) =>
      needPage(request, reply, request.params.id, []),
    );
    server.get<{ Params: ById }>('/needs/:id/export.json', read, async (request, reply) => {
      const view = await needs.get(request.actor, request.params.id);
      if (view === undefined) throw nothingThere();
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="need-${view.need.id}.json"`)
        .send(`${JSON.stringify(needData(view), null, 2)}\n`);
    });
    server.post<{ Params: ById }>('/needs/:id/take-back', edit, async (request, reply) => {
      const { id } = request.params;
      const taken = await needs.takeBack(byOf(request), id);
      return taken.ok ? reply.redirect(purchasingPaths.basket(), 303) : needPage(request, reply, id, taken.problems);
    });
    server.post<{ Params: ById }>('/needs/:id/close', edit, async (request, reply) => {
      const { id } = request.params;
      const fields: Fields = { ...(request.body as object | null) };
      const done = await needs.close(byOf(request), id, textOf(fields, 'reason'));
      return done.ok ? reply.redirect(purchasingPaths.need(id), 303) : needPage(request, reply, id, done.problems);
    });
  };
}

function needContext({ need, status, names, mayEnd }: NeedView) {
  const { content } = need;
  const who = (reference: string | null): string => names.get(reference ?? '') ?? 'Somebody who left, or a program';
  return {
    title: need.title,
    href: purchasingPaths.need(need.id),
    status: statusWords[status],
    isKept: status === 'kept',
    lot: `${need.agreement}, lot ${need.lot}`,
    supplier: content.supplier.name,
    net: formatMoney(content.net),
    gross: formatMoney(content.gross),
    reason: need.reason,
    kept: `${who(need.keptBy)}, ${inLondon(need.keptAt)}`,
    ended:
      need.closedAt !== null
        ? `Closed by ${who(need.closedBy)}, ${inLondon(need.closedAt)}: “${need.closeReason}”`
        : need.takenBackAt !== null
          ? `Taken back into a basket by ${who(need.takenBackBy)}, ${inLondon(need.takenBackAt)}`
          : undefined,
    neededBy: content.neededBy === null ? 'Not said' : formatDate(isoDate(content.neededBy)),
    lines: content.lines.map((each) => ({
      ...{ title: each.title, quantity: each.quantity, kind: each.kind, mpn: each.mpn },
      ...{ each: formatMoney(each.unitPrice), net: formatMoney(each.net) },
    })),
    mayEnd,
    back: purchasingPaths.needs(),
    exportHref: purchasingPaths.exportNeed(need.id),
    takeBack: purchasingPaths.takeBackNeed(need.id),
    close: purchasingPaths.closeNeed(need.id),
  };
}
