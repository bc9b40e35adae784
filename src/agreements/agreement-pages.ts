import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IsoDate } from '../kernel/dates.ts';
import { notFound } from '../platform/http/index.ts';
import { agreementPaths } from './agreement-paths.ts';
import { guidancePaths } from './guidance/guidance-paths.ts';
import { findLot, type AgreementPack, type Lot } from './pack.ts';
import { aboutRows, chargeRows, lotTable, waysToBuy } from './pages/agreement-page.ts';
import type { AgreementPageServices } from './pages/agreement-page-services.ts';
import { type AskedDate, askedDate } from './pages/asked-date.ts';
import { assumptionsOf } from './pages/assumptions.ts';
import { lotCategories, lotFacts, routeViews } from './pages/lot-page.ts';
import { lotRows, lotsCsv } from './pages/lots-file.ts';
import { rulesOn } from './pages/rules-page.ts';
import { sourceNote, standingOf } from './pages/source-note.ts';
import { statementsOf } from './pages/statements.ts';
import { endWarningWords, statusWords } from './pages/status-words.ts';
import { termPicture } from './pages/term-picture.ts';
import { statusOn } from './status.ts';

const Query = Type.Object({ on: Type.Optional(Type.String()) });
const AgreementParams = Type.Object({ number: Type.String() });
const LotParams = Type.Object({ number: Type.String(), lot: Type.String() });

