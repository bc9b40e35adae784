import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { readYamlFile, schemaProblems, type YamlFile } from '../../agreements/index.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { conditions, fundingModels, units, vatCategories, warrantyTypes } from '../offer.ts';
import { headingKey } from './heading-key.ts';
import { columnKinds, type PriceColumn, type PriceColumns } from './price-column.ts';
import { breakNumbers, breakPairs, type PlainField, plainFields } from './price-field.ts';

const file = 'price-list-columns.yaml';
const closed = { additionalProperties: false } as const;
const line = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^\\S',
  title: 'a text that does not begin with a space',
});
const lines = Type.Array(line, { maxItems: 80 });
const word = Type.Object({ value: line, synonyms: lines }, closed);

const ColumnSchema = Type.Object(
  {
    field: Type.Unsafe<PlainField>(Type.Enum([...plainFields])),
    heading: line,
    kind: Type.Enum([...columnKinds]),
    required: Type.Optional(Type.Boolean()),
    about: line,
    example: line,
    synonyms: lines,
    weak: Type.Optional(lines),
    whenAbsent: Type.Optional(Type.Object({ value: Type.String({ maxLength: 60 }), says: line }, closed)),
    template: Type.Optional(Type.Enum(['always', 'control', 'never'])),
    words: Type.Optional(Type.Array(word, { minItems: 2 })),
    least: Type.Optional(Type.Integer({ minimum: 0 })),
    most: Type.Optional(Type.Integer({ minimum: 1 })),
    longest: Type.Optional(Type.Integer({ minimum: 1, maximum: 4000 })),
    signed: Type.Optional(Type.Boolean()),
  },
  closed,
);

const numbered = Type.String({
  pattern: '^\\S.*\\{n\\}|^\\{n\\}',
  title: 'a text with {n} for the number of the break',
});
const BreakSchema = Type.Object(
  { heading: numbered, about: line, example: Type.Array(line, { minItems: 1 }), synonyms: Type.Array(numbered) },
  closed,
);

const FileSchema = Type.Object(
  {
    columns: Type.Array(ColumnSchema, { minItems: 1 }),
    breaks: Type.Object(
      {
        templatePairs: Type.Integer({ minimum: 0, maximum: breakNumbers.length }),
        quantity: BreakSchema,
        price: BreakSchema,
      },
      closed,
    ),
    vatIncluded: Type.Array(line, { minItems: 1 }),
    otherCurrencies: Type.Array(word, { minItems: 1 }),
  },
  closed,
);
type ColumnsFile = Static<typeof FileSchema>;

/** The words a field must offer, so that everything an offer can say can be written. */
const wanted: Readonly<Partial<Record<PlainField, readonly string[]>>> = {
  vatCategory: vatCategories,
  unit: units,
  warrantyType: warrantyTypes,
  condition: conditions,
  fundingModels,
};

/** Reads `price-list-columns.yaml` from the folder of reference facts; fails with every mistake, by file and line. */
export async function loadPriceColumns(referenceDir: string): Promise<Outcome<PriceColumns>> {
  const read = await readYamlFile(referenceDir, file);
  if (!read.ok) return read;
  const { data } = read.value;
  if (!Value.Check(FileSchema, data)) return fail(...schemaProblems(FileSchema, read.value));
  const problems = [...fieldProblems(read.value, data), ...wordProblems(read.value, data)];
  const columns = columnsIn(data);
  problems.push(...headingProblems(read.value, data, columns));
  if (problems.length > 0) return fail(...problems);
  return succeed({ columns, vatIncluded: data.vatIncluded, otherCurrencies: data.otherCurrencies });
}

