/**
 * One text for one value: keys sorted by code unit, no spaces, as `JSON.stringify` writes texts and numbers. Members
 * without a value are left out. Throws for what JSON cannot say. What is hashed or signed is this text, in UTF-8.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${String(value)} cannot be said in JSON`);
      return JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : ofObject(value);
    default:
      throw new Error(`A ${typeof value} cannot be said in JSON`);
  }
}

function ofObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}
