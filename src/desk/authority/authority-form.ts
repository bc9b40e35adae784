import { isoDate, type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';

/** A form as it was sent: each field once, trimmed, at most so long as anything is kept. */
export type Form = Readonly<Record<string, string>>;

const longest = 5000;

/** The fields of a posted form. A field sent several times counts once, its first. */
export function formOf(body: unknown): Form {
  const fields: Record<string, string> = {};
  if (typeof body !== 'object' || body === null) return fields;
  for (const [name, value] of Object.entries(body)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') fields[name] = first.replace(/\r\n/g, '\n').trim().slice(0, longest);
  }
  return fields;
}

/** All texts sent for a field. */
export function textsOf(body: unknown, name: string): readonly string[] {
  if (typeof body !== 'object' || body === null || !(name in body)) return [];
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string').filter((each) => each !== '');
}

/** A day of three fields, `<name>-day`, `-month`, `-year`; undefined when all are empty. */
export function dayOf(form: Form, name: string): IsoDate | 'unreadable' | undefined {
  const [day = '', month = '', year = ''] = [form[`${name}-day`], form[`${name}-month`], form[`${name}-year`]];
  if (day === '' && month === '' && year === '') return undefined;
  return parseIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`) ?? 'unreadable';
}

/** The three fields of a day as the date input takes them. */
export function dayItems(name: string, form: Form, fallback?: IsoDate) {
  const [year = '', month = '', day = ''] = (fallback ?? '').split('-');
  const given = dayOf(form, name) !== undefined;
  const value = (part: string, own: string): string =>
    given ? (form[`${name}-${part}`] ?? '') : own.replace(/^0/, '');
  return [
    { name: 'day', classes: 'govuk-input--width-2', value: value('day', day) },
    { name: 'month', classes: 'govuk-input--width-2', value: value('month', month) },
    { name: 'year', classes: 'govuk-input--width-4', value: value('year', year) },
  ];
}

/** What is said of a day that cannot be read, or that is missing. */
export function dayProblem(path: string, what: string, found: IsoDate | 'unreadable' | undefined): Problem {
  return {
    code: found === undefined ? 'day-missing' : 'not-a-date',
    path,
    message: found === undefined ? `The ${what} is missing.` : `The ${what} is not a day of the calendar.`,
    remedy: 'Write day, month and year, such as 30 11 2026.',
  };
}

/** A day that was checked. */
export function known(day: IsoDate | 'unreadable' | undefined): IsoDate {
  return isoDate(day ?? '');
}

/** Problems with the field each leads to, for the summary at the head of the page. Days lead to their first part. */
export function linked(problems: readonly Problem[], fields: Readonly<Record<string, string>>) {
  return problems.map((each) => ({ ...each, href: `#${fields[each.path ?? ''] ?? each.path ?? 'main-content'}` }));
}

/** What is said beside a field where something is wrong with it. */
export function said(problems: readonly Problem[], path: string): { readonly text: string } | false {
  const problem = problems.find((each) => each.path === path);
  return problem !== undefined && { text: `${problem.message} ${problem.remedy}` };
}
