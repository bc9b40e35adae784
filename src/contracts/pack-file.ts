import { join } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { type Agreements, readYamlFile, schemaProblems, type Sourced, type YamlFile } from '../agreements/index.ts';
import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';

const line = Type.String({ minLength: 1, maxLength: 1000 });
const closed = { additionalProperties: false } as const;

/** A value of a pack with its source, or assumed and why. */
export function sourced<T extends TSchema>(value: T) {
  return Type.Unsafe<Sourced<Static<T>>>(
    Type.Union([
      Type.Object({ value, source: line, note: Type.Optional(line) }, closed),
      Type.Object({ value, assumed: Type.Literal(true), note: line }, closed),
    ]),
  );
}

/**
 * Reads one file of every installed agreement; fails with every mistake, by file and line. `more` finds what the schema
 * cannot. Gives the content by the agreement's number; undefined for agreements that are not installed.
 */
export async function loadPackFiles<T extends TSchema>(
  agreements: Agreements,
  file: string,
  schema: T,
  more: (data: Static<T>, read: YamlFile) => readonly Problem[] = () => [],
): Promise<Outcome<(agreement: string) => Static<T> | undefined>> {
  const found = new Map<string, Static<T>>();
  const problems: Problem[] = [];
  for (const pack of agreements.packs) {
    const folder = agreements.folderOf(pack);
    const read = await readYamlFile(folder, file);
    if (!read.ok) {
      problems.push(...read.problems);
      continue;
    }
    const { data } = read.value;
    if (!Value.Check(schema, data)) {
      problems.push(...schemaProblems(schema, read.value));
      continue;
    }
    const known = new Set(pack.sources.map((each) => each.key));
    for (const key of sourcesIn(data)) {
      if (known.has(key)) continue;
      problems.push({
        code: 'unknown-source',
        path: join(folder, file),
        value: key,
        message: `The source ${key} is not among the agreement's sources.`,
        remedy: 'Add it to sources.yaml, or name another.',
      });
    }
    problems.push(...more(data, read.value));
    found.set(pack.number.value.toLowerCase(), data);
  }
  if (problems.length > 0) return fail(...problems);
  return succeed((agreement) => found.get(agreement.toLowerCase()));
}

function sourcesIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'source' && typeof value === 'string' ? [value] : sourcesIn(value),
  );
}
