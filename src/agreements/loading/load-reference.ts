import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { DeliveryPlaces } from '../delivery-place.ts';
import { divisions, type ReferenceFacts } from '../reference.ts';
import { placesProblems } from './place-rules.ts';
import { datesProblems, sourceKeyProblems } from './row-rules.ts';
import {
  BankHolidaysFileSchema,
  BuyerClassesFileSchema,
  CpvFileSchema,
  type DeliveryPlacesFile,
  DeliveryPlacesFileSchema,
  InvoicesFileSchema,
  ReferenceSourcesFileSchema,
  ThresholdsFileSchema,
  VatRatesFileSchema,
} from './reference-schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** Reads the dated public facts from their folder; fails with every mistake found, by file and line. */
export async function loadReference(folder: string): Promise<Outcome<ReferenceFacts>> {
  const [thresholds, vat, invoices, holidays, buyers, cpv, places, sources] = await Promise.all([
    load(folder, 'thresholds.yaml', ThresholdsFileSchema),
    load(folder, 'vat-rates.yaml', VatRatesFileSchema),
    load(folder, 'invoices.yaml', InvoicesFileSchema),
    load(folder, 'bank-holidays.yaml', BankHolidaysFileSchema),
    load(folder, 'buyer-classes.yaml', BuyerClassesFileSchema),
    load(folder, 'cpv.yaml', CpvFileSchema),
    load(folder, 'delivery-places.yaml', DeliveryPlacesFileSchema),
    load(folder, 'sources.yaml', ReferenceSourcesFileSchema),
  ]);
  const keys = sources.ok ? sources.value.data.sources.map((each) => each.key) : undefined;
  const files = [thresholds, vat, invoices, holidays, buyers, cpv, places, sources];
  const problems: readonly Problem[] = [
    ...files.flatMap((each) =>
      each.ok ? [...datesProblems(each.value.file), ...sourceKeyProblems(each.value.file, keys)] : each.problems,
    ),
    ...(places.ok ? placesProblems(places.value.file, deliveryPlacesOf(places.value.data)) : []),
  ];
  if (problems.length > 0 || !thresholds.ok || !vat.ok || !holidays.ok || !buyers.ok) return fail(...problems);
  if (!cpv.ok || !places.ok || !sources.ok || !invoices.ok) return fail(...problems);
  return succeed({
    ...thresholds.value.data,
    ...vat.value.data,
    ...invoices.value.data,
    ...buyers.value.data,
    ...cpv.value.data,
    deliveryPlaces: deliveryPlacesOf(places.value.data),
    ...sources.value.data,
    bankHolidays: holidays.value.data.bankHolidays
      .flatMap(({ source, projected, days }) =>
        days.map((day) => ({ ...day, divisions: day.divisions ?? divisions, source, projected })),
      )
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  });
}

function deliveryPlacesOf({ deliveryPlaces }: DeliveryPlacesFile): DeliveryPlaces {
  return { ...deliveryPlaces, areas: deliveryPlaces.areas.split(' ') };
}

async function load<S extends TSchema>(
  folder: string,
  name: string,
  schema: S,
): Promise<Outcome<{ readonly file: YamlFile; readonly data: Static<S> }>> {
  const read = await readYamlFile(folder, name);
  if (!read.ok) return read;
  const { data } = read.value;
  if (Value.Check(schema, data)) return succeed({ file: read.value, data });
  return fail(...schemaProblems(schema, read.value));
}
