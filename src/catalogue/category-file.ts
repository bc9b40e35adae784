import { Compile, type Validator } from 'typebox/compile';
import type { TProperties, TSchema } from 'typebox';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Problem } from '../kernel/outcome.ts';
import { type Attribute, type Category, type CategoryNode, CategorySchema } from './category.ts';

const schema: Validator<TProperties, typeof CategorySchema> = Compile(CategorySchema);

/** What a branch file says, and everything wrong with it by file and line. */
export interface BranchReading {
  readonly place: number;
  readonly categories: readonly Category[];
  readonly problems: readonly Problem[];
}

/** What a child takes from the node above it where it says nothing itself. */
interface Inherited {
  readonly id: string | undefined;
  readonly depth: number;
  readonly nature: Category['nature'];
  readonly unit: string;
  readonly attributes: readonly Attribute[];
}

const top: Inherited = { id: undefined, depth: 0, nature: 'goods', unit: 'each', attributes: [] };

/** Reads a branch of the category tree from the text of its YAML file; `file` is how problems name it. */
export function readBranch(text: string, file: string): BranchReading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      code: 'category-file-unreadable',
      path: `${file}:${lines.linePos(error.pos[0]).line}`,
      message: `The file is not valid YAML: ${error.message}.`,
      remedy: 'Correct the line; check indentation, colons and quotes.',
    }));
    return { place: 0, categories: [], problems };
  }
  const lineOf = (path: readonly (string | number)[]): number => {
    const node = nearest(document.contents, path);
    return node?.range == null ? 1 : lines.linePos(node.range[0]).line;
  };
  const reader = new BranchReader(file, lineOf);
  reader.read(document.toJS() as unknown, [], top);
  return { place: reader.place, categories: reader.categories, problems: reader.problems };
}

/** The node a path leads to, or the last one on the way that exists. */
function nearest(root: unknown, path: readonly (string | number)[]): Node | undefined {
  let node: unknown = root;
  let found: Node | undefined = isMap(root) || isSeq(root) || isScalar(root) ? root : undefined;
  for (const step of path) {
    if (!isMap(node) && !isSeq(node)) break;
    const next: unknown = node.get(step, true);
    if (!isMap(next) && !isSeq(next) && !isScalar(next)) break;
    node = next;
    found = next;
  }
  return found;
}

class BranchReader {
  readonly categories: Category[] = [];
  readonly problems: Problem[] = [];
  place = 999;
  readonly #file: string;
  readonly #lineOf: (path: readonly (string | number)[]) => number;

  constructor(file: string, lineOf: (path: readonly (string | number)[]) => number) {
    this.#file = file;
    this.#lineOf = lineOf;
  }

