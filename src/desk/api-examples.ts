import type { OperationDescription, OperationGroup } from './api-description.ts';

/** Asks the service itself; undefined when it does not answer with 200 and JSON. */
export type Ask = (address: string) => Promise<unknown>;

/** What makes an example worth reading, where any value would do but not every value tells something. */
const words: Readonly<Record<string, string>> = { q: 'laptop', quantity: '30', limit: '1' };

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** The first thing a list answers with, whatever its list is called. */
function firstOf(answer: unknown): Fields {
  const lists: readonly unknown[] = Array.isArray(answer) ? [answer] : Object.values(fields(answer));
  const filled: unknown = lists.find((each) => Array.isArray(each) && each.length > 0);
  return Array.isArray(filled) ? fields(filled[0]) : {};
}

/** What a placeholder of the address is called in the thing itself. */
function named(thing: Fields, name: string): string | undefined {
  const value = [name, 'number', 'slug', 'id'].map((each) => thing[each]).find((each) => each !== undefined);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const placeholder = /\/\{([^}]+)\}/;

/** Fills `/things/{id}` with the first thing that `/things` lists; undefined when it lists none. */
async function fill(address: string, ask: Ask): Promise<string | undefined> {
  const found = placeholder.exec(address);
  if (found === null) return address;
  const value = named(firstOf(await ask(address.slice(0, found.index))), found[1] ?? '');
  if (value === undefined) return undefined;
  return fill(address.replace(placeholder, `/${encodeURIComponent(value)}`), ask);
}

function withWords(address: string, operation: OperationDescription): string {
  const taken = operation.parameters.filter((each) => each.where === 'query').map((each) => each.name);
  // Only a list that can be searched is asked for something; others just for little.
  const useful = taken.includes('quantity') ? ['q', 'quantity', 'limit'] : ['limit'];
  const query = useful.filter((each) => taken.includes(each)).map((each) => `${each}=${words[each] ?? ''}`);
  return query.length === 0 || address.includes('?') ? address : `${address}?${query.join('&')}`;
}

const longest = 160;

/** An answer short enough to read: of each list the first, of long texts the beginning. */
export function shortened(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (Array.isArray(value)) {
    const all: readonly unknown[] = value;
    return all.length <= 1 ? all.map(shortened) : [shortened(all[0]), `… and ${String(all.length - 1)} more`];
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)]));
}

async function withAnswer(operation: OperationDescription, ask: Ask): Promise<OperationDescription> {
  if (operation.method !== 'GET') return operation;
  const filled = await fill(operation.example, ask);
  if (filled === undefined) return operation;
  const example = withWords(filled, operation);
  const answer = await ask(example);
  if (answer === undefined) return operation;
  return { ...operation, example, answer: JSON.stringify(shortened(answer), null, 2), real: true };
}

/** The operations with examples that work here and now, and what they answer; one that does not keeps its shape. */
export async function withAnswers(groups: readonly OperationGroup[], ask: Ask): Promise<readonly OperationGroup[]> {
  const asked = new Map<string, Promise<unknown>>();
  const once: Ask = (address) => {
    const answer = asked.get(address) ?? ask(address);
    asked.set(address, answer);
    return answer;
  };
  return Promise.all(
    groups.map(async (group) => ({
      ...group,
      operations: await Promise.all(group.operations.map((operation) => withAnswer(operation, once))),
    })),
  );
}
