import { cleanLine } from '../../kernel/text.ts';
import type { Column } from './columns.ts';
import type { ProblemList } from './problem-list.ts';

/** Control characters no cell may hold; line breaks and tabs separate words. */
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/;

/** Spreadsheets read text that begins so as a formula; a plain number is none. */
const formula = /^(?![+-]\d+(\.\d+)?$)[=+\-@]/;
/** What our own files lead with an apostrophe besides: some spreadsheets take wide characters for the plain ones. */
const wide = /^[＝＋－＠]/;

/**
 * A cell's text as it may be read: trimmed, without invisible characters, and a leading apostrophe that only kept a
 * spreadsheet from calculating taken away. Line breaks are kept, because they separate entries. Undefined when the
 * cell may not be used; the problem is noted.
 */
export function cellText(raw: string, column: Column, row: number, problems: ProblemList): string | undefined {
  const place = { row, column: column.heading, value: raw.trim() };
  if (forbidden.test(raw)) {
    const message = 'The cell holds a control character, which cannot be seen.';
    problems.add(place, 'control-character', message, 'Delete the cell and type it anew.');
    return undefined;
  }
  if (raw.includes('\u{fffd}')) {
    const message = 'A character in this cell was lost when the file was saved.';
    problems.add(place, 'character-lost', message, 'Correct the cell and save the file as "CSV UTF-8".');
    return undefined;
  }
  const lines = raw.split(/\r?\n|\r/).map(cleanLine);
  const text = lines.filter((each) => each !== '').join('\n');
  if (text.length > column.longest) {
    const message = `The cell has ${text.length} characters; ${column.heading} may have ${column.longest}.`;
    problems.add(place, 'too-long', message, 'Shorten it.');
    return undefined;
  }
  const unmarked = text.slice(1);
  if (text.startsWith("'") && (formula.test(unmarked) || wide.test(unmarked)) && !text.startsWith("'="))
    return unmarked;
  if (formula.test(text) || text.startsWith("'=")) {
    problems.add(
      place,
      'formula',
      'The cell reads as a spreadsheet formula.',
      text.includes('=')
        ? 'Replace the formula by its value.'
        : 'If the text really begins with this character, write an apostrophe before it.',
    );
    return undefined;
  }
  return text;
}