/** The public pages about agreements: `/agreements…` and `/rules`. */
export function agreementPages(services: AgreementPageServices): FastifyPluginAsyncTypebox {
  const { agreements, clock } = services;

  const agreementOf = (number: string): AgreementPack => {
    const pack = agreements.find(number);
    if (pack !== undefined) return pack;
    throw notFound(
      'There is no agreement with this number here.',
      'Check the number, or look at the list of agreements.',
      [{ text: 'See all agreements', href: agreementPaths.list }],
    );
  };
  const lotOf = (pack: AgreementPack, number: string): Lot => {
    const lot = findLot(pack, number);
    if (lot !== undefined) return lot;
    throw notFound(`${pack.number.value} has no lot with this number.`, 'Choose one of its lots.', [
      { text: `See the lots of ${pack.number.value}`, href: agreementPaths.agreement(pack.number.value) },
    ]);
  };
  const shared = (pack: AgreementPack, asked: AskedDate) => {
    const status = statusOn(pack, asked.on);
    return {
      section: 'agreement',
      number: pack.number.value,
      name: pack.name.value,
      asked,
      status,
      words: statusWords(pack, status),
      guidance: pack.guidance.map((each) => ({ href: guidancePaths.page(each.slug), text: each.title })),
      paths: {
        list: agreementPaths.list,
        agreement: `${agreementPaths.agreement(pack.number.value)}${asked.query}`,
        here: agreementPaths.agreement(pack.number.value),
        sources: agreementPaths.sources(pack.number.value),
      },
    };
  };
  const countsOf = (pack: AgreementPack, on: IsoDate) => services.positions(pack.number.value, on);

  return async (server) => {
    server.get('/agreements', { schema: { hide: true, querystring: Query } }, async (request, reply) => {
      const asked = askedDate(request.query.on, clock);
      return reply.page('agreements/views/agreements.njk', {
        title: 'Agreements',
        section: 'agreement',
        asked,
        rows: agreements.packs.map((pack) => {
          const status = statusOn(pack, asked.on);
          return {
            number: pack.number.value,
            name: pack.name.value,
            summary: pack.summary.value,
            href: `${agreementPaths.agreement(pack.number.value)}${asked.query}`,
            law: pack.regime.name.value,
            lots: pack.lots.length,
            status,
          };
        }),
      });
    });

    server.get(
      '/agreements/:number',
      { schema: { hide: true, params: AgreementParams, querystring: Query } },
      async (request, reply) => {
        const pack = agreementOf(request.params.number);
        const asked = askedDate(request.query.on, clock);
        const context = shared(pack, asked);
        const counts = await countsOf(pack, asked.on);
        return reply.page('agreements/views/agreement.njk', {
          ...context,
          title: `${pack.number.value}: ${pack.name.value}`,
          warning: endWarningWords(pack, context.status),
          term: termPicture(pack, asked.on, asked.today),
          lots: lotTable(pack, counts, asked),
          supplierCount: pack.supplierCount?.value,
          counts,
          registerHref: services.registerHref(pack.number.value),
          ways: waysToBuy(pack),
          about: aboutRows(pack),
          charges: chargeRows(pack),
          assumptions: assumptionsOf(pack, agreements.reference),
          files: {
            csv: `${agreementPaths.lotsFile(pack.number.value, 'csv')}${asked.query}`,
            json: `${agreementPaths.lotsFile(pack.number.value, 'json')}${asked.query}`,
          },
        });
      },
    );

    server.get(
      '/agreements/:number/sources',
      { schema: { hide: true, params: AgreementParams } },
      async (request, reply) => {
        const pack = agreementOf(request.params.number);
        return reply.page('agreements/views/sources.njk', {
          ...shared(pack, askedDate(undefined, clock)),
          title: `Every value with its source: ${pack.number.value}`,
          groups: statementsOf(pack, agreements.reference).map((group) => ({
            ...group,
            statements: group.statements.map((each) => ({ ...each, source: sourceNote(pack, each.origin) })),
          })),
          sources: pack.sources.map((each) => ({ ...each, standing: standingOf(each) })),
        });
      },
    );

    server.get(
      '/agreements/:number/lots/:lot',
      { schema: { hide: true, params: LotParams, querystring: Query } },
      async (request, reply) => {
        const pack = agreementOf(request.params.number);
        const lot = lotOf(pack, request.params.lot);
        const asked = askedDate(request.query.on, clock);
        const counts = await countsOf(pack, asked.on);
        return reply.page('agreements/views/lot.njk', {
          ...shared(pack, asked),
          title: `Lot ${lot.number}: ${lot.name.value} (${pack.number.value})`,
          lot: { number: lot.number, name: lot.name.value, scope: lot.scope.value },
          routes: routeViews(pack, lot),
          facts: lotFacts(pack, agreements.reference, lot),
          categories: lotCategories(pack, lot, services.category),
          count: counts.lots.find((each) => each.lot === lot.number),
          registerHref: services.registerHref(pack.number.value, lot.number),
          others: pack.lots.map((each) => ({
            number: each.number,
            name: each.name.value,
            href: `${agreementPaths.lot(pack.number.value, each.number)}${asked.query}`,
            current: each.number === lot.number,
          })),
        });
      },
    );

    server.get(
      '/agreements/:number/lots.csv',
      { schema: { hide: true, params: AgreementParams, querystring: Query } },
      async (request, reply) => {
        const pack = agreementOf(request.params.number);
        const counts = await countsOf(pack, askedDate(request.query.on, clock).on);
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${pack.number.value}-lots.csv"`)
          .send(lotsCsv(pack, counts));
      },
    );

    server.get(
      '/agreements/:number/lots.json',
      { schema: { hide: true, params: AgreementParams, querystring: Query } },
      async (request, reply) => {
        const pack = agreementOf(request.params.number);
        const asked = askedDate(request.query.on, clock);
        const counts = await countsOf(pack, asked.on);
        return reply.send({ agreement: pack.number.value, on: asked.on, lots: lotRows(pack, counts) });
      },
    );

    server.get('/rules', { schema: { hide: true, querystring: Query } }, async (request, reply) => {
      const asked = askedDate(request.query.on, clock);
      return reply.page('agreements/views/rules.njk', {
        title: 'Rules and their sources',
        section: 'agreement',
        asked,
        rules: rulesOn(agreements.reference, asked.on),
        packs: agreements.packs.map((pack) => ({
          number: pack.number.value,
          law: pack.regime.name.value,
          href: agreementPaths.sources(pack.number.value),
        })),
      });
    });
  };
}
