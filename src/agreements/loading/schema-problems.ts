import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Problem } from '../../kernel/outcome.ts';
import { nearestWord } from './nearest-word.ts';
import { childOf, isRecord, placeInWords } from './tree.ts';
import type { Step, YamlFile, YamlPath } from './yaml-file.ts';

type SchemaError = ReturnType<typeof Value.Errors>[number];

/** What a YAML file says against its schema, each mistake by file and line. Empty when it holds. */
export function schemaProblems(schema: TSchema, file: YamlFile): readonly Problem[] {
  // An unknown key is reported twice by the validator: once as a value nothing may have, once with its name.
  const errors = Value.Errors(schema, file.data).filter((each) => each.keyword !== 'boolean');
  return errors.flatMap((each) => problemsOf(schema, file, each));
}

function problemsOf(schema: TSchema, file: YamlFile, error: SchemaError): readonly Problem[] {
  const path = pathOf(error.instancePath, file.data);
  const where = placeInWords(path);
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((key) => ({
        code: 'missing-key',
        path: file.at(path),
        message: `"${key}" is missing${where === '' ? '' : ` from ${where}`}.`,
        remedy: `Add "${key}".`,
      }));
    case 'additionalProperties': {
      const known = knownKeys(schema, error.schemaPath);
      return error.params.additionalProperties.map((key) => unknownKey(file, [...path, key], key, where, known));
    }
    case 'enum':
      return [
        {
          code: path[0] === 'routes' && path.at(-1) === 'kind' ? 'unknown-route' : 'wrong-value',
          path: file.at(path),
          ...shown(file, path),
          message: `${where} is ${printed(file, path)}, which is not one of the values it can have.`,
          remedy: `Use one of: ${error.params.allowedValues.map(String).join(', ')}.`,
        },
      ];
    case 'type':
      return [
        {
          code: 'wrong-type',
          path: file.at(path),
          ...shown(file, path),
          message: `${where === '' ? 'The file' : where} must be ${typeInWords([error.params.type].flat())}.`,
          remedy: typeRemedy([error.params.type].flat(), valueAt(file.data, path)),
        },
      ];
    case 'pattern': {
      const expected = schemaAt(schema, error.schemaPath)?.['title'];
      return [
        {
          code: 'wrong-value',
          path: file.at(path),
          ...shown(file, path),
          message: `${where} is ${printed(file, path)}, which cannot be read.`,
          remedy: `Write ${typeof expected === 'string' ? expected : 'it as the documentation says'}.`,
        },
      ];
    }
    default:
      return [
        {
          code: 'wrong-value',
          path: file.at(path),
          ...shown(file, path),
          message: `${where === '' ? 'The file' : where} ${error.message}.`,
          remedy: 'Correct the value; docs/agreement-packs.md says what it may be.',
        },
      ];
  }
}

function unknownKey(file: YamlFile, path: YamlPath, key: string, where: string, known: readonly string[]): Problem {
  const near = nearestWord(key, known);
  return {
    code: 'unknown-key',
    path: file.atKey(path),
    value: key,
    message: `"${key}" is not a key that ${where === '' ? 'this file' : where} can have.`,
    remedy: near === undefined ? `Take it out. Known keys: ${known.join(', ')}.` : `Did you mean "${near}"?`,
  };
}

/** The steps of a JSON pointer, list places as numbers. */
function pathOf(pointer: string, data: unknown): readonly Step[] {
  const steps: Step[] = [];
  let node = data;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replace(/~1/g, '/').replace(/~0/g, '~');
    const step = Array.isArray(node) ? Number(key) : key;
    steps.push(step);
    node = childOf(node, step);
  }
  return steps;
}

function valueAt(data: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>((node, step) => childOf(node, step), data);
}

function printed(file: YamlFile, path: YamlPath): string {
  const value = valueAt(file.data, path);
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function shown(file: YamlFile, path: YamlPath): { readonly value?: string } {
  const value = valueAt(file.data, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? { value: String(value) }
    : {};
}

const types: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a set of keys with values',
};

function typeInWords(names: readonly string[]): string {
  return names.map((each) => types[each] ?? each).join(' or ');
}

function typeRemedy(names: readonly string[], value: unknown): string {
  if (names.includes('string') && (typeof value === 'number' || typeof value === 'boolean')) {
    return `Put it in quotes: '${String(value)}'.`;
  }
  if (names.includes('array')) return 'Write one item a line, each after a dash; or [] for none.';
  if (names.includes('object')) return 'Write its keys on lines of their own, indented below it.';
  return 'Correct the value.';
}

/** The schema a validator's path (`#/properties/lots/items`) leads to. */
function schemaAt(schema: unknown, pointer: string): Readonly<Record<string, unknown>> | undefined {
  let node: unknown = schema;
  for (const part of pointer.split('/').slice(1)) node = childOf(node, Array.isArray(node) ? Number(part) : part);
  return isRecord(node) ? node : undefined;
}

function knownKeys(schema: TSchema, pointer: string): readonly string[] {
  const properties = schemaAt(schema, pointer)?.['properties'];
  return isRecord(properties) ? Object.keys(properties) : [];
}
