import type { TableRow } from '../../platform/tables/index.ts';
import { isGtin } from '../product.ts';
import { cleanCell, isErrorValue, isPlaceholder } from './clean-cell.ts';
import type { MakerIndex } from './read-maker.ts';
import { makerKey } from './read-maker.ts';
import { readDate } from './read-date.ts';

/** What the cells of a column look like, whatever its heading. */
export interface ColumnContent {
  readonly filled: number;
  /** What most of the filled cells are; undefined where they are of no one kind. */
  readonly kind: 'gtin' | 'maker' | 'money' | 'date' | 'code' | undefined;
  /** The first few different values. */
  readonly seen: readonly string[];
}

const looked = 200;
const shown = 5;
/** Longer texts are of no kind. */
const longest = 120;
/** So many of the filled cells must be of a kind. */
const most = 0.8;

/** Looks at the cells of a column below the headings. */
export function columnContent(rows: readonly TableRow[], at: number, makers: MakerIndex): ColumnContent {
  let filled = 0;
  const counts = { gtin: 0, maker: 0, money: 0, date: 0, code: 0 };
  const different = new Set<string>();
  for (const row of rows.slice(0, looked)) {
    const cell = row.cells[at] ?? '';
    const text = cleanCell((typeof cell === 'string' ? cell : cell.text).slice(0, 2 * longest));
    if (text === '' || isPlaceholder(text) || isErrorValue(text)) continue;
    filled += 1;
    different.add(text);
    if (text.length > longest) continue;
    if (isGtin(text)) counts.gtin += 1;
    if (makers.plain.has(makerKey(text))) counts.maker += 1;
    if (/^(?:[£€$]|[A-Z]{3} )?\s?\d{1,3}(?:[,.' ]?\d{3})*[.,]\d{2,4}(?: ?[A-Z]{3}|€)?$/.test(text)) counts.money += 1;
    if ((typeof cell !== 'string' && cell.kind === 'date') || looksLikeDate(text)) counts.date += 1;
    if (/^(?=.*\d)[A-Za-z0-9][A-Za-z0-9#/._-]{3,39}$/.test(text)) counts.code += 1;
  }
  const kind = (['gtin', 'maker', 'date', 'money', 'code'] as const).find(
    (each) => filled > 0 && counts[each] >= filled * most && (each !== 'code' || different.size >= filled * most),
  );
  return { filled, kind, seen: [...different].slice(0, shown).map((each) => each.slice(0, 60)) };
}

function looksLikeDate(text: string): boolean {
  if (!/[-/. ]/.test(text)) return false;
  const read = readDate(text, 'unclear');
  return !('wrong' in read) || read.wrong === 'date-unclear';
}
