import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { formatDate, today } from '../../kernel/dates.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { requestKey, supplierPaths } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { deskPaths } from '../desk-paths.ts';
import { dayItems, dayOf, dayProblem, type Form, formOf, known, linked, said } from './authority-form.ts';
import { agreementsRead, type AuthorityServices } from './authority-services.ts';
import { everySupplier } from './authority-waiting.ts';
import { lapsingEvidence } from './evidence-watch.ts';

const fields = { from: 'from-day', to: 'to-day', evidence: 'main-content', supplier: 'main-content' };
/** Rows of a page. */
const pageRows = 40;

/** Evidence that lapses: who, what rests on it, asking for what follows it, and recording that. */
export function evidencePages(services: AuthorityServices): FastifyPluginAsyncTypebox {
  const { clock, standings, suppliers, oversight, policies } = services;

  async function rowsFor(actor: Actor, page: number) {
    const on = today(clock);
    const packs = await agreementsRead(services, actor);
    const all = lapsingEvidence(await everySupplier(services, on), packs, on);
    const found = all.slice((page - 1) * pageRows, page * pageRows);
    const asked = await standings.askedOn([...new Set(found.map((each) => each.supplier))]);
    const offers = new Map<string, Awaited<ReturnType<typeof oversight.offersOfSupplier>>>();
    for (const { supplier } of found) {
      if (!offers.has(supplier)) offers.set(supplier, await oversight.offersOfSupplier(supplier, on));
    }
    const rows = found.map((each) => {
      const day = asked.get(requestKey(each.supplier, each.evidence));
      const resting = each.requiredOn.length > 0 ? each.requiredOn : each.lots;
      const count = (offers.get(each.supplier) ?? [])
        .filter((one) => resting.some((lot) => lot.agreement === one.agreement && lot.lot === one.lot))
        .reduce((sum, one) => sum + one.offers, 0);
      return {
        supplier: each.supplier,
        name: each.name,
        href: supplierPaths.supplier(each.supplier),
        scheme: each.evidence.scheme,
        number: each.evidence.number,
        ends: formatDate(each.evidence.to),
        lapsed: each.lapsed,
        required: each.requiredOn.length > 0,
        lots: listInWords([...new Set(resting.map((one) => one.lot))]),
        offers: count,
        asked: day === undefined ? undefined : formatDate(day),
        askedToday: day === on,
        record: deskPaths.record(each.supplier, { scheme: each.evidence.scheme, number: each.evidence.number }),
      };
    });
    return { rows, total: all.length };
  }

  async function recordContext(id: string, actor: Actor, form: Form, problems: readonly Problem[]) {
    const row = await suppliers.get(id, today(clock));
    const packs = new Set((await agreementsRead(services, actor)).map((each) => each.number.value));
    if (row?.supplier.positions.some((each) => packs.has(each.agreement)) !== true) {
      throw notFound('There is no such supplier on an agreement of yours.', 'Look at the evidence that lapses.', [
        { text: 'Evidence', href: deskPaths.evidence() },
      ]);
    }
    const before = row.supplier.evidence.find(
      (each) => each.scheme === form['scheme'] && each.number === form['number'],
    );
    const value = (name: 'issuer' | 'scope' | 'link'): string => form[name] ?? before?.[name] ?? '';
    return {
      title: `Evidence of ${row.supplier.name}`,
      section: 'desk',
      paths: deskPaths,
      supplier: { id, name: row.supplier.name },
      form: { ...form, issuer: value('issuer'), scope: value('scope'), link: value('link') },
      from: dayItems('from', form),
      to: dayItems('to', form),
      problems: linked(problems, fields),
      errors: Object.fromEntries(
        ['scheme', 'number', 'issuer', 'scope', 'link', 'from', 'to'].map((name) => [name, said(problems, name)]),
      ),
    };
  }

  return async (server) => {
    const read = { config: { policy: 'authority.read' } } as const;
    const params = Type.Object({ supplier: Type.String({ maxLength: 80 }) });
    const change = { config: { policy: 'suppliers.evidence' }, schema: { hide: true, params } } as const;

    const paged = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) });
    server.get('/desk/evidence', { ...read, schema: { hide: true, querystring: paged } }, async (request, reply) => {
      const { page = 1 } = request.query;
      const { rows, total } = await rowsFor(request.actor, page);
      return reply.page('desk/authority/views/evidence.njk', {
        title: 'Evidence about to lapse',
        section: 'desk',
        paths: deskPaths,
        rows,
        decides: policies.scope('suppliers.evidence', request.actor).length > 0,
        next: total > page * pageRows ? { href: deskPaths.evidence(page + 1) } : undefined,
        previous: page > 1 ? { href: deskPaths.evidence(page - 1), text: 'Previous page' } : undefined,
        heading:
          total === 0
            ? 'No evidence lapses soon'
            : `${plural(total, 'certificate')} ${total === 1 ? 'lapses' : 'lapse'} soon or lapsed`,
      });
    });

    server.post('/desk/evidence/:supplier/ask', change, async (request, reply) => {
      const form = formOf(request.body);
      const wanted = { scheme: form['scheme'] ?? '', number: form['number'] ?? '' };
      const by = { actor: request.actor, requestId: request.id };
      const done = await standings.askForEvidence(request.params.supplier, wanted, by);
      if (done.ok) return reply.redirect(deskPaths.evidence(), 303);
      const [first] = done.problems;
      if (first?.code === 'supplier-unknown') {
        throw notFound(first.message, first.remedy, [{ text: 'Evidence', href: deskPaths.evidence() }]);
      }
      throw new HttpError(409, 'This cannot be asked for now', done.problems, [
        { text: 'Evidence', href: deskPaths.evidence() },
      ]);
    });

    const recorded = {
      ...change,
      schema: {
        ...change.schema,
        querystring: Type.Object({
          scheme: Type.Optional(Type.String({ maxLength: 200 })),
          number: Type.Optional(Type.String({ maxLength: 200 })),
        }),
      },
    };
    const template = 'desk/authority/views/record.njk';
    server.get('/desk/evidence/:supplier/record', recorded, async (request, reply) => {
      const { scheme = '', number = '' } = request.query;
      return reply.page(template, await recordContext(request.params.supplier, request.actor, { scheme, number }, []));
    });
    server.post('/desk/evidence/:supplier/record', change, async (request, reply) => {
      const { supplier } = request.params;
      const form = formOf(request.body);
      const from = dayOf(form, 'from');
      const to = dayOf(form, 'to');
      const unread: Problem[] = [];
      if (from === undefined || from === 'unreadable') unread.push(dayProblem('from', 'first day', from));
      if (to === 'unreadable') unread.push(dayProblem('to', 'last day', to));
      const field = (name: string): string => form[name] ?? '';
      const done =
        unread.length > 0
          ? { ok: false as const, problems: unread }
          : await standings.recordEvidence(
              supplier,
              {
                scheme: field('scheme'),
                number: field('number'),
                issuer: field('issuer'),
                scope: field('scope'),
                link: field('link') === '' ? null : field('link'),
                from: known(from),
                to: to === undefined ? null : known(to),
              },
              { actor: request.actor, requestId: request.id },
            );
      if (done.ok) return reply.redirect(supplierPaths.supplier(supplier), 303);
      reply.status(400);
      return reply.page(template, await recordContext(supplier, request.actor, form, done.problems));
    });
  };
}
