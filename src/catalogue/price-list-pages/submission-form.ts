import type { Agreements } from '../../agreements/index.ts';
import { type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';

/** What the form says, its file aside. */
export interface SubmissionFields {
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly validFrom: IsoDate;
  readonly checkOnly: boolean;
}

type Fields = Readonly<Record<string, string | undefined>>;

/** The value of a lot's option: agreement and lot in one, as one choice is made. */
export function lotValue(agreement: string, lot: string): string {
  return `${agreement}/${lot}`;
}

/** Reads the form's fields; `path` of a problem is the field. A day is given whole (`from`) or in three parts. */
export function readSubmission(fields: Fields, agreements: Agreements): Outcome<SubmissionFields> {
  const problems: Problem[] = [];
  const supplierId = fields['supplier'] ?? '';
  if (supplierId === '') {
    problems.push({
      code: 'supplier-missing',
      path: 'supplier',
      message: 'No supplier is chosen.',
      remedy: 'Choose whose prices these are.',
    });
  }
  const [number = '', lot = ''] = (fields['lot'] ?? '').split('/', 2);
  const pack = agreements.find(number);
  if (pack?.lots.some((each) => each.number === lot) !== true) {
    problems.push({
      code: 'lot-missing',
      path: 'lot',
      message: 'No lot is chosen.',
      remedy: 'Choose one of the lots.',
    });
  }
  const validFrom = dayOf(fields);
  if (validFrom === undefined) {
    problems.push({
      code: 'day-unreadable',
      path: 'from-day',
      message: 'The day the prices begin is not a date.',
      remedy: 'Write day, month and year as numbers, such as 1 12 2026.',
    });
  }
  if (validFrom === undefined || problems.length > 0) return fail(...problems);
  return succeed({
    supplierId,
    agreement: pack?.number.value ?? number,
    lot,
    validFrom,
    checkOnly: fields['purpose'] === 'check',
  });
}

function dayOf(fields: Fields): IsoDate | undefined {
  const part = (name: string): string => (fields[`from-${name}`] ?? '').trim();
  const [day, month, year] = [part('day'), part('month'), part('year')];
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return undefined;
  return parseIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}
