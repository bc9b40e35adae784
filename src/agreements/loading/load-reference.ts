import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { divisions, type ReferenceFacts } from '../reference.ts';
import { datesProblems, sourceKeyProblems } from './row-rules.ts';
import {
  BankHolidaysFileSchema,
  BuyerClassesFileSchema,
  CpvFileSchema,
  ReferenceSourcesFileSchema,
  ThresholdsFileSchema,
  VatRatesFileSchema,
} from './reference-schema.ts';
import { schemaProblems } from './schema-problems.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

/** Reads the dated public facts from their folder; fails with every mistake found, by file and line. */
export async function loadReference(folder: string): Promise<Outcome<ReferenceFacts>> {
  const [thresholds, vat, holidays, buyers, cpv, sources] = await Promise.all([
    load(folder, 'thresholds.yaml', ThresholdsFileSchema),
    load(folder, 'vat-rates.yaml', VatRatesFileSchema),
    load(folder, 'bank-holidays.yaml', BankHolidaysFileSchema),
    load(folder, 'buyer-classes.yaml', BuyerClassesFileSchema),
    load(folder, 'cpv.yaml', CpvFileSchema),
    load(folder, 'sources.yaml', ReferenceSourcesFileSchema),
  ]);
  const keys = sources.ok ? sources.value.data.sources.map((each) => each.key) : undefined;
  const problems: readonly Problem[] = [thresholds, vat, holidays, buyers, cpv, sources].flatMap((each) =>
    each.ok ? [...datesProblems(each.value.file), ...sourceKeyProblems(each.value.file, keys)] : each.problems,
  );
  if (problems.length > 0 || !thresholds.ok || !vat.ok || !holidays.ok || !buyers.ok || !cpv.ok || !sources.ok) {
    return fail(...problems);
  }
  return succeed({
    ...thresholds.value.data,
    ...vat.value.data,
    ...buyers.value.data,
    ...cpv.value.data,
    ...sources.value.data,
    bankHolidays: holidays.value.data.bankHolidays
      .flatMap(({ source, projected, days }) =>
        days.map((day) => ({ ...day, divisions: day.divisions ?? divisions, source, projected })),
      )
      .toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)),
  });
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
