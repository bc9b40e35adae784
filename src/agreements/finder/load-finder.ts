import { Value } from 'typebox/value';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { schemaProblems } from '../loading/schema-problems.ts';
import { readYamlFile } from '../loading/yaml-file.ts';
import { FinderDefinition } from './finder-definition.ts';
import { finderProblems, type FinderSurroundings } from './finder-rules.ts';
import { buildFinder, type Finder } from './finder.ts';

/** The file of a pack that holds its finder. */
export const finderFile = 'finder.yaml';

/** Reads the finder of an agreement from its folder; fails with every mistake found, by file and line. */
export async function loadFinder(folder: string, surroundings: FinderSurroundings): Promise<Outcome<Finder>> {
  const read = await readYamlFile(folder, finderFile);
  if (!read.ok) return read;
  const { data } = read.value;
  if (!Value.Check(FinderDefinition, data)) return fail(...schemaProblems(FinderDefinition, read.value));
  const problems = finderProblems(read.value, data, surroundings);
  if (problems.length > 0) return fail(...problems);
  return succeed(buildFinder(surroundings.pack, data, surroundings.buyerClasses));
}