  read(value: unknown, path: readonly (string | number)[], above: Inherited): void {
    if (!schema.Check(value)) {
      this.#schemaProblems(schema, value, path);
      return;
    }
    if (above.id === undefined) this.place = value.place ?? this.place;
    const id = above.id === undefined ? value.id : `${above.id}/${value.id}`;
    const attributes = this.#attributes(value, path, above.attributes);
    const here: Inherited = {
      id,
      depth: above.depth + 1,
      nature: value.nature ?? above.nature,
      unit: value.unit ?? above.unit,
      attributes,
    };
    this.categories.push({
      id,
      parent: above.id,
      depth: above.depth,
      name: value.name,
      noun: value.noun,
      icon: value.icon,
      summary: value.summary,
      nature: here.nature,
      unit: here.unit,
      synonyms: value.synonyms ?? [],
      unspsc: value.unspsc ?? [],
      cpv: value.cpv ?? [],
      footprint: value.footprint,
      shortcut: value.shortcut,
      attributes,
    });
    this.#checkFootprint(value, path);
    const seen = new Set<string>();
    for (const [index, child] of (value.children ?? []).entries()) {
      const childPath = [...path, 'children', index];
      const childId = typeof child === 'object' && child !== null && 'id' in child ? String(child.id) : '';
      if (childId !== '' && seen.has(childId)) {
        this.#problem(
          'category-twice',
          childPath,
          childId,
          `There are two categories ${id}/${childId}.`,
          'Rename one.',
        );
      }
      seen.add(childId);
      this.read(child, childPath, here);
    }
  }

  #attributes(
    node: CategoryNode,
    path: readonly (string | number)[],
    inherited: readonly Attribute[],
  ): readonly Attribute[] {
    const own = new Map<string, Attribute>();
    for (const [index, attribute] of (node.attributes ?? []).entries()) {
      const at = [...path, 'attributes', index];
      if (own.has(attribute.key)) {
        this.#problem('attribute-twice', at, attribute.key, `${attribute.key} stands here twice.`, 'Remove one.');
      }
      own.set(attribute.key, attribute);
      this.#checkAttribute(attribute, at);
    }
    // An own attribute replaces the inherited one of that key; what a kind adds comes before what all share.
    return [...own.values(), ...inherited.filter((each) => !own.has(each.key))];
  }

  #checkAttribute(attribute: Attribute, path: readonly (string | number)[]): void {
    const { key, type, choices, bands } = attribute;
    if ((type === 'choice') !== (choices !== undefined)) {
      this.#problem(
        'attribute-choices',
        path,
        key,
        `${key} is a ${type}.`,
        'Give choices to a choice, and only to it.',
      );
    }
    if (bands !== undefined && type !== 'number' && type !== 'date') {
      this.#problem('attribute-bands', path, key, `${key} is a ${type}.`, 'Only numbers and dates have bands.');
    }
    for (const [index, band] of (bands ?? []).entries()) {
      const wanted = type === 'date' ? 'string' : 'number';
      const ends = [band.from, band.to].filter((each) => each !== undefined);
      const reversed = band.from !== undefined && band.to !== undefined && band.from > band.to;
      if (ends.length === 0 || ends.some((each) => typeof each !== wanted) || reversed) {
        const at = [...path, 'bands', index];
        this.#problem(
          'attribute-band',
          at,
          band.label,
          `The band of ${key} has no usable ends.`,
          'Give from, to or both.',
        );
      }
    }
    if (attribute.filter !== undefined && type === 'range') {
      this.#problem('attribute-filter', path, key, `${key} is a range.`, 'A range cannot be a filter.');
    }
    if (attribute.filter !== undefined && (type === 'number' || type === 'date') && bands === undefined) {
      this.#problem(
        'attribute-filter',
        path,
        key,
        `The filter ${key} has no bands.`,
        'Give the bands people choose from.',
      );
    }
  }

  #checkFootprint(node: CategoryNode, path: readonly (string | number)[]): void {
    if (node.footprint === undefined) return;
    const { low, typical, high } = node.footprint.embodiedKg;
    if (low <= 0 || low > typical || typical > high) {
      const at = [...path, 'footprint', 'embodiedKg'];
      this.#problem(
        'footprint-band',
        at,
        `${low}, ${typical}, ${high}`,
        'The band is out of order.',
        'Give low ≤ typical ≤ high.',
      );
    }
  }

  #schemaProblems<S extends TSchema>(
    validator: Validator<TProperties, S>,
    value: unknown,
    path: readonly (string | number)[],
  ): void {
    const seen = new Set<string>();
    for (const error of validator.Errors(value)) {
      // A closed object reports an extra key twice: keep the one that points at the key.
      if (error.keyword === 'additionalProperties') continue;
      const steps = error.instancePath
        .split('/')
        .slice(1)
        .map((each) => (/^\d+$/.test(each) ? Number(each) : each));
      const where = error.instancePath === '' ? 'the category' : error.instancePath.slice(1);
      const message = error.keyword === 'boolean' ? `${where} is not a known key.` : `${where}: ${error.message}.`;
      if (seen.has(message)) continue;
      seen.add(message);
      this.#problem('category-shape', [...path, ...steps], undefined, message, 'Compare with a neighbouring category.');
    }
  }

  #problem(
    code: string,
    path: readonly (string | number)[],
    value: string | undefined,
    message: string,
    remedy: string,
  ): void {
    const at = `${this.#file}:${this.#lineOf(path)}`;
    this.problems.push({ code, path: at, ...(value === undefined ? {} : { value }), message, remedy });
  }
}
