import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Outcome, Problem } from '../../kernel/outcome.ts';
import { HttpError, notFound, receiveUpload } from '../../platform/http/index.ts';
import { type ChangeKind, isWithin, type PriceList } from '../price-lists/index.ts';
import { notYours, reachOf } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import * as schemas from './price-list-schemas.ts';
import { sendFile } from './send-file.ts';

const tags = ['Price lists'];
const params = Type.Object({ id: Type.String({ description: 'Id of the price list', maxLength: 40 }) });
const read = { config: { policy: 'price-list.read' } } as const;
const list = { 200: schemas.PriceListSchema };

/** `/api/v1/price-lists…`: what the pages do, for programs with a key. */
export function priceListApi({
  priceLists,
  policies,
  maxBytes,
}: Pick<PriceListPageServices, 'priceLists' | 'policies' | 'maxBytes'>): FastifyPluginAsyncTypebox {
  const found: Found = async (request, id) => {
    const known = await priceLists.get(id, reachOf({ policies }, request));
    if (known !== undefined) return known;
    throw notFound('There is no price list with this id.', 'See /api/v1/price-lists for their ids.');
  };

  return async (server) => {
    const submission = {
      config: { policy: 'price-list.submit', upload: true },
      // The form is read as it streams; the schema describes it.
      validatorCompiler: () => () => true,
      schema: {
        tags,
        summary: 'Submit a price list: a file for a supplier, lot and first day',
        description:
          'Reading and checking go on in the background: ask for the list until its state is no longer reading.',
        consumes: ['multipart/form-data'],
        body: schemas.SubmissionSchema,
        response: { 202: schemas.PriceListSchema },
      },
    };
    server.post('/api/v1/price-lists', submission, async (request, reply) => {
      const { fields, file } = await receiveUpload(request, { maxBytes });
      const { validFrom, ...named } = fieldsOf(fields);
      if (!isWithin(reachOf({ policies }, request), named.supplierId)) throw notYours();
      const sent = await priceLists.submit(
        { ...named, validFrom, fileName: file.name, file: file.stream },
        { actor: request.actor, requestId: request.id },
      );
      return reply.status(202).send(json(done(sent, 422)));
    });

    const lists = {
      ...read,
      schema: {
        tags,
        summary: 'Price lists, newest first',
        querystring: schemas.ListsQuerySchema,
        response: { 200: schemas.PriceListsSchema },
      },
    };
    server.get('/api/v1/price-lists', lists, async (request) => {
      const { supplier, agreement, lot, before, limit = 25 } = request.query;
      const rows = await priceLists.list({
        ...(supplier === undefined ? {} : { supplierId: supplier }),
        ...(agreement === undefined ? {} : { agreement }),
        ...(lot === undefined ? {} : { lot }),
        ...(before === undefined ? {} : { before }),
        reach: reachOf({ policies }, request),
        limit: limit + 1,
      });
      const items = rows.slice(0, limit);
      return { items: items.map(json), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    });

    const template = {
      ...read,
      schema: { tags, summary: 'The template of a lot, as a file', querystring: schemas.TemplateQuerySchema },
    };
    server.get('/api/v1/price-lists/template', template, async (request, reply) => {
      const { agreement, lot, format = 'xlsx' } = request.query;
      return sendFile(reply, done(await priceLists.template(agreement, lot, format), 404));
    });

    const one = { ...read, schema: { tags, summary: 'One price list, with its history', params, response: list } };
    server.get('/api/v1/price-lists/:id', one, async (request) => json(await found(request, request.params.id)));

    const problems = {
      ...read,
      schema: {
        tags,
        summary: 'What is wrong with its lines, by row, and counted by kind',
        params,
        querystring: schemas.ProblemsQuerySchema,
        response: { 200: schemas.LineProblemsSchema },
      },
    };
    server.get('/api/v1/price-lists/:id/problems', problems, async (request) => {
      const { id } = await found(request, request.params.id);
      const { after, limit = 100, severity } = request.query;
      const page = await priceLists.problems(id, {
        limit,
        ...(after === undefined ? {} : { after }),
        ...(severity === 'error' || severity === 'warning' ? { severity } : {}),
      });
      return { items: [...page.items], next: page.next, byCode: [...page.byCode] };
    });

    const repairs = {
      ...read,
      schema: {
        tags,
        summary: 'The repairs that are proposed, by row',
        params,
        querystring: schemas.RepairsQuerySchema,
        response: { 200: schemas.RepairsSchema },
      },
    };
    server.get('/api/v1/price-lists/:id/repairs', repairs, async (request) => {
      const { id } = await found(request, request.params.id);
      const { after, limit = 100 } = request.query;
      const page = await priceLists.repairs(id, { limit, ...(after === undefined ? {} : { after }) });
      return { items: [...page.items], next: page.next };
    });

    const changes = {
      ...read,
      schema: {
        tags,
        summary: 'Its lines against what is on offer on its first day',
        params,
        querystring: schemas.ChangesQuerySchema,
        response: { 200: schemas.ChangesSchema },
      },
    };
    server.get('/api/v1/price-lists/:id/changes', changes, async (request) => {
      const { id } = await found(request, request.params.id);
      const { after, limit = 100, kind, held } = request.query;
      const page = await priceLists.changes(id, {
        limit,
        ...(after === undefined ? {} : { after }),
        ...(isChangeKind(kind) ? { kind } : {}),
        ...(held === undefined ? {} : { held }),
      });
      return { items: [...page.items], next: page.next };
    });

    const annotated = {
      ...read,
      schema: {
        tags,
        summary: 'The file with repairs made and a column of messages, in the format it came in',
        params,
      },
    };
    server.get('/api/v1/price-lists/:id/annotated', annotated, async (request, reply) => {
      const { id } = await found(request, request.params.id);
      return sendFile(reply, done(await priceLists.annotated(id), 409));
    });

    await server.register(changingRoutes({ priceLists }, found));
  };
}

/** The list of an address, within the reach of who asks. */
type Found = (request: FastifyRequest, id: string) => Promise<PriceList>;

/** What changes a list: the columns' meaning, acceptance, decisions, stopping. */
function changingRoutes(
  { priceLists }: Pick<PriceListPageServices, 'priceLists'>,
  found: Found,
): FastifyPluginAsyncTypebox {
  return async (server) => {
    const mapping = {
      config: { policy: 'price-list.submit' },
      schema: {
        tags,
        summary: 'Say what the columns mean; the file is read and checked anew',
        params,
        body: schemas.MappingSchema,
        response: list,
      },
    };
    server.put('/api/v1/price-lists/:id/mapping', mapping, async (request) => {
      const { id } = await found(request, request.params.id);
      const by = { actor: request.actor, requestId: request.id };
      return json(done(await priceLists.setMapping(id, request.body.mapping, by), 422));
    });

    const accept = {
      config: { policy: 'price-list.accept' },
      schema: {
        tags,
        summary: 'Accept a checked list: put it into force, all of it or nothing',
        params,
        body: schemas.AcceptSchema,
        response: { 202: schemas.PriceListSchema },
      },
    };
    server.post('/api/v1/price-lists/:id/accept', accept, async (request, reply) => {
      const { id } = await found(request, request.params.id);
      const by = { actor: request.actor, requestId: request.id };
      return reply.status(202).send(json(done(await priceLists.accept(id, request.body, by), 409)));
    });

    const decide = {
      config: { policy: 'price-list.decide' },
      schema: {
        tags,
        summary: 'Decide on price rises that wait: approve or refuse all, or those named',
        params,
        body: schemas.DecisionSchema,
        response: list,
      },
    };
    server.post('/api/v1/price-lists/:id/decide', decide, async (request) => {
      const { id } = await found(request, request.params.id);
      const by = { actor: request.actor, requestId: request.id };
      return json(done(await priceLists.decide(id, request.body, by), 409));
    });

    const cancel = {
      config: { policy: 'price-list.submit' },
      schema: { tags, summary: 'Stop reading or accepting, or discard a checked list', params, response: list },
    };
    server.post('/api/v1/price-lists/:id/cancel', cancel, async (request) => {
      const { id } = await found(request, request.params.id);
      return json(done(await priceLists.cancel(id, { actor: request.actor, requestId: request.id }), 409));
    });
  };
}

/** The value of an outcome; what was refused is thrown with its problems. */
function done<T>(outcome: Outcome<T>, status: number): T {
  if (outcome.ok) return outcome.value;
  throw new HttpError(status, 'This cannot be done', outcome.problems);
}

function isChangeKind(text: string | undefined): text is ChangeKind {
  return text !== undefined;
}

interface Named {
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  readonly checkOnly: boolean;
}

const known = ['supplier', 'agreement', 'lot', 'from', 'checkOnly'];

function fieldsOf(fields: Readonly<Record<string, string>>): Named {
  const problems: Problem[] = Object.keys(fields)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'field-unknown',
      path: name,
      message: `The form has no field ${name}.`,
      remedy: `It takes ${known.join(', ')} and file.`,
    }));
  const needed = (name: string): string => {
    const value = fields[name] ?? '';
    if (value === '') {
      problems.push({
        code: 'field-missing',
        path: name,
        message: `The field ${name} is missing.`,
        remedy: 'Send it before the file.',
      });
    }
    return value;
  };
  const [supplierId, agreement, lot, from] = [needed('supplier'), needed('agreement'), needed('lot'), needed('from')];
  const validFrom = parseIsoDate(from);
  if (from !== '' && validFrom === undefined) {
    problems.push({
      code: 'not-a-date',
      path: 'from',
      value: from,
      message: 'from is not a day of the calendar.',
      remedy: 'Write year, month and day, such as 2026-12-01.',
    });
  }
  const { checkOnly = 'false' } = fields;
  if (checkOnly !== 'true' && checkOnly !== 'false') {
    problems.push({
      code: 'not-a-flag',
      path: 'checkOnly',
      value: checkOnly,
      message: 'checkOnly is neither true nor false.',
      remedy: 'Send true or false.',
    });
  }
  if (validFrom === undefined || problems.length > 0)
    throw new HttpError(400, 'There is a problem with the form', problems);
  return { supplierId, agreement, lot, validFrom, checkOnly: checkOnly === 'true' };
}

/** A list as JSON: copies where the schema's types are not readonly. */
function json(given: PriceList) {
  const { problems, mapping, events, counts, job } = given;
  return {
    ...given,
    problems: [...problems],
    counts: counts === null ? null : { ...counts, changes: { ...counts.changes } },
    mapping:
      mapping === null
        ? null
        : {
            headerRow: mapping.headerRow,
            columns: mapping.columns.map((each) => ({ ...each, seen: [...each.seen] })),
            unmatched: [...mapping.unmatched],
            ambiguous: mapping.ambiguous.map((each) => ({ ...each, headings: [...each.headings] })),
            missing: [...mapping.missing],
            notes: [...mapping.notes],
          },
    job: job === null ? null : { ...job },
    events: events.map((each) => ({ ...each, facts: { ...each.facts } })),
  };
}