function columnsIn(data: ColumnsFile): readonly PriceColumn[] {
  const plain = data.columns.map((each): PriceColumn => ({
    field: each.field,
    heading: each.heading,
    synonyms: each.synonyms,
    weak: each.weak ?? [],
    required: each.required ?? false,
    kind: each.kind,
    about: each.about,
    example: each.example,
    whenAbsent: each.whenAbsent ?? null,
    template: each.template ?? 'always',
    words: each.words ?? [],
    least: each.least ?? null,
    most: each.most ?? null,
    longest: each.longest ?? null,
    signed: each.signed ?? false,
  }));
  const breaks = breakPairs.flatMap((pair, index) =>
    (['quantity', 'price'] as const).map((part): PriceColumn => {
      const { heading, about, example, synonyms } = data.breaks[part];
      const named = (text: string): string => text.replaceAll('{n}', String(index + 1));
      return {
        field: pair[part],
        heading: named(heading),
        synonyms: synonyms.map(named),
        weak: [],
        required: false,
        kind: part === 'quantity' ? 'count' : 'money',
        about,
        example: example[index] ?? '',
        whenAbsent: null,
        template: index < data.breaks.templatePairs ? 'always' : 'never',
        words: [],
        least: part === 'quantity' ? 1 : null,
        most: part === 'quantity' ? 1_000_000 : null,
        longest: null,
        signed: false,
      };
    }),
  );
  const price = plain.findIndex((each) => each.field === 'unitPrice') + 1;
  return [...plain.slice(0, price), ...breaks, ...plain.slice(price)];
}

/** Every field once. */
function fieldProblems(yaml: YamlFile, data: ColumnsFile): readonly Problem[] {
  const fields = data.columns.map((each) => each.field);
  const twice = fields.flatMap((each, index) => (fields.indexOf(each) < index ? [{ each, index }] : []));
  return [
    ...twice.map(({ each, index }) => ({
      code: 'column-twice',
      path: yaml.at(['columns', index, 'field']),
      value: each,
      message: `The field ${each} has a second column.`,
      remedy: 'Keep one of the two.',
    })),
    ...plainFields
      .filter((each) => !fields.includes(each))
      .map((each) => ({
        code: 'column-missing',
        path: yaml.at(['columns']),
        value: each,
        message: `The field ${each} has no column.`,
        remedy: 'Add a column with this field.',
      })),
  ];
}

/** The words of an offer, all of them and no others; none that means two things. */
function wordProblems(yaml: YamlFile, data: ColumnsFile): readonly Problem[] {
  return data.columns.flatMap((column, index) => {
    const values = (column.words ?? []).map((each) => each.value);
    const needed = wanted[column.field] ?? [];
    const meaning = new Map<string, string>();
    const path = ['columns', index, 'words'];
    return [
      ...needed
        .filter((each) => !values.includes(each))
        .map((each) => ({
          code: 'word-missing',
          path: yaml.at(path),
          value: each,
          message: `The column ${column.heading} lacks the word ${each}.`,
          remedy: `Add { value: ${each}, synonyms: [] }.`,
        })),
      ...(column.words ?? []).flatMap((each, place) => [
        ...(needed.includes(each.value)
          ? []
          : [
              {
                code: 'word-unknown',
                path: yaml.at([...path, place, 'value']),
                value: each.value,
                message: `An offer's ${column.heading.toLowerCase()} cannot be "${each.value}".`,
                remedy: needed.length === 0 ? 'Take the words out.' : `Use one of: ${needed.join(', ')}.`,
              },
            ]),
        ...[each.value, ...each.synonyms].flatMap((text) => {
          const before = meaning.get(headingKey(text));
          meaning.set(headingKey(text), each.value);
          if (before === undefined || before === each.value) return [];
          return [
            {
              code: 'word-unclear',
              path: yaml.at([...path, place]),
              value: text,
              message: `"${text}" means both ${before} and ${each.value}.`,
              remedy: 'Leave it with one of the two.',
            },
          ];
        }),
      ]),
    ];
  });
}

/** No heading or synonym that means two fields. */
function headingProblems(yaml: YamlFile, data: ColumnsFile, columns: readonly PriceColumn[]): readonly Problem[] {
  const owners = new Map<string, PriceColumn>();
  return columns.flatMap((column) =>
    [column.heading, ...column.synonyms].flatMap((text): readonly Problem[] => {
      const key = headingKey(text);
      const before = owners.get(key);
      owners.set(key, column);
      if (before === undefined || before === column) return [];
      const index = data.columns.findIndex((each) => each.field === column.field);
      return [
        {
          code: 'heading-unclear',
          path: yaml.at(index < 0 ? ['breaks'] : ['columns', index, 'synonyms']),
          value: text,
          message: `The heading "${text}" means both ${before.field} and ${column.field}.`,
          remedy: 'Leave it with one of the two.',
        },
      ];
    }),
  );
}
