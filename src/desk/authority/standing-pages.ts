import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findLot } from '../../agreements/index.ts';
import { formatDate, type IsoDate, today } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import {
  effectKinds,
  openSuspension,
  type StandingScope,
  stoppedBySuspension,
  type SupplierOnDate,
  supplierPaths,
} from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { notFound } from '../../platform/http/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { dayItems, dayOf, dayProblem, type Form, formOf, known, linked, said } from './authority-form.ts';
import { agreementsRead, type AuthorityServices } from './authority-services.ts';
import { everySupplier, openSuspensions } from './authority-waiting.ts';
import { effectInWords, type SuspensionEffects, suspensionEffects, touchedView } from './suspension-effects.ts';

const fields = { scope: 'scope', from: 'from-day', to: 'to-day', reason: 'reason', supplier: 'main-content' };

/** An agreement and a lot, an agreement, or `all`: how a scope is written in a form. */
export function scopeText({ agreement, lot }: StandingScope): string {
  if (agreement === null) return 'all';
  return lot === null ? agreement : `${agreement} ${lot}`;
}

function readScope(text: string): StandingScope | undefined {
  if (text === 'all') return { agreement: null, lot: null };
  const [agreement = '', lot] = text.split(' ');
  return agreement === '' ? undefined : { agreement, lot: lot ?? null };
}

