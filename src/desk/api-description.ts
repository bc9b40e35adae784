/** The OpenAPI document as a page shows it: groups of operations in plain words, each with a request and an answer. */

export interface ParameterDescription {
  readonly name: string;
  readonly where: string;
  readonly required: boolean;
  readonly type: string;
  readonly allowed: readonly string[];
  readonly text: string;
}

export interface OperationDescription {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly text: string;
  readonly scopes: boolean;
  readonly parameters: readonly ParameterDescription[];
  /** The address of an example, relative to the service. */
  readonly example: string;
  readonly body: string;
  readonly answer: string;
  /** Whether the answer was given by this service, rather than made from the schema. */
  readonly real: boolean;
}

export interface OperationGroup {
  readonly name: string;
  readonly operations: readonly OperationDescription[];
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** Follows a reference inside the document; a circle of references ends at the third turn, see `sample`. */
function resolve(document: Fields, schema: Fields): Fields {
  const reference = text(schema['$ref']);
  if (!reference.startsWith('#/')) return schema;
  return reference
    .slice(2)
    .split('/')
    .reduce<Fields>((at, step) => fields(at[step.replaceAll('~1', '/').replaceAll('~0', '~')]), document);
}

function alternatives(schema: Fields): readonly Fields[] {
  return [...list(schema['anyOf']), ...list(schema['oneOf'])].map(fields);
}

function allowedValues(document: Fields, given: Fields): readonly string[] {
  const schema = resolve(document, given);
  if ('const' in schema) return [text(schema['const'])];
  const own = list(schema['enum']).map(text);
  if (own.length > 0) return own;
  if (schema['type'] === 'array') return allowedValues(document, fields(schema['items']));
  return alternatives(schema).flatMap((each) => allowedValues(document, each));
}

const typeWords: Readonly<Record<string, string>> = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
};

function typeWord(document: Fields, given: Fields): string {
  const schema = resolve(document, given);
  const type = text(schema['type']);
  if (type === 'array') return `${typeWord(document, fields(schema['items']))}, may be repeated`;
  if (schema['format'] === 'date') return 'date, YYYY-MM-DD';
  const known = typeWords[type];
  if (known !== undefined) return known;
  const first = alternatives(schema)[0];
  return first === undefined ? 'text' : typeWord(document, first);
}

/** A value of the schema's shape: its own example if it has one, else one that shows the type. */
function sample(document: Fields, given: Fields, depth: number): unknown {
  const schema = resolve(document, given);
  const examples = list(schema['examples']);
  if (examples.length > 0) return examples[0];
  if ('example' in schema) return schema['example'];
  if ('const' in schema) return schema['const'];
  const choices = list(schema['enum']);
  if (choices.length > 0) return choices[0];
  const all = list(schema['allOf']).map(fields);
  if (all.length > 0) return Object.assign({}, ...all.map((each) => sample(document, each, depth)));
  const options = alternatives(schema);
  const [first] = options.filter((each) => each['type'] !== 'null');
  if (first !== undefined) return sample(document, first, depth);
  switch (schema['type']) {
    case 'object':
      return sampleObject(document, schema, depth);
    case 'array':
      return depth > 5 ? [] : [sample(document, fields(schema['items']), depth + 1)];
    case 'integer':
    case 'number':
      return schema['default'] ?? schema['minimum'] ?? 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(schema);
  }
}

function sampleObject(document: Fields, schema: Fields, depth: number): Fields {
  if (depth > 5) return {};
  const properties = Object.entries(fields(schema['properties']));
  if (properties.length === 0) {
    const other = fields(schema['additionalProperties']);
    return Object.keys(other).length === 0 ? {} : { '…': sample(document, other, depth + 1) };
  }
  return Object.fromEntries(properties.map(([name, each]) => [name, sample(document, fields(each), depth + 1)]));
}

function sampleText(schema: Fields): string {
  switch (schema['format']) {
    case 'date':
      return 'YYYY-MM-DD';
    case 'date-time':
      return 'YYYY-MM-DDThh:mm:ssZ';
    case 'uri':
      return 'https://…';
    default:
      return text(schema['default']) || 'text';
  }
}

function parameterOf(document: Fields, given: unknown): ParameterDescription {
  const parameter = resolve(document, fields(given));
  const schema = fields(parameter['schema']);
  const fallback = text(resolve(document, schema)['default']);
  const said = text(parameter['description']) || text(resolve(document, schema)['description']);
  return {
    name: text(parameter['name']),
    where: text(parameter['in']),
    required: parameter['required'] === true,
    type: typeWord(document, schema),
    allowed: allowedValues(document, schema),
    text: [said, fallback === '' ? '' : `If left out: ${fallback}.`].filter((each) => each !== '').join(' '),
  };
}

/** The first answer that is not an error, as indented JSON; empty when the answer has no JSON. */
function answerOf(document: Fields, operation: Fields): string {
  const responses = fields(operation['responses']);
  const status = Object.keys(responses).find((each) => each.startsWith('2'));
  if (status === undefined) return '';
  return bodyOf(document, fields(responses[status]));
}

function bodyOf(document: Fields, message: Fields): string {
  const schema = fields(fields(fields(resolve(document, message)['content'])['application/json'])['schema']);
  return Object.keys(schema).length === 0 ? '' : JSON.stringify(sample(document, schema, 0), null, 2);
}

function exampleOf(document: Fields, path: string, parameters: readonly unknown[]): string {
  const known = parameters.map((each) => resolve(document, fields(each)));
  const valueOf = (parameter: Fields): string => {
    const schema = resolve(document, fields(parameter['schema']));
    return text(parameter['example']) || text(list(schema['examples'])[0]) || text(schema['example']);
  };
  const filled = path.replaceAll(/\{([^}]+)\}/g, (whole, name: string) => {
    const value = valueOf(known.find((each) => each['in'] === 'path' && each['name'] === name) ?? {});
    return value === '' ? whole : encodeURIComponent(value);
  });
  const query = known
    .filter((each) => each['in'] === 'query')
    .map((each) => [text(each['name']), valueOf(each)] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * Describes every operation of an OpenAPI 3 document, grouped by first tag, in the document's order.
 * Takes any value: what is not there is left out, so that a page can always be shown.
 */
export function describeApi(openapi: unknown): readonly OperationGroup[] {
  const document = fields(openapi);
  const groups = new Map<string, OperationDescription[]>();
  for (const [path, item] of Object.entries(fields(document['paths']))) {
    for (const [method, each] of Object.entries(fields(item))) {
      if (!methods.includes(method)) continue;
      const operation = fields(each);
      const parameters = list(operation['parameters']);
      const group = text(list(operation['tags'])[0]) || 'Other';
      const described: OperationDescription = {
        id: `${method}${path.replaceAll(/[^a-z0-9]+/gi, '-').replace(/-$/, '')}`,
        method: method.toUpperCase(),
        path,
        summary: text(operation['summary']) || `${method.toUpperCase()} ${path}`,
        text: text(operation['description']),
        scopes: list(operation['security']).length > 0,
        parameters: parameters.map((parameter) => parameterOf(document, parameter)),
        example: exampleOf(document, path, parameters),
        body: bodyOf(document, fields(operation['requestBody'])),
        answer: answerOf(document, operation),
        real: false,
      };
      groups.set(group, [...(groups.get(group) ?? []), described]);
    }
  }
  return [...groups].map(([name, operations]) => ({ name, operations }));
}
