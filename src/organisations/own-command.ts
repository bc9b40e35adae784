import { readFile } from 'node:fs/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Outcome, Problem } from '../kernel/outcome.ts';
import type { Actor } from '../platform/access/index.ts';
import { type CommandContext, CommandError, renderTable } from '../platform/commands/index.ts';
import { type Acting, isNotFound } from './buyers/acting.ts';
import type { OrganisationWorks } from './membership/organisation-works.ts';
import { largestSiteList } from './membership/site-table.ts';

/** What the commands of one's own organisation use. */
export interface OwnOrganisationServices {
  readonly organisationWorks: OrganisationWorks;
  /** Who a key of an organisation acts as; undefined for one that does not work. */
  readonly actorOfKey: (secret: string) => Promise<Actor | undefined>;
}

export type Open = () => Promise<OwnOrganisationServices>;
export type Options = Readonly<Record<string, string | boolean>>;

export interface Opened {
  readonly works: OrganisationWorks;
  readonly acting: Acting;
  /** The organisation of the key. */
  readonly id: string;
}

/** The services, with the organisation and the actor the key stands for. */
export async function openAs(services: Open, options: Options, context: CommandContext): Promise<Opened> {
  const { organisationWorks: works, actorOfKey } = await services();
  const path = String(options['key']);
  const secret = await readFile(context.resolve(path), 'utf8').catch(() => {
    throw new CommandError(`The file ${path} with the key cannot be read.`);
  });
  const actor = await actorOfKey(secret.trim());
  const id = actor?.kind === 'key' ? actor.membership?.organisation : undefined;
  if (actor === undefined || id === undefined) throw new CommandError('The key in that file does not work (any more).');
  return { works, acting: { actor, requestId: 'command-line' }, id };
}

export async function readInput(context: CommandContext, name = '-'): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of context.input(name) as AsyncIterable<Uint8Array | string>) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > largestSiteList.maxBytes) throw new CommandError('The file is larger than 1 MB.');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** A document that fits the schema, with what is not given as its defaults say. */
export async function readJson<T extends TSchema>(
  context: CommandContext,
  name: string | undefined,
  schema: T,
): Promise<Static<T>> {
  const text = Buffer.from(await readInput(context, name)).toString('utf8');
  let value: unknown;
  try {
    value = Value.Default(schema, JSON.parse(text));
  } catch {
    throw new CommandError('The input is no JSON document. See the schema in --help.');
  }
  if (Value.Check(schema, value)) return value;
  const [first] = Value.Errors(schema, value);
  throw new CommandError(`The input does not fit: ${first?.instancePath ?? ''} ${first?.message ?? ''}. See --help.`);
}

/** Writes what was done, or what is wrong: exit 1. Throws where the key may not. */
export function tell<T>(context: CommandContext, outcome: Outcome<T>, shown: (value: T) => object): 0 | 1 {
  if (outcome.ok) {
    context.write(context.json ? `${JSON.stringify(shown(outcome.value))}\n` : 'Done.\n');
    return 0;
  }
  if (isNotFound(outcome.problems)) throw notAllowed();
  if (context.json) context.write(`${JSON.stringify({ problems: outcome.problems })}\n`);
  else writeProblems(context, outcome.problems);
  return 1;
}

export function table<T extends Readonly<Record<string, unknown>>>(
  context: CommandContext,
  items: readonly T[],
  columns: readonly (keyof T & string)[],
): 0 {
  if (context.json) context.write(`${JSON.stringify({ items })}\n`);
  else if (items.length === 0) context.write('There are none.\n');
  else {
    const headings = columns.map((name) => ({
      heading: name.replace(/^./, (first) => first.toUpperCase()).replace(/At$/, ''),
      value: (item: T) => wordOf(item[name]),
    }));
    context.write(renderTable(context, headings, items));
  }
  return 0;
}

function wordOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordOf).join(', ');
  return typeof value === 'string' ? value : '';
}

export function writeProblems(context: CommandContext, problems: readonly Problem[]): void {
  for (const { row, column, message, remedy } of problems) {
    const where = [row === undefined ? '' : `Row ${String(row)}`, column ?? ''].filter((each) => each !== '');
    context.writeError(`${where.length === 0 ? '' : `${where.join(', ')}: `}${message} ${remedy}\n`);
  }
}

export function notAllowed(): CommandError {
  return new CommandError('There is no such thing in your organisation, or the key lacks the scope for it.');
}
