import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse, YAMLParseError } from 'yaml';
import { fail, type Outcome, type Problem, succeed } from '../../../kernel/outcome.ts';
import { cleanLine, slug } from '../../../kernel/text.ts';
import type { CategoryTree } from '../../category-tree.ts';
import { makerKey } from '../maker-key.ts';

/** The columns of the public footprint file that are read. */
export const boaviztaColumns = [
  'manufacturer',
  'name',
  'category',
  'subcategory',
  'gwp_total',
  'gwp_use_ratio',
  'yearly_tec',
  'lifetime',
  'use_location',
  'report_date',
  'sources',
  'gwp_error_ratio',
  'gwp_manufacturing_ratio',
  'gwp_transport_ratio',
  'gwp_eol_ratio',
  'weight',
  'screen_size',
  'server_type',
  'hard_drive',
  'memory',
  'number_cpu',
  'added_date',
] as const;
export type BoaviztaColumn = (typeof boaviztaColumns)[number];

const closed = { additionalProperties: false } as const;
const line = Type.String({ minLength: 1, maxLength: 300, pattern: '^\\S' });
const column = Type.Enum(boaviztaColumns);

const AttributeSourceSchema = Type.Object(
  {
    /** Where it stands; of several the first that says something. */
    column: Type.Union([column, Type.Array(column, { minItems: 1, maxItems: 4 })]),
    read: Type.Optional(Type.Enum(['number', 'capacity', 'pages', 'words'])),
    words: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean()]))),
  },
  closed,
);

const KindSchema = Type.Object(
  {
    /** `Workplace/Laptop`: category and subcategory of the file. */
    from: Type.Array(line, { minItems: 1, maxItems: 20 }),
    /** Category path; absent where the catalogue has no place for it. */
    to: Type.Optional(line),
    /** What such things are, where the catalogue has no place for them. */
    none: Type.Optional(line),
    /** What a reader must know of their figures. */
    note: Type.Optional(line),
    specification: Type.Optional(Type.Record(Type.String(), AttributeSourceSchema)),
  },
  closed,
);

const FileSchema = Type.Object(
  {
    collection: Type.Object({ name: line, licence: line, url: line }, closed),
    nothing: Type.Array(Type.String({ minLength: 1, maxLength: 60 })),
    headings: Type.Object(
      Object.fromEntries(boaviztaColumns.map((each) => [each, Type.Array(line, { minItems: 1 })])),
      closed,
    ),
    makers: Type.Array(Type.Object({ name: line, also: Type.Array(line) }, closed)),
    places: Type.Record(Type.String(), Type.Array(line)),
    months: Type.Array(Type.Array(line, { minItems: 1 }), { minItems: 12, maxItems: 12 }),
    limits: Type.Object(
      {
        error: Type.Object({ most: Type.Number({ exclusiveMinimum: 0 }), assumed: line }, closed),
        shares: Type.Object({ within: Type.Number({ minimum: 0, maximum: 1 }), assumed: line }, closed),
      },
      closed,
    ),
    kinds: Type.Array(KindSchema, { minItems: 1 }),
  },
  closed,
);
const schema = Compile(FileSchema);

type GuideFile = Static<typeof FileSchema>;
/** Where an attribute of the specification stands, and how its cell is understood. */
export type AttributeSource = Static<typeof AttributeSourceSchema>;
export type BoaviztaKind = Static<typeof KindSchema>;

/** How the public footprint file is read: its headings, spellings and kinds, from `reference/boavizta.yaml`. */
export interface BoaviztaGuide {
  readonly collection: GuideFile['collection'];
  readonly limits: GuideFile['limits'];
  /** The column a heading stands for. */
  columnOf(heading: string): BoaviztaColumn | undefined;
  isNothing(text: string): boolean;
  /** The maker's name as we write it; as given where it is not known. */
  makerOf(text: string): string;
  placeOf(text: string): string;
  /** 1 to 12. */
  monthOf(text: string): number | undefined;
  kindOf(category: string, subcategory: string): BoaviztaKind | undefined;
}

const fileName = 'boavizta.yaml';

/** Reads the guide of the folder `reference`, and checks that its kinds lead into the category tree. */
export async function loadBoaviztaGuide(folder: string, tree: CategoryTree): Promise<Outcome<BoaviztaGuide>> {
  let data: unknown;
  try {
    data = parse(await readFile(join(folder, fileName), 'utf8'));
  } catch (error) {
    const why = error instanceof YAMLParseError ? error.message.split('\n', 1)[0] : 'it cannot be opened';
    return fail(mistake(fileName, `The file cannot be read: ${why ?? ''}`, 'Correct it, or put the file back.'));
  }
  if (!schema.Check(data)) {
    const problems = schema
      .Errors(data)
      .slice(0, 20)
      .map((each) => mistake(`${fileName}#${each.instancePath}`, `It ${each.message}.`, 'Correct the value.'));
    return fail(...problems);
  }
  const problems = data.kinds.flatMap((each, index) => kindProblems(each, `${fileName}#/kinds/${index}`, tree));
  return problems.length > 0 ? fail(...problems) : succeed(guideOf(data));
}

function kindProblems(kind: BoaviztaKind, path: string, tree: CategoryTree): readonly Problem[] {
  if ((kind.to === undefined) === (kind.none === undefined)) {
    return [mistake(path, 'A kind leads to a category or says why to none.', 'Give either "to" or "none".')];
  }
  if (kind.to === undefined) return [];
  const category = tree.get(kind.to);
  if (category === undefined || !tree.holdsProducts(kind.to)) {
    return [mistake(path, `${kind.to} is no category that holds products.`, 'Use a leaf of reference/categories.')];
  }
  const known = new Set(category.attributes.map((each) => each.key));
  return Object.keys(kind.specification ?? {})
    .filter((key) => !known.has(key))
    .map((key) => mistake(path, `${category.name} have no attribute ${key}.`, 'Leave it out or correct its name.'));
}

function mistake(path: string, message: string, remedy: string): Problem {
  return { code: 'boavizta-guide', path, message, remedy };
}

function guideOf(file: GuideFile): BoaviztaGuide {
  const headings = new Map<string, BoaviztaColumn>();
  for (const name of boaviztaColumns) {
    for (const heading of file.headings[name] ?? []) headings.set(headingKey(heading), name);
  }
  const nothing = new Set(file.nothing.map((each) => each.toLowerCase()));
  const makers = new Map(
    file.makers.flatMap(({ name, also }) => [name, ...also].map((each) => [makerKey(each), name] as const)),
  );
  const places = new Map(
    Object.entries(file.places).flatMap(([name, also]) => [name, ...also].map((each) => [slug(each), name] as const)),
  );
  const months = new Map(file.months.flatMap((names, index) => names.map((each) => [slug(each), index + 1] as const)));
  const kinds = new Map(file.kinds.flatMap((kind) => kind.from.map((each) => [slug(each), kind] as const)));
  return {
    collection: file.collection,
    limits: file.limits,
    columnOf: (heading) => headings.get(headingKey(heading)),
    isNothing: (text) => text === '' || nothing.has(text.toLowerCase()),
    makerOf: (text) => makers.get(makerKey(text)) ?? text,
    placeOf: (text) => places.get(slug(text)) ?? text,
    monthOf: (text) => months.get(slug(text)),
    kindOf: (category, subcategory) => kinds.get(slug(`${category}/${subcategory}`)),
  };
}

function headingKey(heading: string): string {
  return cleanLine(heading)
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}
