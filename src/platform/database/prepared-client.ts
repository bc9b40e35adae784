import pg from 'pg';

/** A text asked this often is worth a plan of its own. */
const oftenEnough = 8;
/** Prepared statements a connection keeps at the most: each takes memory in the database. */
const mostNames = 400;
/** Texts that are counted before they have a name. */
const mostCounted = 2_000;
/** What is planned for its values each time (a search, a page of a list), or cannot be prepared. */
const notPrepared = /\blimit\b|search_|^\s*(?:copy|explain|vacuum|create|alter|drop|begin|commit|rollback|set)\b/i;

const counts = new Map<string, number>();
const names = new Map<string, string>();

/** The name under which the text is prepared, the same on every connection; undefined while it is not asked often. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= mostNames || notPrepared.test(text)) return undefined;
  const count = (counts.get(text) ?? 0) + 1;
  if (count >= oftenEnough) {
    counts.delete(text);
    const name = `s${String(names.size + 1)}`;
    names.set(text, name);
    return name;
  }
  if (counts.size >= mostCounted) counts.clear();
  counts.set(text, count);
  return undefined;
}

type Query = (...asked: readonly unknown[]) => unknown;

/** A connection that plans what is asked again and again only once: such a text is sent by its name. */
export class PreparedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const ask = super.query.bind(this) as unknown as Query;
    const named: Query = (text, values, ...rest) => {
      if (typeof text !== 'string' || !Array.isArray(values)) return ask(text, values, ...rest);
      const name = statementName(text);
      return name === undefined
        ? ask(text, values, ...rest)
        : ask({ name, text, values: values as unknown[] }, ...rest);
    };
    this.query = named as typeof this.query;
  }
}
