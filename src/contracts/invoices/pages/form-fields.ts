import { type IsoDate, parseIsoDate } from '../../../kernel/dates.ts';
import { cleanLine } from '../../../kernel/text.ts';

/** The fields of a form as text; of a field sent twice the first counts. */
export type Fields = Readonly<Record<string, string>>;

export function fieldsOf(body: unknown): Fields {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]: [string, unknown]) => {
      const first: unknown = Array.isArray(value) ? value[0] : value;
      return [name, typeof first === 'string' ? first : ''];
    }),
  );
}

/** A date of three fields, `<name>-day`, `-month` and `-year`; undefined where they are no date. */
export function dateField(fields: Fields, name: string): IsoDate | undefined {
  const part = (of: string): string => cleanLine(fields[`${name}-${of}`] ?? '');
  return parseIsoDate(`${part('year')}-${part('month').padStart(2, '0')}-${part('day').padStart(2, '0')}`);
}

/** The three fields of a date, to fill a form with. */
export function dateParts(name: string, date: IsoDate): Fields {
  const [year = '', month = '', day = ''] = date.split('-');
  return { [`${name}-day`]: String(Number(day)), [`${name}-month`]: String(Number(month)), [`${name}-year`]: year };
}

/** A whole number from 0; undefined for anything else. Empty counts as 0. */
export function countField(fields: Fields, name: string): number | undefined {
  const text = cleanLine(fields[name] ?? '');
  if (text === '') return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Money as people write it, `£1,234.50`, as plain decimals; whatever else is left as it is, to be refused. */
export function moneyField(fields: Fields, name: string): string {
  return cleanLine(fields[name] ?? '')
    .replace(/^£\s*/, '')
    .replace(/,(?=\d{3}(\D|$))/g, '');
}
