import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { productPath } from '../catalogue-paths.ts';
import { type ChangeKind, changeKinds, type ListedChange } from '../price-lists/index.ts';
import { changePicture } from './change-picture.ts';
import { findList, listParams, mayOf, notYet, reading } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { changeWords, countsSentence, percentWords } from './price-list-words.ts';

const rowsOnAPage = 50;
const cursor = Type.Optional(Type.String({ maxLength: 200 }));

/** What came of checking: the messages with the repairs, and what the list changes. */
export function checkPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists } = services;
  return async (server) => {
    const querystring = Type.Object({
      show: Type.Optional(Type.Union([Type.Literal('errors'), Type.Literal('warnings'), Type.Literal('repairs')])),
      after: cursor,
    });
    const messages = { ...reading, schema: { hide: true, params: listParams, querystring } };
    server.get('/price-lists/:id/messages', messages, async (request, reply) => {
      const { list, shown } = await findList(services, request, request.params.id);
      const { counts } = list;
      if (counts === null && list.problems.length === 0) throw notYet('The list was not checked yet.', list);
      const { after } = request.query;
      const errors = counts?.errors ?? 0;
      const warnings = counts?.warnings ?? 0;
      const repairs = counts?.repairs ?? 0;
      const show = request.query.show ?? (errors > 0 ? 'errors' : repairs > 0 ? 'repairs' : 'warnings');
      const page = { limit: rowsOnAPage, ...(after === undefined ? {} : { after }) };
      const severity = show === 'warnings' ? 'warning' : 'error';
      const [found, mended] = await Promise.all([
        priceLists.problems(list.id, { ...(show === 'repairs' ? { limit: 1 } : page), severity }),
        show === 'repairs' ? priceLists.repairs(list.id, page) : undefined,
      ]);
      const next = mended === undefined ? found.next : mended.next;
      return reply.page('catalogue/price-list-pages/views/messages.njk', {
        title: 'Messages',
        paths,
        shown,
        list,
        says: counts === null ? 'The list cannot be used.' : countsSentence(list),
        show,
        views: [
          { key: 'errors', text: 'Mistakes', count: errors },
          { key: 'warnings', text: 'Worth a look', count: warnings },
          { key: 'repairs', text: 'Proposed repairs', count: repairs },
        ].map((each) => ({ ...each, href: paths.messages(list.id, { show: each.key }) })),
        groups: found.byCode.filter((each) => each.severity === severity),
        problems: show === 'repairs' ? [] : found.items,
        repairs: mended?.items ?? [],
        again: paths.new({ supplier: list.supplierId, lot: `${list.agreement}/${list.lot}`, from: list.validFrom }),
        paging: {
          label: 'Messages',
          next: next === null ? undefined : { href: paths.messages(list.id, { show, after: next }), text: 'Next rows' },
          previous:
            after === undefined ? undefined : { href: paths.messages(list.id, { show }), text: 'Back to the first' },
        },
      });
    });

    const asked = Type.Object({
      kind: Type.Optional(Type.Unsafe<ChangeKind | 'held'>(Type.String({ enum: [...changeKinds, 'held'] }))),
      after: cursor,
    });
    const changes = { ...reading, schema: { hide: true, params: listParams, querystring: asked } };
    server.get('/price-lists/:id/changes', changes, async (request, reply) => {
      const { list, shown } = await findList(services, request, request.params.id);
      const { counts } = list;
      if (counts === null || !['checked', 'accepting', 'accepted'].includes(list.state)) {
        throw notYet('What a list changes is compared once it has no mistakes.', list);
      }
      const { kind, after } = request.query;
      const found = await priceLists.changes(list.id, {
        ...(kind === undefined ? {} : kind === 'held' ? { held: true } : { kind }),
        ...(after === undefined ? {} : { after }),
        limit: rowsOnAPage,
      });
      return reply.page('catalogue/price-list-pages/views/changes.njk', {
        title: 'What changes',
        paths,
        shown,
        list,
        counts,
        kind,
        picture: changePicture(counts.changes),
        filters: [
          { href: paths.changes(list.id), text: 'All lines', count: sumOf(counts.changes), chosen: kind === undefined },
          ...changeWords.map((each) => ({
            href: paths.changes(list.id, { kind: each.kind }),
            text: each.text,
            means: each.means,
            count: counts.changes[each.kind],
            chosen: kind === each.kind,
          })),
          {
            href: paths.changes(list.id, { kind: 'held' }),
            text: 'Waits for the authority',
            means: 'Dearer, for one or from a price break on, by more than the agreement allows without approval',
            count: counts.held,
            chosen: kind === 'held',
          },
        ],
        lines: found.items.map(changeRow),
        mayPublish: list.state === 'checked' && !list.checkOnly && mayOf(services, request).send,
        mayDecide: mayOf(services, request).decide,
        paging: {
          label: 'Lines',
          next:
            found.next === null
              ? undefined
              : { href: paths.changes(list.id, { kind, after: found.next }), text: 'Next lines' },
          previous:
            after === undefined ? undefined : { href: paths.changes(list.id, { kind }), text: 'Back to the first' },
        },
      });
    });
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0);
}

const heldWords = {
  waiting: { text: 'Waits', tag: 'next' },
  approved: { text: 'Rise approved', tag: 'done' },
  refused: { text: 'Rise refused', tag: 'stop' },
  replaced: { text: 'Overtaken', tag: 'plain' },
} as const;

/** A line of the comparison as a row. `rise`: where it waits for the authority because of a price break, not of the price of one. */
export function changeRow(change: ListedChange) {
  const { rise } = change;
  return {
    line: change.line,
    row: change.row,
    title: change.product.title,
    maker: change.product.manufacturer,
    mpn: change.product.mpn,
    sku: change.supplierSku,
    href: productPath(change.product.slug),
    kind: changeWords.find((each) => each.kind === change.kind)?.text ?? change.kind,
    oldPrice: change.oldPrice,
    newPrice: change.newPrice,
    percent: percentWords(change.percent),
    held: change.held === null ? undefined : heldWords[change.held],
    waits: change.held === 'waiting',
    rise: rise === null || rise.quantity === 1 ? undefined : { ...rise, percent: percentWords(rise.percent) },
  };
}
