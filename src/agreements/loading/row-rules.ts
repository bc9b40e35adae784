import { parseIsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { nearestWord } from './nearest-word.ts';
import { isRecord, placeInWords, walk } from './tree.ts';
import type { YamlFile } from './yaml-file.ts';

/** Days that no calendar has, and rows whose last day comes before their first. */
export function datesProblems(file: YamlFile): readonly Problem[] {
  const problems: Problem[] = [];
  walk(file.data, [], (node, path) => {
    if (typeof node === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(node) && parseIsoDate(node) === undefined) {
      problems.push({
        code: 'not-a-date',
        path: file.at(path),
        value: node,
        message: `${placeInWords(path)} is ${node}, a day no calendar has.`,
        remedy: 'Correct the month or the day.',
      });
    }
    if (!isRecord(node)) return;
    const { from, to } = node;
    if (typeof from === 'string' && typeof to === 'string' && from > to) {
      problems.push({
        code: 'dates-out-of-order',
        path: file.at([...path, 'to']),
        value: to,
        message: `${placeInWords(path)} ends on ${to}, before it begins on ${from}.`,
        remedy: 'Correct one of the two dates.',
      });
    }
  });
  return problems;
}

/** Rows that name a source the list of sources does not have. */
export function sourceKeyProblems(file: YamlFile, keys: readonly string[] | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  if (keys === undefined) return problems;
  walk(file.data, [], (node, path) => {
    if (!isRecord(node)) return;
    for (const name of ['source', 'publicationSource', 'contentSource']) {
      const source = node[name];
      if (typeof source !== 'string' || keys.includes(source)) continue;
      const near = nearestWord(source, keys);
      problems.push({
        code: 'unknown-source',
        path: file.at([...path, name]),
        value: source,
        message: `${placeInWords(path)} names the source "${source}", which sources.yaml does not list.`,
        remedy: near === undefined ? 'Add it to sources.yaml.' : `Did you mean "${near}"?`,
      });
    }
  });
  return problems;
}
