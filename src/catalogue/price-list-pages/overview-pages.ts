import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { type IsoDate, today } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import { notFound } from '../../platform/http/index.ts';
import type { PriceList, PriceListFilter } from '../price-lists/index.ts';
import { searchPath } from '../catalogue-paths.ts';
import { changePicture } from './change-picture.ts';
import { lotChoices, supplierChoices } from './choices.ts';
import { findList, listParams, type May, mayOf, reachOf, reading, refused, supplierNames } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { changeWords, eventRow, standing } from './price-list-words.ts';
import { shownList, waitingWork } from './price-list-view.ts';
import { sendFile } from './send-file.ts';

const rowsOnAPage = 25;
/** Lists among which work that waits is looked for, newest first. */
const lookedThrough = 200;
/** Seconds after which a page that shows progress is asked for again. */
const lookAgain = 3;
/** Kinds of mistakes that stand on a list's own page, the most frequent first. */
const kindsShown = 5;

/** The home of price lists, a list's own page with its history, its file, and stopping it. */
export function overviewPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists, agreements, clock } = services;
  return async (server) => {
    const querystring = Type.Object({
      supplier: Type.Optional(Type.String({ maxLength: 80 })),
      lot: Type.Optional(Type.String({ maxLength: 80 })),
      before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
    });
    server.get('/price-lists', { ...reading, schema: { hide: true, querystring } }, async (request, reply) => {
      const { supplier = '', lot = '', before } = request.query;
      const reach = reachOf(services, request);
      const may = mayOf(services, request);
      const filtered = supplier !== '' || lot !== '';
      const [found, newest] = await Promise.all([
        priceLists.list({
          ...filterOf(supplier, lot),
          ...(before === undefined ? {} : { before }),
          reach,
          limit: rowsOnAPage + 1,
        }),
        before === undefined && !filtered ? priceLists.list({ reach, limit: lookedThrough }) : [],
      ]);
      const lists = found.slice(0, rowsOnAPage);
      const name = await supplierNames(services, [...lists, ...newest]);
      const work = waitingWork(newest).filter((each) => (each.list.state === 'accepted' ? may.decide : may.send));
      const keep = { supplier, lot };
      return reply.page('catalogue/price-list-pages/views/home.njk', {
        title: 'Price lists',
        paths,
        filtered,
        may,
        first: before === undefined,
        heading: homeHeading(work.length, before === undefined && !filtered),
        work: work.map((each) => ({ ...each, shown: shownList(each.list, name(each.list), agreements) })),
        lists: lists.map((each) => shownList(each, name(each), agreements)),
        suppliers: await supplierChoices(services, supplier, reach),
        lots: lotChoices(services, lot),
        next:
          found.length > rowsOnAPage
            ? { href: paths.home({ ...keep, before: lists.at(-1)?.id }), text: 'Older price lists' }
            : undefined,
        previous: before === undefined ? undefined : { href: paths.home(keep), text: 'Newest price lists' },
      });
    });

    const still = Type.Object({ refresh: Type.Optional(Type.String({ maxLength: 10 })) });
    const one = { ...reading, schema: { hide: true, params: listParams, querystring: still } };
    server.get('/price-lists/:id', one, async (request, reply) => {
      const { list, supplier, shown } = await findList(services, request, request.params.id);
      const moving = list.state === 'reading' || list.state === 'accepting';
      const stands = request.query.refresh === 'off';
      // A header rather than a tag: it is the same to a browser, and a page that stands still is one link away.
      if (moving && !stands) reply.header('refresh', String(lookAgain));
      const counts = list.counts;
      const compared = counts !== null && ['checked', 'accepting', 'accepted'].includes(list.state);
      return reply.page('catalogue/price-list-pages/views/list.njk', {
        title: `Price list of ${supplier}`,
        paths,
        list,
        shown,
        stands,
        lookAgain,
        says: standing(list, supplier),
        progress: moving ? progressOf(list) : undefined,
        problems: list.problems,
        mistakes: list.state === 'refused' ? await mistakesOf(services, list.id) : undefined,
        next: nextSteps(list, today(clock), mayOf(services, request)),
        figures: compared ? changeWords.map((each) => ({ ...each, count: counts.changes[each.kind] })) : [],
        picture: compared ? changePicture(counts.changes) : undefined,
        mayCancel:
          mayOf(services, request).send && ['reading', 'needs-mapping', 'checked', 'accepting'].includes(list.state),
        events: list.events.toReversed().map(eventRow),
      });
    });

    const cancel = { config: { policy: 'price-list.submit' }, schema: { hide: true, params: listParams } };
    server.post('/price-lists/:id/cancel', cancel, async (request, reply) => {
      const { list } = await findList(services, request, request.params.id);
      const done = await priceLists.cancel(list.id, { actor: request.actor, requestId: request.id });
      if (!done.ok) throw refused(done.problems, list);
      return reply.redirect(paths.list(list.id), 303);
    });

    const file = { ...reading, schema: { hide: true, params: listParams } };
    server.get('/price-lists/:id/file', file, async (request, reply) => {
      const { list } = await findList(services, request, request.params.id);
      const ready = await priceLists.annotated(list.id);
      if (!ready.ok) throw refused(ready.problems, list);
      return sendFile(reply, ready.value);
    });

    const wanted = Type.Object({
      agreement: Type.String({ maxLength: 40 }),
      lot: Type.String({ maxLength: 20 }),
      format: Type.Union([Type.Literal('csv'), Type.Literal('xlsx')]),
    });
    const template = { ...reading, schema: { hide: true, querystring: wanted } };
    server.get('/price-lists/template', template, async (request, reply) => {
      const { agreement, lot, format } = request.query;
      const ready = await priceLists.template(agreement, lot, format);
      if (!ready.ok) {
        const [problem] = ready.problems;
        throw notFound(problem?.message ?? 'There is no template.', problem?.remedy ?? 'Choose a lot.', [
          { text: 'New price list', href: paths.new() },
        ]);
      }
      return sendFile(reply, ready.value);
    });
  };
}

