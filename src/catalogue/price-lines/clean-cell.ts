import { cleanLine } from '../../kernel/text.ts';

/** Nothing but visible characters of ASCII, single spaces between them: nearly every cell, told quickly. */
const tidy = /^[!-~]+(?: [!-~]+)*$/;

/** Text of a cell without what cannot be seen: odd spaces, spaces at the ends, line breaks, invisible characters. */
export function cleanCell(text: string): string {
  return text === '' || tidy.test(text) ? text : cleanLine(text);
}

/** `="00123"`, how a CSV keeps a spreadsheet from calculating; and an apostrophe that does the same. */
export function withoutGuard(text: string): string {
  const quoted = /^="([^"]*)"$/.exec(text);
  if (quoted !== null) return withoutGuard(quoted[1] ?? '');
  return /^'[=+\-@\d]/.test(text) ? text.slice(1) : text;
}

/** What people write where they have nothing to say. */
const placeholders: ReadonlySet<string> = new Set([
  '-',
  '--',
  '–',
  '—',
  'n/a',
  'na',
  'n.a.',
  'tbc',
  'tba',
  'tbd',
  'null',
  'nil',
  '?',
  '.',
]);

export function isPlaceholder(text: string): boolean {
  return text.length <= 4 && placeholders.has(text.toLowerCase());
}

const errorValues =
  /^#(N\/A|VALUE!|REF!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|N\/A!?)$/i;

/** Whether the text is what a spreadsheet shows for a failed calculation. */
export function isErrorValue(text: string): boolean {
  return text.startsWith('#') && errorValues.test(text);
}
