import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Failure, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { type AgreementPack, type Lot, type LotRoute, type RouteDescription, routeKinds } from '../pack.ts';
import {
  type AgreementFile,
  AgreementFileSchema,
  type BuyersFile,
  BuyersFileSchema,
  type LotsFile,
  LotsFileSchema,
  type RoutesFile,
  RoutesFileSchema,
  type SourcesFile,
  SourcesFileSchema,
} from './pack-schema.ts';
import { buyerProblems, lotProblems, routeProblems, sourceProblems, type Surroundings } from './pack-rules.ts';
import { priceControl, priceControlProblems } from './price-control-rules.ts';
import type { Checked } from './report.ts';
import { percentProblems, termProblems } from './term-rules.ts';
import { datesProblems } from './row-rules.ts';
import { valueProblems } from './pack-values.ts';
import { schemaProblems } from './schema-problems.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** The files a pack's folder holds. Others beside them, such as the finder's, belong to somebody else. */
export const packFiles = ['agreement.yaml', 'lots.yaml', 'routes.yaml', 'buyers.yaml', 'sources.yaml'] as const;

/** Reads an agreement pack from its folder; fails with every mistake found, by file and line. */
export async function loadPack(folder: string, surroundings: Surroundings = {}): Promise<Outcome<AgreementPack>> {
  const read = await Promise.all(packFiles.map((name) => readYamlFile(folder, name)));
  const [agreementFile, lotsFile, routesFile, buyersFile, sourcesFile] = read;
  if (!agreementFile || !lotsFile || !routesFile || !buyersFile || !sourcesFile)
    throw new Error('A pack has five files');

  const agreement = checked<AgreementFile>(agreementFile, AgreementFileSchema, isAgreementFile);
  const lots = checked<LotsFile>(lotsFile, LotsFileSchema, isLotsFile);
  const routes = checked<RoutesFile>(routesFile, RoutesFileSchema, isRoutesFile);
  const buyers = checked<BuyersFile>(buyersFile, BuyersFileSchema, isBuyersFile);
  const sources = checked<SourcesFile>(sourcesFile, SourcesFileSchema, isSourcesFile);

  const keys = sources.ok ? sources.value.data.sources.map((each) => each.key) : undefined;
  const problems: readonly Problem[] = [
    ...read.flatMap((each) => (each.ok ? [...datesProblems(each.value), ...valueProblems(each.value, keys)] : [])),
    ...(agreement.ok ? [...termProblems(agreement.value), ...percentProblems(agreement.value)] : agreement.problems),
    ...(lots.ok
      ? [...lotProblems(lots.value, surroundings), ...priceControlProblems(lots.value, surroundings)]
      : lots.problems),
    ...(routes.ok && lots.ok
      ? routeProblems(
          routes.value,
          lots.value.data.lots.map((each) => each.number),
        )
      : []),
    ...(routes.ok ? [] : routes.problems),
    ...(buyers.ok ? buyerProblems(buyers.value, surroundings) : buyers.problems),
    ...(sources.ok ? sourceProblems(sources.value) : sources.problems),
  ];
  if (problems.length > 0 || !agreement.ok || !lots.ok || !routes.ok || !buyers.ok || !sources.ok) {
    return fail(...inOrder(problems));
  }
  return succeed(
    assemble(agreement.value.data, lots.value.data, routes.value.data, buyers.value.data, sources.value.data),
  );
}

function isAgreementFile(data: unknown): data is AgreementFile {
  return Value.Check(AgreementFileSchema, data);
}
function isLotsFile(data: unknown): data is LotsFile {
  return Value.Check(LotsFileSchema, data);
}
function isRoutesFile(data: unknown): data is RoutesFile {
  return Value.Check(RoutesFileSchema, data);
}
function isBuyersFile(data: unknown): data is BuyersFile {
  return Value.Check(BuyersFileSchema, data);
}
function isSourcesFile(data: unknown): data is SourcesFile {
  return Value.Check(SourcesFileSchema, data);
}

function checked<T>(read: Outcome<YamlFile>, schema: TSchema, is: (data: unknown) => data is T): Outcome<Checked<T>> {
  if (!read.ok) return read;
  const { data } = read.value;
  if (is(data)) return succeed({ file: read.value, data });
  return fail(...schemaProblems(schema, read.value)) satisfies Failure;
}

/** By file in the order of `packFiles`, then by line: the order in which a person works through them. */
function inOrder(problems: readonly Problem[]): readonly Problem[] {
  const place = (problem: Problem): readonly [number, number] => {
    const [file = '', line = '0'] = (problem.path ?? '').split(':');
    return [packFiles.findIndex((each) => each === file), Number(line)];
  };
  return problems.toSorted((a, b) => {
    const [fileA, lineA] = place(a);
    const [fileB, lineB] = place(b);
    return fileA - fileB || lineA - lineB;
  });
}

function assemble(
  agreement: AgreementFile,
  lots: LotsFile,
  routes: RoutesFile,
  buyers: BuyersFile,
  sources: SourcesFile,
): AgreementPack {
  const ordered = routes.routes.toSorted((a, b) => routeKinds.indexOf(a.kind) - routeKinds.indexOf(b.kind));
  return {
    ...agreement,
    combines: agreement.combines ?? [],
    follows: agreement.follows ?? [],
    term: { ...agreement.term, otherEnds: agreement.term.otherEnds ?? [] },
    guidance: agreement.guidance ?? [],
    documents: agreement.documents ?? [],
    demonstration: agreement.demonstration ?? [],
    sectors: lots.sectors,
    lots: lots.lots.map((lot): Lot => ({
      ...lot,
      requirements: lot.requirements ?? [],
      priceControls: (lot.priceControls ?? []).flatMap(priceControl),
      routes: ordered.flatMap((route) => lotRoute(route, lot.number)),
    })),
    routes: ordered.map(({ rules: _rules, ...description }): RouteDescription => description),
    buyers: buyers.buyers,
    sources: sources.sources,
  };
}

function lotRoute(route: RoutesFile['routes'][number], lot: string): readonly LotRoute[] {
  const rule = route.rules.find((each) => each.lots.includes(lot));
  if (rule === undefined) return [];
  const { lots: _lots, ...rest } = rule;
  return [{ ...rest, kind: route.kind, conditions: rule.conditions ?? [], limits: rule.limits ?? {} }];
}
