import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatMoney } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { type Actor, membershipsOf } from '../../platform/access/index.ts';
import { newId } from '../../platform/operator/index.ts';
import type { WantedOrder } from '../call-offs/call-off-order.ts';
import type { CallOffView } from '../call-offs/call-off-service.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import type { ContractPageServices } from './contract-page-services.ts';
import { formText } from './form-text.ts';
import { linesView } from './order-view.ts';

const params = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** What the pages of one call-off share. */
export interface OneCallOff {
  readonly view: (actor: Actor, id: string) => Promise<CallOffView>;
  readonly shown: (actor: Actor, found: CallOffView) => Promise<Readonly<Record<string, unknown>>>;
}

/** Ordering from a call-off: what and where to, then everything once more, then the order. */
export function orderFromPages(
  { callOffs, organisations }: ContractPageServices,
  { view, shown }: OneCallOff,
): FastifyPluginAsyncTypebox {
  const policy = 'call-offs.order';

  async function form(actor: Actor, found: CallOffView, body: unknown, problems: readonly Problem[]) {
    const sites = await organisations.sites(found.callOff.organisation);
    // Who is limited to a site orders for that site alone.
    const mine = membershipsOf(actor).filter((each) => each.organisation === found.callOff.organisation);
    const permitted = sites.filter(
      ({ id }) => found.callOff.sites.includes(id) && mine.some((each) => each.site === null || each.site === id),
    );
    const chosen = formText(body, 'site') || permitted[0]?.id;
    const fieldOf = (path: string): string =>
      path === '/commitmentNet' ? `quantity-${found.callOff.prices[0]?.number ?? 1}` : path;
    return {
      ...(await shown(actor, found)),
      title: `Order from ${found.callOff.number}`,
      sites: permitted.map((each) => ({
        value: each.id,
        text: each.name,
        hint: { text: `${each.address}, ${each.postcode}` },
        checked: each.id === chosen,
      })),
      values: Object.fromEntries(
        ['title', 'reference', ...found.callOff.prices.map((each) => `quantity-${each.number}`)].map((name) => [
          name,
          formText(body, name),
        ]),
      ),
      problems: problems.map((each) => ({ ...each, href: each.path === undefined ? '' : `#${fieldOf(each.path)}` })),
      errors: Object.fromEntries(
        problems.map((each) => [fieldOf(each.path ?? ''), { text: `${each.message} ${each.remedy}` }]),
      ),
    };
  }

  return async (server) => {
    const route = { config: { policy }, schema: { hide: true, params } };
    server.get('/call-offs/:id/order', route, async (request, reply) => {
      const found = await view(request.actor, request.params.id);
      return reply.page('contracts/views/order-from.njk', await form(request.actor, found, request.query, []));
    });
    server.post('/call-offs/:id/order', route, async (request, reply) => {
      const { actor, body, id: requestId } = request;
      const found = await view(actor, request.params.id);
      const { id } = found.callOff;
      const wanted = wantedOf(found, body);
      const key = formText(body, 'key');
      const again = async (problems: readonly Problem[]) => {
        reply.status(422);
        return reply.page('contracts/views/order-from.njk', await form(actor, found, body, problems));
      };
      if (formText(body, 'step') === 'place' && /^[a-z0-9]{8,20}$/.test(key)) {
        const placed = await callOffs.order({ actor, requestId }, id, { ...wanted, key });
        return placed.ok ? reply.redirect(paths.order(placed.value.id), 303) : again(placed.problems);
      }
      const draft = await callOffs.draft(actor, id, wanted);
      if (!draft.ok) return again(draft.problems);
      const base = await shown(actor, found);
      return reply.page('contracts/views/order-from-check.njk', {
        ...base,
        title: 'Check your answers before ordering',
        draft: { ...draft.value, ...linesView(draft.value) },
        fields: [
          { name: 'site', value: wanted.site },
          { name: 'title', value: wanted.title },
          { name: 'reference', value: wanted.buyerReference },
          ...wanted.lines.map((each) => ({ name: `quantity-${each.number}`, value: String(each.quantity) })),
          { name: 'key', value: newId() },
          { name: 'step', value: 'place' },
        ],
        amount: formatMoney(draft.value.gross),
      });
    });
  };
}

function wantedOf({ callOff }: CallOffView, body: unknown): WantedOrder {
  return {
    site: formText(body, 'site'),
    title: formText(body, 'title').slice(0, 200),
    buyerReference: formText(body, 'reference').slice(0, 100),
    lines: callOff.prices.flatMap(({ number }) => {
      const text = formText(body, `quantity-${number}`);
      if (text === '') return [];
      return [{ number, quantity: /^\d{1,7}$/.test(text) ? Number(text) : -1 }];
    }),
  };
}
