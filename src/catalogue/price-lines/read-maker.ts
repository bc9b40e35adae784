import { listInWords, slug } from '../../kernel/text.ts';
import { slips } from '../search-spelling.ts';
import { type CellReading, good, mended, wrong } from './cell-reading.ts';
import type { KnownMaker } from './price-line.ts';

const companyForm =
  /-(?:inc|incorporated|ltd|limited|plc|llc|llp|corp|corporation|company|co|gmbh|ag|ab|bv|nv|sa|sas|srl|oy|as|kg|pty|uk|europe|international|group|holdings|technologies|technology|computers?|electronics)$/;

/** Names of makers, by how they are compared. Build it once for a list. */
export interface MakerIndex {
  readonly exact: ReadonlyMap<string, KnownMaker>;
  /** Without capitals, spaces, punctuation. */
  readonly plain: ReadonlyMap<string, readonly KnownMaker[]>;
  /** Without the company's form too. */
  readonly bare: ReadonlyMap<string, readonly KnownMaker[]>;
}

/** Prepares the makers of the catalogue for reading. */
export function indexMakers(makers: readonly KnownMaker[]): MakerIndex {
  const exact = new Map<string, KnownMaker>();
  const plain = new Map<string, KnownMaker[]>();
  const bare = new Map<string, KnownMaker[]>();
  const add = (map: Map<string, KnownMaker[]>, key: string, maker: KnownMaker): void => {
    const before = map.get(key);
    if (before === undefined) map.set(key, [maker]);
    else if (!before.includes(maker)) before.push(maker);
  };
  for (const maker of makers) {
    exact.set(maker.name, maker);
    for (const name of [maker.name, ...maker.aliases, maker.id]) {
      const key = makerKey(name);
      if (key === '') continue;
      add(plain, key, maker);
      add(bare, bareKey(key), maker);
    }
  }
  return { exact, plain, bare };
}

/** Capitals, accents, spaces and punctuation make no difference: `Hewlett-Packard` is `hewlett packard`. */
export function makerKey(name: string): string {
  return slug(name);
}

/** The key without the company's form, as often as one stands at its end: `hp-uk-ltd` is `hp`. */
function bareKey(key: string): string {
  let rest = key;
  for (let next = rest.replace(companyForm, ''); next !== rest && next !== ''; next = rest.replace(companyForm, '')) {
    rest = next;
  }
  return rest.replaceAll('-', '');
}

/** The maker's id, where the name can only mean one. */
export function readMaker(text: string, index: MakerIndex): CellReading<string> {
  const exact = index.exact.get(text);
  if (exact !== undefined) return good(exact.id);
  const key = makerKey(text);
  if (key === '') return wrong('maker-unknown');
  const [same, bare] = [index.plain.get(key), index.bare.get(bareKey(key))];
  const found = same ?? bare ?? near(bareKey(key), index);
  const [only, ...others] = found ?? [];
  if (only === undefined) return wrong('maker-unknown');
  if (others.length > 0) {
    const makers = listInWords(
      [only, ...others].slice(0, 5).map((each) => each.name),
      'or',
    );
    return wrong('maker-unclear', { makers });
  }
  const why =
    (same ?? bare) === undefined
      ? `The nearest maker the catalogue knows is ${only.name}.`
      : `The catalogue knows this maker as ${only.name}.`;
  return mended(only.id, only.name, 'maker-spelling', why);
}

/** Makers whose name is a slip away, the closest only; short names forgive none, longer ones up to two. */
function near(key: string, index: MakerIndex): readonly KnownMaker[] | undefined {
  if (key.length < 5) return undefined;
  let most = key.length < 8 ? 1 : 2;
  let found: KnownMaker[] = [];
  for (const [name, makers] of index.bare) {
    if (name.length < 5) continue;
    const distance = slips(key, name, most);
    if (distance > most) continue;
    if (distance < most) found = [];
    most = distance;
    for (const each of makers) if (!found.includes(each)) found.push(each);
  }
  return found.length === 0 ? undefined : found;
}
