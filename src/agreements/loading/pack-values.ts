import type { Problem } from '../../kernel/outcome.ts';
import { nearestWord } from './nearest-word.ts';
import { isRecord, placeInWords, walk } from './tree.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/**
 * Checks what holds for every value wherever it stands: it names a known source or is assumed with a note, never both.
 */
export function valueProblems(file: YamlFile, sources: readonly string[] | undefined): readonly Problem[] {
  const problems: Problem[] = [];
  walk(file.data, [], (node, path) => {
    if (isRecord(node) && 'value' in node) problems.push(...provenanceProblems(file, path, node, sources));
  });
  return problems;
}

function provenanceProblems(
  file: YamlFile,
  path: YamlPath,
  node: Readonly<Record<string, unknown>>,
  sources: readonly string[] | undefined,
): readonly Problem[] {
  const { source, assumed, note } = node;
  const where = placeInWords(path);
  if (source !== undefined && assumed !== undefined) {
    return [
      {
        code: 'source-and-assumed',
        path: file.atKey([...path, 'assumed']),
        message: `${where} has a source and is assumed too.`,
        remedy: 'Keep "source" if it can be looked up there, else "assumed: true" with a note.',
      },
    ];
  }
  if (assumed !== undefined) {
    if (note !== undefined) return [];
    return [
      {
        code: 'assumed-without-note',
        path: file.atKey([...path, 'assumed']),
        message: `${where} is assumed, but nothing says on what ground.`,
        remedy: 'Add "note:" with the ground.',
      },
    ];
  }
  if (source === undefined) {
    return [
      {
        code: 'value-without-source',
        path: file.atKey(path),
        message: `${where} has a value, but nothing says where it comes from.`,
        remedy: 'Add "source:" with a key of sources.yaml, or "assumed: true" and "note:".',
      },
    ];
  }
  if (typeof source !== 'string' || sources === undefined || sources.includes(source)) return [];
  const near = nearestWord(source, sources);
  return [
    {
      code: 'unknown-source',
      path: file.at([...path, 'source']),
      value: source,
      message: `${where} names the source "${source}", which sources.yaml does not list.`,
      remedy: near === undefined ? 'Add it to sources.yaml.' : `Did you mean "${near}"? Or add it to sources.yaml.`,
    },
  ];
}
