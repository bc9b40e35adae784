import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';

/** A step into a document: a key or the place in a list, from 0. */
export type Step = string | number;
export type YamlPath = readonly Step[];

/** A YAML file as plain values, remembering on which line each of them stands. */
export interface YamlFile {
  /** The name problems use, such as `lots.yaml`. */
  readonly name: string;
  readonly data: unknown;
  /** `lots.yaml:12`: the line of the value at the path, or of the nearest thing above it that exists. */
  at(path: YamlPath): string;
  /** As `at`, of the key itself. */
  atKey(path: YamlPath): string;
}

/** Reads and parses a file of the folder. Fails with `missing-file`, `yaml-syntax`, `yaml-alias` or `duplicate-key`. */
export async function readYamlFile(folder: string, name: string): Promise<Outcome<YamlFile>> {
  let text: string;
  try {
    text = await readFile(join(folder, name), 'utf8');
  } catch {
    return fail({
      code: 'missing-file',
      path: `${name}:1`,
      message: `${name} is missing or cannot be read.`,
      remedy: `Put a file called ${name} into the folder; docs/agreement-packs.md says what it holds.`,
    });
  }
  return parseYamlFile(name, text);
}

/** Parses the text of a file. Fails with `yaml-syntax`, `yaml-alias` or `duplicate-key`, one problem a mistake. */
export function parseYamlFile(name: string, text: string): Outcome<YamlFile> {
  const lines = new LineCounter();
  const document: Document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const where = (offset: number): string => `${name}:${String(lines.linePos(offset).line)}`;
  if (document.errors.length > 0) {
    return fail(
      ...document.errors.map((error): Problem =>
        error.code === 'DUPLICATE_KEY'
          ? {
              code: 'duplicate-key',
              path: where(error.pos[0]),
              message: 'The same key stands twice in one place, so one of the two would be lost.',
              remedy: 'Keep one of them.',
            }
          : {
              code: 'yaml-syntax',
              path: where(error.pos[0]),
              message: `This is not valid YAML: ${firstLine(error.message)}`,
              remedy: 'Look at the indentation, quotes and brackets on this line and the one above.',
            },
      ),
    );
  }
  const aliases: Problem[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      aliases.push({
        code: 'yaml-alias',
        path: where(alias.range?.[0] ?? 0),
        value: alias.source,
        message: `This line takes its value from another place (*${alias.source}), so nobody reading it sees what it is.`,
        remedy: 'Write the value itself.',
      });
    },
  });
  if (aliases.length > 0) return fail(...aliases);
  return succeed({
    name,
    data: document.toJS() as unknown,
    at: (path) => where(nearest(document, path)?.range?.[0] ?? 0),
    atKey: (path) => where(keyOf(document, path)?.range?.[0] ?? 0),
  });
}

function firstLine(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.endsWith('.') ? line : `${line}.`;
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value);
}

/** The node a path leads to, or the last one on the way that exists. */
function nearest(document: Document, path: YamlPath): Node | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(found)) continue;
    // Of a list or a set of keys the line of its own key is named: its first item may stand on the next one.
    const itself = length === path.length && (isScalar(found) || typeof path.at(-1) !== 'string');
    return itself ? found : (keyOf(document, path.slice(0, length)) ?? found);
  }
  return undefined;
}

/** The key a path ends with; for an item of a list, the item. */
function keyOf(document: Document, path: YamlPath): Node | undefined {
  const last = path.at(-1);
  if (last === undefined) return isNode(document.contents) ? document.contents : undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    for (const pair of parent.items) {
      if (isScalar(pair.key) && pair.key.value === last) return pair.key;
    }
  }
  return nearest(document, path.slice(0, isMap(parent) ? -1 : path.length));
}
