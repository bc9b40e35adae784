import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify';
import type { Agreements } from '../../agreements/index.ts';
import { formatDay, isoDate } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { inLondon } from '../../platform/operator/index.ts';
import { basketContext, countOf, type Fields, textOf } from '../basket/basket-form.ts';
import type { Baskets } from '../basket/basket-service.ts';
import { conditionsOf, type Purchases } from '../purchase/purchase-service.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { type QuoteStatus, whyNotBuy } from './quote.ts';
import { readAnswer } from './quote-form.ts';
import type { Quotes, QuoteView } from './quote-service.ts';

export interface QuotePageServices {
  readonly quotes: Quotes;
  readonly baskets: Pick<Baskets, 'get'>;
  readonly purchases: Pick<Purchases, 'budgets'>;
  readonly agreements: Agreements;
}

interface ById {
  readonly id: string;
}

const statusWords: Readonly<Record<QuoteStatus, { readonly text: string; readonly tag: string }>> = {
  waiting: { text: 'Waiting for the supplier', tag: 'next' },
  firm: { text: 'Firm', tag: 'now' },
  indicative: { text: 'Indicative', tag: 'plain' },
  declined: { text: 'Declined', tag: 'plain' },
  expired: { text: 'Expired', tag: 'plain' },
  converted: { text: 'Used for a purchase', tag: 'plain' },
};

const hidden = { schema: { hide: true } };

/** Quotes, of those who ask and of those who answer. Nothing of it is public. */
export function quotePages(services: QuotePageServices): FastifyPluginAsync {
  const { quotes, baskets, purchases } = services;
  const missing = () =>
    notFound('There is nothing at this address that you may see.', 'Look at your quotes.', [
      { text: 'Quotes', href: purchasingPaths.quotes() },
    ]);
  const shown = (problems: readonly Problem[]) =>
    problems.map((each) => ({ ...each, href: each.path ? `#${each.path}` : undefined }));

  async function listPage(reply: FastifyReply, actor: Actor, party: 'buyer' | 'supplier') {
    const found = await quotes.list(actor, party);
    return reply.page('purchasing/views/quotes.njk', {
      title: party === 'buyer' ? 'Quotes' : 'Quotes asked of you',
      party,
      basketHref: purchasingPaths.basket(),
      quotes: found.map((view) => ({ ...rowOf(view, party), gross: formatMoney(view.priced.gross) })),
    });
  }

  async function askPage(reply: FastifyReply, actor: Actor, id: string, message: string, problems: readonly Problem[]) {
    const view = await baskets.get(actor, id);
    if (view === undefined) throw missing();
    if (problems.length > 0) reply.status(400);
    return reply.page('purchasing/views/quote-ask.njk', {
      title: `Ask ${view.supplierName} to quote`,
      problems: shown(problems),
      back: purchasingPaths.basket(),
      action: purchasingPaths.askQuote(id),
      basket: basketContext(view),
      supplier: view.supplierName,
      message,
    });
  }

  async function onePage(
    reply: FastifyReply,
    actor: Actor,
    party: 'buyer' | 'supplier',
    id: string,
    fields: Fields,
    problems: readonly Problem[],
  ) {
    const view = await quotes.get(actor, party, id);
    if (view === undefined) throw missing();
    if (problems.length > 0) reply.status(problems.every((each) => each.path === '') ? 409 : 400);
    const { draft } = view.quote;
    const budgets = view.mayBuy ? await purchases.budgets(view.quote.organisation) : [];
    const said = (path: string) => problems.find((each) => each.path === path)?.message;
    return reply.page(`purchasing/views/${party === 'buyer' ? 'quote' : 'quote-answer'}.njk`, {
      ...{ problems: shown(problems), ...rowOf(view, party), seen: view.quote.events.length },
      back: party === 'buyer' ? purchasingPaths.quotes() : purchasingPaths.supplierQuotes(),
      message: view.quote.message,
      lines: linesOf(view, fields, said),
      ...{
        net: formatMoney(view.priced.net),
        vat: formatMoney(view.priced.vat),
        gross: formatMoney(view.priced.gross),
      },
      listedGross: formatMoney(draft.gross),
      saved: exact(draft.gross).gt(view.priced.gross)
        ? formatMoney(exact(draft.gross).minus(view.priced.gross))
        : undefined,
      delivery:
        view.answer?.leadTimeDays == null
          ? undefined
          : `${String(view.answer.leadTimeDays)} working days from the order`,
      note: view.answer?.note ?? '',
      answered: view.answer === undefined ? undefined : inLondon(view.answer.at),
      why: party === 'buyer' ? whyNotBuy(view.status) : undefined,
      deliverTo: `${draft.deliverTo.name}, ${draft.deliverTo.postcode}`,
      purchaseHref:
        party === 'buyer' && view.purchase !== undefined ? purchasingPaths.purchase(view.purchase) : undefined,
      ...{ mayAnswer: view.mayAnswer, mayBuy: view.mayBuy },
      ...{ basketHref: purchasingPaths.basket(), action: rowOf(view, party).href },
      conditions: conditionsOf(services, draft.agreement, draft.lot, draft.route).map((each) => ({
        ...each,
        answer: textOf(fields, `condition-${each.id}`),
        problem: said(`condition-${each.id}`),
      })),
      budgets: budgets.map((each) => ({
        ...{ id: each.id, name: `${each.code}, ${each.name}`, chosen: textOf(fields, 'budget') === each.id },
        left: formatMoney(exact(each.amount).minus(each.committed)),
      })),
      budgetProblem: said('budget'),
      fields: {
        ...{ kind: textOf(fields, 'kind') || 'firm', leadTimeDays: textOf(fields, 'leadTimeDays') },
        ...{ validUntil: textOf(fields, 'validUntil'), validTime: textOf(fields, 'validTime') || '17:00' },
        ...{ note: textOf(fields, 'note'), reason: textOf(fields, 'reason'), likeOrders: textOf(fields, 'likeOrders') },
      },
      said: { leadTimeDays: said('leadTimeDays'), validUntil: said('validUntil'), note: said('note') },
    });
  }

  return async (server: FastifyInstance) => {
    server.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex');
    });
    const bodyOf = (request: { readonly body: unknown }): Fields => ({ ...(request.body as object | null) });

    const ask = { ...hidden, config: { policy: 'quotes.ask' } };
    server.get<{ Params: ById }>('/basket/:id/quote', ask, (request, reply) =>
      askPage(reply, request.actor, request.params.id, '', []),
    );
    server.post<{ Params: ById }>('/basket/:id/quote', ask, async (request, reply) => {
      const fields = bodyOf(request);
      const message = textOf(fields, 'message');
      const done = await quotes.ask(
        { actor: request.actor, requestId: request.id },
        { basket: request.params.id, version: countOf(textOf(fields, 'version')), message },
      );
      if (!done.ok) return askPage(reply, request.actor, request.params.id, message, done.problems);
      return reply.redirect(purchasingPaths.quote(done.value), 303);
    });

    const read = { ...hidden, config: { policy: 'quotes.read' } };
    server.get(purchasingPaths.quotes(), read, (request, reply) => listPage(reply, request.actor, 'buyer'));
    server.get<{ Params: ById }>('/quotes/:id', read, (request, reply) =>
      onePage(reply, request.actor, 'buyer', request.params.id, {}, []),
    );
    server.post<{ Params: ById }>(
      '/quotes/:id',
      { ...hidden, config: { policy: 'purchases.request' } },
      async (request, reply) => {
        const fields = bodyOf(request);
        const conditions = Object.fromEntries(
          Object.keys(fields).flatMap((name) =>
            name.startsWith('condition-') ? [[name.slice('condition-'.length), textOf(fields, name)]] : [],
          ),
        );
        const { id } = request.params;
        const done = await quotes.buy({ actor: request.actor, requestId: request.id }, id, {
          ...{ conditions, budget: textOf(fields, 'budget') === '' ? null : textOf(fields, 'budget') },
          ...{ reason: textOf(fields, 'reason'), likeOrders: textOf(fields, 'likeOrders') },
        });
        if (!done.ok) return onePage(reply, request.actor, 'buyer', id, fields, done.problems);
        return reply.redirect(purchasingPaths.purchase(done.value), 303);
      },
    );

    const answer = { ...hidden, config: { policy: 'quotes.answer' } };
    server.get(purchasingPaths.supplierQuotes(), answer, (request, reply) =>
      listPage(reply, request.actor, 'supplier'),
    );
    server.get<{ Params: ById }>('/supplier/quotes/:id', answer, (request, reply) =>
      onePage(reply, request.actor, 'supplier', request.params.id, {}, []),
    );
    server.post<{ Params: ById }>('/supplier/quotes/:id', answer, async (request, reply) => {
      const fields = bodyOf(request);
      const { id } = request.params;
      const view = await quotes.get(request.actor, 'supplier', id);
      if (view === undefined) throw missing();
      const lines = view.quote.draft.lines.length;
      const done = await quotes.answer({ actor: request.actor, requestId: request.id }, readAnswer(id, fields, lines));
      if (!done.ok) return onePage(reply, request.actor, 'supplier', id, fields, done.problems);
      return reply.redirect(purchasingPaths.supplierQuote(id), 303);
    });
  };
}