/** Suspending a supplier, with what it does shown before it is done, and lifting a suspension. */
export function standingPages(services: AuthorityServices): FastifyPluginAsyncTypebox {
  const { clock, suppliers, standings, policies, agreements } = services;

  /** The supplier, if it holds a position on an agreement the actor's authority runs. */
  async function found(id: string, actor: Actor, on: IsoDate): Promise<SupplierOnDate> {
    const packs = new Set((await agreementsRead(services, actor)).map((each) => each.number.value));
    const row = await suppliers.get(id, on);
    if (row?.supplier.positions.some((each) => packs.has(each.agreement)) === true) return row;
    throw notFound('There is no such supplier on an agreement of yours.', 'Look for it in the register.', [
      { text: 'Suspensions', href: deskPaths.standing() },
    ]);
  }

  const lotName = (agreement: string, lot: string): string => {
    const pack = agreements.find(agreement);
    const name = pack === undefined ? undefined : findLot(pack, lot)?.shortName.value;
    return `Lot ${lot}${name === undefined ? '' : `, ${name}`}`;
  };

  const scopeName = ({ agreement, lot }: StandingScope): string => {
    if (agreement === null) return 'Everything: all agreements it is on';
    return lot === null ? `All its lots on ${agreement}` : `${lotName(agreement, lot)} (${agreement})`;
  };

  /** What may be chosen: each lot held under the actor's agreements, each agreement, everything where all are the actor's. */
  async function scopes(row: SupplierOnDate, actor: Actor): Promise<readonly StandingScope[]> {
    const own = new Set((await agreementsRead(services, actor)).map((each) => each.number.value));
    const lots = row.lots.filter((each) => own.has(each.agreement));
    const numbers = [...new Set(lots.map((each) => each.agreement))];
    const all = row.supplier.positions.every((each) => own.has(each.agreement));
    return [
      ...lots.map(({ agreement, lot }) => ({ agreement, lot })),
      ...numbers.map((agreement) => ({ agreement, lot: null })),
      ...(all ? [{ agreement: null, lot: null }] : []),
    ];
  }

  async function effectsView(supplier: string, scope: StandingScope, on: IsoDate) {
    const effects = await suspensionEffects(services, supplier, scope, on);
    const lots = effects.lots.map((each) => ({ ...each, name: lotName(each.agreement, each.lot) }));
    return { ...effects, lots, view: touchedView(effects.touched) };
  }

  async function suspendContext(row: SupplierOnDate, actor: Actor, form: Form, problems: readonly Problem[]) {
    const on = today(clock);
    const scope = readScope(form['scope'] ?? '');
    const checked = form['step'] !== undefined && problems.length === 0 && scope !== undefined;
    return {
      title: `Suspend ${row.supplier.name}`,
      section: 'desk',
      paths: deskPaths,
      supplier: { id: row.supplier.id, name: row.supplier.name, href: supplierPaths.supplier(row.supplier.id) },
      scopes: (await scopes(row, actor)).map((each) => ({
        value: scopeText(each),
        text: scopeName(each),
        checked: form['scope'] === scopeText(each),
      })),
      form,
      from: dayItems('from', form, on),
      to: dayItems('to', form),
      problems: linked(problems, fields),
      errors: {
        scope: said(problems, 'scope'),
        from: said(problems, 'from'),
        to: said(problems, 'to'),
        reason: said(problems, 'reason'),
      },
      check: checked
        ? {
            scope: scopeName(scope),
            from: formatDate(known(dayOf(form, 'from'))),
            to: dayOf(form, 'to') === undefined ? 'Until it is lifted' : formatDate(known(dayOf(form, 'to'))),
            effects: await effectsView(row.supplier.id, scope, on),
          }
        : undefined,
    };
  }

  return async (server) => {
    const params = Type.Object({ supplier: Type.String({ maxLength: 80 }) });
    const read = { config: { policy: 'authority.read' } } as const;
    const change = { config: { policy: 'suppliers.suspend' }, schema: { hide: true, params } } as const;

    server.get('/desk/standing', { ...read, schema: { hide: true } }, async (request, reply) => {
      const on = today(clock);
      const packs = await agreementsRead(services, request.actor);
      const rows = await everySupplier(services, on);
      const open = openSuspensions(rows, packs, on);
      const numbers = new Set(packs.map((each) => each.number.value));
      return reply.page('desk/authority/views/standing.njk', {
        title: 'Suspensions',
        section: 'desk',
        paths: deskPaths,
        heading:
          open.length === 0 ? 'No supplier is suspended' : `${plural(open.length, 'suspension')} in force or planned`,
        decides: policies.scope('suppliers.suspend', request.actor).length > 0,
        open: await Promise.all(
          open.map(async ({ supplier, event, scope }) => ({
            name: supplier.name,
            href: supplierPaths.supplier(supplier.id),
            scope: scopeName(scope),
            from: formatDate(event.from),
            to: event.to === null ? 'Until lifted' : formatDate(event.to),
            reason: event.reason,
            offers: (await suspensionEffects(services, supplier.id, scope, on)).offers,
            lift: deskPaths.reinstate(supplier.id, scope),
          })),
        ),
        suppliers: rows
          .filter((each) => each.supplier.positions.some((one) => numbers.has(one.agreement)))
          .map((each) => ({ value: each.supplier.id, text: each.supplier.name })),
      });
    });

    const choice = { hide: true, querystring: Type.Object({ supplier: Type.String({ maxLength: 80 }) }) };
    server.get('/desk/standing/choose', { ...read, schema: choice }, async (request, reply) => {
      const row = await found(request.query.supplier, request.actor, today(clock));
      return reply.redirect(deskPaths.suspend(row.supplier.id), 303);
    });

    server.get('/desk/standing/:supplier/suspend', change, async (request, reply) => {
      const row = await found(request.params.supplier, request.actor, today(clock));
      return reply.page('desk/authority/views/suspend.njk', await suspendContext(row, request.actor, {}, []));
    });

    server.post('/desk/standing/:supplier/suspend', change, async (request, reply) => {
      const row = await found(request.params.supplier, request.actor, today(clock));
      const form = formOf(request.body);
      const show = async (problems: readonly Problem[]) => {
        if (problems.length > 0) reply.status(400);
        return reply.page('desk/authority/views/suspend.njk', await suspendContext(row, request.actor, form, problems));
      };
      const from = dayOf(form, 'from');
      const to = dayOf(form, 'to');
      const scope = readScope(form['scope'] ?? '');
      const unread: Problem[] = [];
      if (scope === undefined) unread.push(noScope);
      if (from === undefined || from === 'unreadable') unread.push(dayProblem('from', 'first day', from));
      if (to === 'unreadable') unread.push(dayProblem('to', 'last day', to));
      if ((form['reason'] ?? '') === '') unread.push(noReason);
      if (unread.length > 0 || scope === undefined) return show(unread);
      if (form['step'] !== 'done') return show([]);
      const wanted = {
        ...scope,
        from: known(from),
        to: to === undefined ? null : known(to),
        reason: form['reason'] ?? '',
      };
      const done = await standings.suspend(row.supplier.id, wanted, { actor: request.actor, requestId: request.id });
      return done.ok ? reply.redirect(deskPaths.reinstate(row.supplier.id, scope), 303) : show(done.problems);
    });

    const lifted = {
      ...change,
      schema: {
        ...change.schema,
        querystring: Type.Object({
          agreement: Type.Optional(Type.String({ maxLength: 40 })),
          lot: Type.Optional(Type.String({ maxLength: 20 })),
        }),
      },
    };
    const liftContext = async (
      row: SupplierOnDate,
      scope: StandingScope,
      actor: Actor,
      form: Form,
      problems: readonly Problem[],
    ) => {
      const on = today(clock);
      const event = openSuspension(row.supplier.standing, scope, on);
      return {
        title: `Suspension of ${row.supplier.name}`,
        section: 'desk',
        paths: deskPaths,
        supplier: { name: row.supplier.name, href: supplierPaths.supplier(row.supplier.id) },
        scope: scopeName(scope),
        here: deskPaths.reinstate(row.supplier.id, scope),
        event:
          event === undefined
            ? undefined
            : {
                reason: event.reason,
                from: formatDate(event.from),
                to: event.to === null ? undefined : formatDate(event.to),
              },
        effects: await effectsView(row.supplier.id, scope, on),
        decides: policies.scope('suppliers.suspend', actor).length > 0,
        form,
        from: dayItems('from', form, event === undefined || event.from < on ? on : event.from),
        problems: linked(problems, fields),
        errors: { from: said(problems, 'from'), reason: said(problems, 'reason') },
      };
    };
    const shown = {
      ...read,
      schema: {
        tags: ['Suppliers'],
        summary: 'What a suspension of a supplier stops and what it leaves as it is, whether it is made or not',
        params,
        querystring: lifted.schema.querystring,
        response: { 200: EffectsSchema },
      },
    };
    server.get('/api/v1/suppliers/:supplier/suspension-effects', shown, async (request) => {
      const on = today(clock);
      const row = await found(request.params.supplier, request.actor, on);
      return effectsJson(await suspensionEffects(services, row.supplier.id, scopeOf(request.query), on));
    });

    const template = 'desk/authority/views/reinstate.njk';
    const scopeOf = (query: { agreement?: string; lot?: string }): StandingScope => ({
      agreement: query.agreement ?? null,
      lot: query.agreement === undefined ? null : (query.lot ?? null),
    });
    server.get('/desk/standing/:supplier/reinstate', { ...lifted, ...read }, async (request, reply) => {
      const row = await found(request.params.supplier, request.actor, today(clock));
      return reply.page(template, await liftContext(row, scopeOf(request.query), request.actor, {}, []));
    });
    server.post('/desk/standing/:supplier/reinstate', lifted, async (request, reply) => {
      const row = await found(request.params.supplier, request.actor, today(clock));
      const scope = scopeOf(request.query);
      const form = formOf(request.body);
      const from = dayOf(form, 'from');
      const done: Outcome<unknown> =
        from === undefined || from === 'unreadable'
          ? { ok: false, problems: [dayProblem('from', 'first day', from)] }
          : await standings.reinstate(
              row.supplier.id,
              { ...scope, from, reason: form['reason'] ?? '' },
              { actor: request.actor, requestId: request.id },
            );
      if (done.ok) return reply.redirect(deskPaths.standing(), 303);
      reply.status(400);
      return reply.page(template, await liftContext(row, scope, request.actor, form, done.problems));
    });
  };
}

