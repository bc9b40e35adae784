import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Agreements } from '../agreements/index.ts';
import { type Clock, today } from '../kernel/dates.ts';
import { formatCount } from '../kernel/money.ts';
import { plural } from '../kernel/text.ts';
import { badRequest, notFound } from '../platform/http/index.ts';
import { suppliersCsv } from './import/supplier-csv.ts';
import { evidencePicture } from './pages/evidence-picture.ts';
import { addressOf, usedFilters, withoutFilters } from './pages/register-address.ts';
import { filterGroups, lotNamer, registerRow, registerSentence } from './pages/register-page.ts';
import {
  aboutRows,
  circularRows,
  evidenceInOrder,
  evidenceRows,
  lotRows,
  sentenceOf,
  standingHistory,
} from './pages/supplier-page.ts';
import type { SupplierQuery } from './supplier-filter.ts';
import { supplierJson } from './supplier-json.ts';
import { supplierPaths } from './supplier-paths.ts';
import { isRawQuery, parseSupplierQuery, type SupplierListQuery } from './supplier-query.ts';
import type { Suppliers } from './supplier-service.ts';

export interface SupplierPageServices {
  readonly suppliers: Suppliers;
  readonly agreements: Agreements;
  readonly clock: Clock;
  /** Address of the supplier's offers in the catalogue. */
  offersHref(supplier: string): string;
}

/** `14 suppliers of 172`: how many match, of how many when something narrows them. */
function countWords(total: number, of: number | undefined): string {
  const found = total === 0 ? 'No suppliers' : plural(total, 'supplier');
  return of === undefined ? found : `${found} of ${formatCount(of)}`;
}

const perPage = 25;
const hidden = { schema: { hide: true } } as const;

/** The public pages of the supplier register and its files. */
export function supplierPages(services: SupplierPageServices): FastifyPluginAsyncTypebox {
  const { suppliers, agreements, clock } = services;
  const read = (query: unknown): SupplierListQuery => {
    const world = { day: today(clock), unknown: 'ignore', limit: perPage } as const;
    const parsed = parseSupplierQuery(isRawQuery(query) ? query : {}, world);
    if (!parsed.ok) throw badRequest(parsed.problems);
    return parsed.value;
  };
  const several = agreements.packs.length > 1;
  const lotName = lotNamer(agreements);

  /** What to take away when nothing matches, with what it would bring, most first. */
  const relaxations = async (query: SupplierQuery, day: ReturnType<typeof today>) => {
    const used = usedFilters(query, lotName, several);
    const found = await Promise.all(
      used.map(async ({ text, without }) => ({
        text: `Take away ${text}`,
        total: (await suppliers.all(without)).length,
        href: supplierPaths.register(addressOf(without, day)),
      })),
    );
    return found
      .filter((each) => each.total > 0)
      .sort((a, b) => b.total - a.total)
      .map((each) => ({ ...each, count: plural(each.total, 'supplier') }));
  };

  return async (server) => {
    server.get('/suppliers', hidden, async (request, reply) => {
      const query = read(request.query);
      const day = today(clock);
      const page = await suppliers.list(query, query);
      if (!page.ok) throw badRequest(page.problems);
      const { total, items, facets, next } = page.value;
      const everyone = await suppliers.all({ ...withoutFilters(query, true), on: query.on });
      const here = addressOf(query, day);
      const clear = withoutFilters(query, several);
      const filters = usedFilters(query, lotName, several);
      const keepDay = query.on === day ? '' : `?on=${query.on}`;
      return reply.page('organisations/views/register.njk', {
        title: 'Supplier register',
        section: 'suppliers',
        on: query.on,
        isToday: query.on === day,
        sentence: registerSentence(everyone),
        isEmpty: everyone.length === 0,
        demonstration: everyone.length > 0 && everyone.every((each) => each.supplier.demonstration),
        someDemonstration: everyone.some((each) => each.supplier.demonstration),
        words: query.words,
        kept: [
          ...(query.on === day ? [] : [{ name: 'on', value: query.on }]),
          ...(several ? [] : query.agreement).map((value) => ({ name: 'agreement', value })),
        ],
        filters: filterGroups(query, facets, agreements),
        chips: filters.map((each) => ({
          text: each.text,
          href: supplierPaths.register(addressOf(each.without, day)),
        })),
        clearHref: supplierPaths.register(addressOf(clear, day)),
        todayHref: supplierPaths.register({ ...here, on: undefined }),
        countText: countWords(total, filters.length === 0 ? undefined : everyone.length),
        rows: items.map((each) => registerRow(each, keepDay)),
        relax: total === 0 ? await relaxations(query, day) : [],
        files: { csv: supplierPaths.file('csv', here), json: supplierPaths.file('json', here) },
        paging: {
          label: 'Pages of the register',
          previous:
            query.cursor === undefined
              ? undefined
              : { href: supplierPaths.register(here), text: 'Back to the first page' },
          next:
            next === undefined
              ? undefined
              : { href: supplierPaths.register({ ...here, cursor: next }), text: 'Next page' },
        },
      });
    });

    server.get('/suppliers.csv', hidden, async (request, reply) => {
      const query = read(request.query);
      const rows = await suppliers.all(query);
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="suppliers-${query.on}.csv"`)
        .send(suppliersCsv(rows.map((each) => each.supplier)));
    });

    server.get('/suppliers.json', hidden, async (request, reply) => {
      const query = read(request.query);
      const rows = await suppliers.all(query);
      return reply
        .header('content-disposition', `attachment; filename="suppliers-${query.on}.json"`)
        .send({ on: query.on, total: rows.length, suppliers: rows.map((each) => supplierJson(each, query.on)) });
    });

    server.get(
      '/suppliers/:id',
      { schema: { hide: true, params: Type.Object({ id: Type.String() }) } },
      async (request, reply) => {
        const { on } = read(request.query);
        const day = today(clock);
        const row = await suppliers.get(request.params.id, on);
        if (row === undefined) {
          throw notFound('There is no supplier with this id in the register.', 'Look for it by name.', [
            { text: 'Look in the supplier register', href: supplierPaths.register() },
          ]);
        }
        const { supplier } = row;
        const here = supplierPaths.supplier(supplier.id);
        const keepDay = on === day ? '' : `?on=${on}`;
        return reply.page('organisations/views/supplier.njk', {
          title: supplier.name,
          section: 'suppliers',
          on,
          isToday: on === day,
          here,
          registerHref: supplierPaths.register(on === day ? {} : { on }),
          supplier,
          sme: row.sme,
          mayTrade: row.lots.some((each) => each.standing === 'active'),
          sentence: sentenceOf(row, on),
          lots: lotRows(row, on, agreements),
          severalAgreements: several,
          history: standingHistory(supplier.standing),
          picture: evidencePicture(evidenceInOrder(supplier.evidence, on), on, on === day),
          evidence: evidenceRows(supplier.evidence, on),
          circular: circularRows(row, on),
          about: aboutRows(row),
          offersHref: services.offersHref(supplier.id),
          jsonHref: `${supplierPaths.apiSupplier(supplier.id)}${keepDay}`,
        });
      },
    );
  };
}