function homeHeading(waiting: number, whole: boolean): string {
  if (!whole) return 'Price lists';
  return waiting === 0
    ? 'No price list waits for you'
    : `${plural(waiting, 'price list waits', 'price lists wait')} for you`;
}

function filterOf(supplier: string, lot: string): Omit<PriceListFilter, 'limit'> {
  const [agreement = '', number = ''] = lot.split('/', 2);
  return {
    ...(supplier === '' ? {} : { supplierId: supplier }),
    ...(agreement === '' ? {} : { agreement }),
    ...(number === '' ? {} : { lot: number }),
  };
}

/** How far the work is: of 400 units a bar is wide, and in words. */
function progressOf({ job, state }: PriceList) {
  const done = job?.done ?? 0;
  const total = job?.total ?? 0;
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return {
    width: Math.round(share * 400),
    known: total > 0,
    percent: Math.round(share * 100),
    message: job?.message || (state === 'reading' ? 'Waiting to be read' : 'Waiting to be published'),
  };
}

/** The kinds of mistakes in a list, the most frequent first, and how many more kinds there are; undefined without any. */
async function mistakesOf({ priceLists }: PriceListPageServices, id: string) {
  const { byCode } = await priceLists.problems(id, { limit: 1, severity: 'error' });
  const kinds = byCode
    .filter((each) => each.severity === 'error')
    .toSorted((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
  if (kinds.length === 0) return undefined;
  return { kinds: kinds.slice(0, kindsShown), more: Math.max(0, kinds.length - kindsShown) };
}

interface Step {
  readonly text: string;
  readonly href: string;
}

/** What to do on a day, and what can be looked at. */
function nextSteps(
  list: PriceList,
  day: IsoDate,
  may: May,
): { readonly main?: Step; readonly others: readonly Step[] } {
  const { id } = list;
  const columns = { text: 'Look at the columns', href: paths.columns(id) };
  const again = {
    text: 'Send a corrected file',
    href: paths.new({ supplier: list.supplierId, lot: `${list.agreement}/${list.lot}`, from: list.validFrom }),
  };
  const sendAgain = may.send ? [again] : [];
  const mapped = list.mapping === null ? [] : [columns];
  const changes = { text: 'See what changes', href: paths.changes(id) };
  const messages = { text: 'Look at the messages and repairs', href: paths.messages(id) };
  switch (list.state) {
    case 'needs-mapping':
      return may.send
        ? { main: { text: 'Name the columns', href: paths.columns(id) }, others: [again] }
        : { others: [columns] };
    case 'refused':
      return { main: { text: 'See the mistakes', href: paths.messages(id) }, others: [...sendAgain, ...mapped] };
    case 'checked':
      return {
        main: changes,
        others: [
          messages,
          ...mapped,
          ...(list.checkOnly && may.send ? [{ ...again, text: 'Send it again to publish it' }] : []),
        ],
      };
    case 'accepted': {
      const { agreement, lot, supplierId: supplier } = list;
      const found = { text: 'See them in the catalogue', href: searchPath({ agreement, lot, supplier }) };
      const shown = list.validFrom <= day ? [found] : [];
      const decided = list.held.approved + list.held.refused > 0;
      const rises = decided ? [{ text: 'See the decisions on price rises', href: paths.held(id) }] : [];
      const waits = { text: 'See the price rises that wait', href: paths.held(id) };
      if (list.held.waiting > 0 && !may.decide) return { others: [...shown, waits, changes, messages] };
      return list.held.waiting > 0
        ? { main: { text: 'Decide on the price rises', href: paths.held(id) }, others: [...shown, changes, messages] }
        : { others: [...shown, changes, ...rises, messages] };
    }
    case 'failed':
    case 'cancelled':
      return may.send ? { main: { ...again, text: 'Send the file again' }, others: [] } : { others: [] };
    case 'reading':
    case 'accepting':
      return { others: [] };
  }
}
