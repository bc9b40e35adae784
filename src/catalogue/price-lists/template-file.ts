import { rm, writeFile } from 'node:fs/promises';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { csvText, writeXlsx } from '../../platform/tables/index.ts';
import { templateRows } from '../price-lines/index.ts';
import { contentTypes } from './annotated-file.ts';
import { placeOf } from './list-problems.ts';
import type { PriceListOptions } from './list-work.ts';
import type { ReadyFile } from './price-lists.ts';
import { scratchPath } from './scratch-files.ts';

/** Characters of the narrowest and the widest column of a workbook. */
const narrowest = 12;
const widest = 60;

/** A price list to fill in for a lot: a workbook explains its columns on a second sheet. */
export async function templateFile(
  options: Pick<PriceListOptions, 'agreements' | 'columns'>,
  target: { readonly agreement: string; readonly lot: string },
  format: 'csv' | 'xlsx',
): Promise<Outcome<ReadyFile>> {
  const place = placeOf(options.agreements, target);
  if (!('lot' in place)) return fail(...place);
  const { headings, examples, explanation, fields } = templateRows(options.columns, place.lot.priceControls);
  const path = await scratchPath();
  try {
    if (format === 'csv') {
      await writeFile(path, csvText([headings, ...examples]));
    } else {
      const words = new Map(
        options.columns.columns.map((each) => [each.field, each.words.map((word) => word.value)] as const),
      );
      await writeXlsx(path, [
        {
          name: 'Price list',
          headingRow: 1,
          rows: [headings, ...examples].map((cells) => ({ cells })),
          widths: headings.map((each) => Math.max(narrowest, each.length + 2)),
          choices: fields.flatMap((field, column) => {
            const values = words.get(field) ?? [];
            return values.length > 0 ? [{ column, values }] : [];
          }),
        },
        {
          name: 'About the columns',
          headingRow: 1,
          rows: explanation.map((cells) => ({ cells })),
          widths: (explanation[0] ?? []).map((_each, column) =>
            Math.min(widest, Math.max(narrowest, ...explanation.map((row) => (row[column] ?? '').length + 2))),
          ),
        },
      ]);
    }
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const fileName = `price-list-${place.pack.number.value}-lot-${place.lot.number}.${format}`;
  return succeed({ fileName, contentType: contentTypes[format], path });
}
