import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';
import { parse } from 'yaml';
import { roles } from '../people/roles.ts';

const closed = { additionalProperties: false };
const Id = Type.String({ pattern: '^[a-z0-9]{4,16}$' });
const Words = Type.String({ minLength: 1 });
const Money = Type.String({ pattern: '^\\d{1,9}\\.\\d{2}$' });
const Identifier = Type.Object({ scheme: Words, number: Words }, closed);

const Person = Type.Object(
  {
    id: Id,
    name: Words,
    title: Words,
    roles: Type.Array(Type.Enum([...roles]), { minItems: 1 }),
    site: Type.Optional(Id),
    approvalLimit: Type.Optional(Money),
    signingLimit: Type.Optional(Money),
    /** What waits for them; absent: nobody can step into them from the sign-in page. */
    persona: Type.Optional(Words),
  },
  closed,
);

const Organisation = Type.Object(
  {
    id: Id,
    kind: Type.Enum(['buyer', 'supplier', 'authority']),
    /** Absent for suppliers: the register names them. */
    name: Type.Optional(Words),
    class: Type.Optional(Words),
    supplier: Type.Optional(Words),
    identifier: Type.Optional(Identifier),
    agreements: Type.Optional(Type.Array(Words)),
    domains: Type.Optional(Type.Array(Words)),
    sites: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Id, name: Words, address: Words, postcode: Words, identifier: Type.Optional(Identifier) },
          closed,
        ),
      ),
    ),
    people: Type.Array(Person, { minItems: 1 }),
  },
  closed,
);

const Definition = Type.Object({ agreement: Words, organisations: Type.Array(Organisation) }, closed);

export type DemoPerson = Static<typeof Person>;
export type DemoOrganisation = Static<typeof Organisation>;
export type DemoPeople = Static<typeof Definition>;

/** Reads `people.yaml` of a pack's `demo` folder; undefined where there is none. Throws on a mistake: it ships with the project. */
export async function readDemoPeople(demoFolder: string): Promise<DemoPeople | undefined> {
  let text: string;
  try {
    text = await readFile(join(demoFolder, 'people.yaml'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = parse(text);
  if (Value.Check(Definition, value)) return value;
  const first = Value.Errors(Definition, value)[0];
  throw new Error(
    `people.yaml of the demonstration cannot be used: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
  );
}
