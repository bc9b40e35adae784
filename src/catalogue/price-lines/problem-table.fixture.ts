import { repairCodes } from './cell-reading.ts';
import { lineProblemCodes } from './line-problems.ts';
import { listWordings } from './line-wordings.ts';

/** What docs/price-list-problems.md must say: it is written from the wordings, and tested against them. */
export function problemTable(): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((each) => each.replaceAll('|', '\\|')).join(' | ')} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
  return `# What can be wrong with a price list

Codes are stable and for programs; words are for people and may get better. \`{…}\` stands for a fact of the case. Every problem of a line names its
row, the supplier's own heading, the value, what is wrong and what to do. An error refuses the whole file; a warning is only said.

<!-- prettier-ignore-start -->

## Of a line

${table(
  ['Code', 'Kind', 'Message', 'Remedy'],
  lineProblemCodes.map(({ code, wording }) => [`\`${code}\``, wording.severity, wording.message, wording.remedy]),
)}

## Of the list as a whole

${table(
  ['Code', 'Message', 'Remedy'],
  Object.entries(listWordings).map(([code, { message, remedy }]) => [`\`${code}\``, message, remedy]),
)}

<!-- prettier-ignore-end -->

## Repairs

Proposed, never made in silence; a cell that was repaired needs no further repair.

${repairCodes.map((each) => `\`${each}\``).join(', ')}
`;
}
