import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Problem } from '../../kernel/outcome.ts';
import type { PriceColumns } from '../price-lines/index.ts';
import type { ColumnMeaning, Mapping, PriceList } from '../price-lists/index.ts';
import { firstText } from '../query-text.ts';
import { findList, listParams, mayOf, notYet, reading } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';

/** A form field for each column: headings may be long and hold anything, so columns are sent by their place. */
const field = (at: number): string => `column-${at}`;

const howWords: Readonly<Record<string, string>> = {
  remembered: 'As somebody chose for this supplier before',
  name: 'By its heading',
  synonym: 'Its heading is another name for it',
  likeness: 'Its heading is much like it',
  content: 'By what stands in it',
};

/** What each column of the file means: shown with what it was taken for and why, put right by the person. */
export function columnPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists, priceColumns } = services;

  return async (server) => {
    const show = { ...reading, schema: { hide: true, params: listParams } };
    server.get('/price-lists/:id/columns', show, async (request, reply) => {
      const found = await findList(services, request, request.params.id);
      const { list } = found;
      if (list.mapping === null) throw notYet('The columns of this file were not read yet.', list);
      return reply.page('catalogue/price-list-pages/views/columns.njk', {
        ...context(mayOf(services, request).send, found.shown, list, priceColumns, chosenBefore(list)),
        problems: [],
      });
    });

    const change = { config: { policy: 'price-list.submit' }, schema: { hide: true, params: listParams } };
    server.post('/price-lists/:id/columns', change, async (request, reply) => {
      const found = await findList(services, request, request.params.id);
      const { list } = found;
      if (list.mapping === null) throw notYet('The columns of this file were not read yet.', list);
      const body: Readonly<Record<string, unknown>> = { ...(request.body as object | null) };
      const chosen = list.mapping.columns.map((_each, at) => firstText(body[field(at)]));
      const twice = chosenTwice(list.mapping.columns, chosen, priceColumns);
      const mapping: Mapping = Object.fromEntries(
        list.mapping.columns.map((each, at) => [each.heading, chosen[at] === '' ? null : (chosen[at] ?? null)]),
      );
      const done =
        twice.length > 0
          ? { ok: false as const, problems: twice }
          : await priceLists.setMapping(list.id, mapping, { actor: request.actor, requestId: request.id });
      if (done.ok) return reply.redirect(paths.list(list.id), 303);
      reply.status(400);
      return reply.page('catalogue/price-list-pages/views/columns.njk', {
        ...context(mayOf(services, request).send, found.shown, list, priceColumns, chosen),
        problems: done.problems.map((each) => ({ ...each, href: `#${each.path ?? field(0)}` })),
      });
    });
  };
}

function chosenBefore(list: PriceList): readonly string[] {
  return (list.mapping?.columns ?? []).map((each) => each.field ?? '');
}

/** Two columns for one meaning: a problem at the second. */
function chosenTwice(
  columns: readonly ColumnMeaning[],
  chosen: readonly string[],
  known: PriceColumns,
): readonly Problem[] {
  return chosen.flatMap((each, at) => {
    const first = chosen.indexOf(each);
    if (each === '' || first === at) return [];
    const name = known.columns.find((column) => column.field === each)?.heading ?? each;
    return [
      {
        code: 'column-twice',
        path: field(at),
        message: `Both "${columns[first]?.heading ?? ''}" and "${columns[at]?.heading ?? ''}" are chosen as ${name}.`,
        remedy: 'Keep one of them, and say that the other is not used.',
      },
    ];
  });
}

function context(maySend: boolean, shown: unknown, list: PriceList, known: PriceColumns, chosen: readonly string[]) {
  const { mapping } = list;
  const columns = mapping?.columns ?? [];
  const missing = (mapping?.missing ?? []).map(
    (each) => known.columns.find((column) => column.field === each) ?? { heading: each, about: '' },
  );
  const unclear = columns.filter((each) => each.sure === 'guess').length;
  return {
    title: 'What the columns mean',
    paths,
    shown,
    list,
    headerRow: mapping?.headerRow ?? null,
    mayChange: maySend && ['needs-mapping', 'refused', 'checked', 'failed'].includes(list.state),
    missing: missing.map(({ heading, about }) => ({ heading, about })),
    fileProblems: list.problems.filter((each) => each.code !== 'column-missing'),
    unclear,
    notes: mapping?.notes ?? [],
    columns: columns.map((each, at) => ({
      field: field(at),
      heading: each.heading,
      seen: each.seen.slice(0, 3),
      guess: each.sure === 'guess',
      why: each.why === '' ? (howWords[each.how] ?? '') : each.why,
      used: (chosen[at] ?? '') !== '',
      name: known.columns.find((column) => column.field === chosen[at])?.heading ?? '',
      choices: known.columns.map((column) => ({
        value: column.field,
        text: column.required ? `${column.heading} (needed)` : column.heading,
        selected: column.field === chosen[at],
      })),
    })),
  };
}
