import type { TableRow } from '../../platform/tables/index.ts';
import { columnLetters } from '../../platform/tables/index.ts';
import { cleanCell } from './clean-cell.ts';
import { headingKey } from './heading-key.ts';
import type { Mapping } from './heading-meaning.ts';
import type { HeadingNames } from './heading-names.ts';

const searched = 100;
/** A heading is cut here: what is longer is no heading. */
const longestHeading = 120;

/** Text of the cells of a row as headings are compared and shown. */
function texts(row: TableRow): readonly string[] {
  return row.cells.map((each) => cleanCell((typeof each === 'string' ? each : each.text).slice(0, 1000)));
}

/**
 * Place among the rows of the one with the headings: the one with the most names that are known, below titles and notes. A row
 * with none we know can still be it: words over numbers.
 */
export function headingRowAt(rows: readonly TableRow[], names: HeadingNames, remembered: Mapping): number | undefined {
  const own = new Set(Object.keys(remembered).map(headingKey));
  let best: { readonly at: number; readonly score: number } | undefined;
  for (const [at, row] of rows.slice(0, searched).entries()) {
    const fields = new Set<string>();
    for (const text of texts(row)) {
      if (text === '' || text.length > 80) continue;
      const key = headingKey(text);
      const field = names.sure.get(key)?.field ?? names.weak.get(key)?.[0]?.field ?? (own.has(key) ? key : undefined);
      if (field !== undefined) fields.add(field);
    }
    if (fields.size >= 2 && (best === undefined || fields.size > best.score)) best = { at, score: fields.size };
  }
  return best?.at ?? wordsOverNumbers(rows);
}

/** The first row of nothing but words, as wide as the rows below it, which hold numbers. */
function wordsOverNumbers(rows: readonly TableRow[]): number | undefined {
  const at = rows.slice(0, searched).findIndex((row, index) => {
    const cells = texts(row).filter((each) => each !== '');
    const below = rows.slice(index + 1, index + 6).map((each) => texts(each).filter((text) => text !== ''));
    return (
      cells.length >= 4 &&
      cells.every((each) => /\p{L}/u.test(each) && each.length <= 60) &&
      below.length > 0 &&
      below.every((each) => each.length >= cells.length - 2 && each.some((text) => /^[£€$]?\s?\d[\d.,]*$/.test(text)))
    );
  });
  return at < 0 ? undefined : at;
}

/** The headings, one for each column that is used: unique, `Column C` where a column has values but no heading. */
export function headingsOf(header: TableRow, below: readonly TableRow[]): readonly string[] {
  const written = [...texts(header)];
  while (written.length > 0 && written.at(-1) === '') written.pop();
  // A column past the last heading counts where most rows fill it; where few do, a comma too many made it.
  for (;;) {
    const filled = below.filter((row) => row.cells[written.length] !== undefined && row.cells[written.length] !== '');
    if (filled.length === 0 || filled.length * 2 < below.length) break;
    written.push('');
  }
  const seen = new Map<string, number>();
  return written.map((text, at) => {
    const heading = text === '' ? `Column ${columnLetters(at)}` : text.slice(0, longestHeading).trim();
    const count = (seen.get(heading) ?? 0) + 1;
    seen.set(heading, count);
    return count === 1 ? heading : `${heading} (${String(count)})`;
  });
}