function rowOf(view: QuoteView, party: 'buyer' | 'supplier') {
  const { quote, status, answer } = view;
  const until = answer?.validUntil ?? null;
  return {
    href: party === 'buyer' ? purchasingPaths.quote(quote.id) : purchasingPaths.supplierQuote(quote.id),
    title: quote.draft.title,
    with: party === 'buyer' ? view.supplierName : view.organisationName,
    asked: inLondon(quote.askedAt),
    status:
      party === 'supplier' && status === 'waiting'
        ? { text: 'Waiting for your answer', tag: 'next' }
        : statusWords[status],
    until: until === null ? undefined : untilWords(until),
  };
}

/** `Monday 30 November 2026, 17:00`. */
function untilWords(instant: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${formatDay(isoDate(at.toPlainDate().toString()))}, ${time}`;
}

function linesOf(view: QuoteView, fields: Fields, said: (path: string) => string | undefined) {
  const { draft } = view.quote;
  return view.priced.lines.map((line, index) => {
    const listed = draft.lines[index]?.unitPrice ?? line.unitPrice;
    const name = `price-${String(index + 1)}`;
    const plain = exact(line.unitPrice);
    return {
      ...{ name, title: line.title, mpn: line.mpn, quantity: line.quantity, problem: said(name) },
      value: Object.hasOwn(fields, name) ? textOf(fields, name) : plain.toFixed(Math.max(2, plain.decimalPlaces())),
      ...{ listed: formatMoney(listed), each: formatMoney(line.unitPrice) },
      ...{ net: formatMoney(line.net), gross: formatMoney(line.gross) },
    };
  });
}
