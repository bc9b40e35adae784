import { styleText } from 'node:util';
import type { CommandContext } from './command.ts';

export interface TableColumn<T> {
  readonly heading: string;
  /** Numbers, money and dates line up on the right. */
  readonly right?: boolean;
  readonly value: (row: T) => string;
}

/** Text in a colour or weight, on a terminal only. */
export function paint(
  context: Pick<CommandContext, 'terminal'>,
  style: Parameters<typeof styleText>[0],
  text: string,
): string {
  return context.terminal ? styleText(style, text, { validateStream: false }) : text;
}

/** How many cells of a terminal the text takes: accents take none, East Asian wide characters and emoji two. */
function width(text: string): number {
  let cells = 0;
  for (const character of text) {
    if (/\p{M}|\p{Cf}/u.test(character)) continue;
    cells +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return cells;
}

/**
 * A table for people: headings, a rule, one line a row. Nothing is cut, so what is piped onwards is whole. Control
 * characters in values become spaces.
 */
export function renderTable<T>(
  context: Pick<CommandContext, 'terminal'>,
  columns: readonly TableColumn<T>[],
  rows: readonly T[],
): string {
  const cells = rows.map((row) => columns.map((column) => column.value(row).replace(/\p{Cc}+/gu, ' ')));
  const widths = columns.map((column, index) =>
    Math.max(width(column.heading), ...cells.map((row) => width(row[index] ?? ''))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - width(cell));
        return columns[index]?.right === true ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  const headings = paint(context, 'bold', line(columns.map((column) => column.heading)));
  const rule = paint(context, 'dim', widths.map((each) => '─'.repeat(each)).join('  '));
  return [headings, rule, ...cells.map(line)].join('\n') + '\n';
}