/** The effects as data. */
export const EffectsSchema = Type.Object({
  offersHidden: Type.Integer(),
  lots: Type.Array(Type.Object({ agreement: Type.String(), lot: Type.String(), offers: Type.Integer() })),
  touched: Type.Array(
    Type.Object({
      kind: Type.Enum([...effectKinds]),
      count: Type.Integer(),
      buyers: Type.Integer(),
      stopped: Type.Boolean({ description: 'False: it goes on as agreed' }),
      text: Type.String(),
      items: Type.Array(Type.Object({ number: Type.String(), title: Type.String(), href: Type.String() })),
    }),
  ),
});

/** The effects as they go into JSON. */
export function effectsJson({ offers, lots, touched }: SuspensionEffects) {
  return {
    offersHidden: offers,
    lots: [...lots],
    touched: touched.map((each) => ({
      ...each,
      items: [...each.items],
      stopped: stoppedBySuspension[each.kind],
      text: effectInWords(each),
    })),
  };
}

const noScope: Problem = {
  code: 'scope-missing',
  path: 'scope',
  message: 'Nothing is chosen to suspend.',
  remedy: 'Choose a lot, an agreement, or everything.',
};

const noReason: Problem = {
  code: 'reason-missing',
  path: 'reason',
  message: 'There is no reason.',
  remedy: 'Say why: the supplier and everybody who reads the register see it.',
};
