import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addMonths, today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { HttpError, receiveUpload } from '../../platform/http/index.ts';
import { tableLimits } from '../../platform/tables/index.ts';
import { lotChoices, supplierChoices } from './choices.ts';
import { isWithin, type PriceListReach } from '../price-lists/index.ts';
import { notYours, reachOf } from './found-list.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { readSubmission } from './submission-form.ts';

type Fields = Readonly<Record<string, string>>;

/** Sending a new list: whose, for which lot, from when, and the file. */
export function submissionPages(services: PriceListPageServices): FastifyPluginAsyncTypebox {
  const { priceLists, agreements, clock } = services;

  const context = async (reach: PriceListReach, fields: Fields, problems: readonly Problem[]) => {
    const next = addMonths(today(clock), 1);
    const lot = fields['lot'] ?? '';
    const [agreement, number] = lot.split('/', 2);
    const about = (field: string) => {
      const problem = problems.find((each) => each.path === field);
      return problem === undefined ? false : { text: `${problem.message} ${problem.remedy}` };
    };
    return {
      title: 'New price list',
      paths,
      fields,
      suppliers: await supplierChoices(services, fields['supplier'] ?? '', reach),
      lots: lotChoices(services, lot),
      templates: templateLinks(services, agreement, number),
      example: `For example, 1 ${strip(next.slice(5, 7))} ${next.slice(0, 4)}. Today or later.`,
      most: `${Math.floor(services.maxBytes / 1_048_576)} MB`,
      mostRows: tableLimits.maxRows,
      problems: problems.map((each) => ({ ...each, href: `#${each.path ?? 'file'}` })),
      errors: { supplier: about('supplier'), lot: about('lot'), from: about('from-day'), file: about('file') },
    };
  };

  return async (server) => {
    const asked = Type.Object({
      supplier: Type.Optional(Type.String({ maxLength: 80 })),
      lot: Type.Optional(Type.String({ maxLength: 80 })),
      from: Type.Optional(Type.String({ maxLength: 10 })),
    });
    server.get(
      '/price-lists/new',
      { config: { policy: 'price-list.submit' }, schema: { hide: true, querystring: asked } },
      async (request, reply) => {
        const { supplier = '', lot = '', from = '' } = request.query;
        const [year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(from)?.slice(1) ?? [];
        const reach = reachOf(services, request);
        // Whoever acts for one supplier only has it chosen.
        const own = reach !== 'all' && reach.suppliers.length === 1 ? (reach.suppliers[0] ?? '') : supplier;
        const fields = {
          supplier: supplier || own,
          lot,
          'from-year': year,
          'from-month': strip(month),
          'from-day': strip(day),
        };
        return reply.page('catalogue/price-list-pages/views/new.njk', await context(reach, fields, []));
      },
    );

    const submit = { config: { policy: 'price-list.submit', upload: true }, schema: { hide: true } };
    server.post('/price-lists', submit, async (request, reply) => {
      const reach = reachOf(services, request);
      const again = async (status: number, fields: Fields, problems: readonly Problem[]) =>
        reply.status(status).page('catalogue/price-list-pages/views/new.njk', await context(reach, fields, problems));
      let fields: Fields = {};
      try {
        const upload = await receiveUpload(request, { maxBytes: services.maxBytes });
        fields = upload.fields;
        const read = readSubmission(fields, agreements);
        if (!read.ok) {
          const file = {
            code: 'file-again',
            path: 'file',
            message: 'The file was not kept.',
            remedy: 'Choose it again.',
          };
          return await again(400, fields, [...read.problems, file]);
        }
        if (!isWithin(reach, read.value.supplierId)) throw notYours();
        const sent = await priceLists.submit(
          { ...read.value, fileName: upload.file.name, file: upload.file.stream },
          { actor: request.actor, requestId: request.id },
        );
        if (!sent.ok) return await again(400, fields, sent.problems.map(onForm));
        return await reply.redirect(paths.list(sent.value.id), 303);
      } catch (error) {
        if (!(error instanceof HttpError)) throw error;
        return again(error.status, fields, error.problems.map(onForm));
      }
    });
  };
}

/** Which field of the form a problem of the service is about. */
function onForm(problem: Problem): Problem {
  const fields: Readonly<Record<string, string>> = {
    'supplier-not-on-lot': 'supplier',
    'supplier-unknown': 'supplier',
    'lot-unknown': 'lot',
    'agreement-unknown': 'lot',
    'list-outside-agreement': 'from-day',
    'list-in-the-past': 'from-day',
  };
  return { ...problem, path: fields[problem.code] ?? 'file' };
}

function templateLinks(
  { agreements }: PriceListPageServices,
  agreement: string | undefined,
  lot: string | undefined,
): readonly { readonly text: string; readonly csv: string; readonly xlsx: string }[] {
  return agreements.packs.flatMap((pack) =>
    pack.lots
      .filter((each) => agreement === undefined || lot === undefined || lot === '' || each.number === lot)
      .map((each) => ({
        text: `${pack.number.value} lot ${each.number}`,
        csv: paths.template('csv', pack.number.value, each.number),
        xlsx: paths.template('xlsx', pack.number.value, each.number),
      })),
  );
}

function strip(part: string): string {
  return part.replace(/^0/, '');
}
