import { createHash } from 'node:crypto';
import type { AgreementPack } from '../../agreements/index.ts';

const known = new WeakMap<AgreementPack, string>();

/** Names the data of an agreement as they are: the same data have the same name, changed ones another. */
export function packEdition(pack: AgreementPack): string {
  const before = known.get(pack);
  if (before !== undefined) return before;
  const digest = createHash('sha256').update(JSON.stringify(pack)).digest('hex').slice(0, 12);
  const edition = `${pack.number.value} edition ${digest}`;
  known.set(pack, edition);
  return edition;
}
