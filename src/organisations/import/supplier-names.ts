import { slug } from '../../kernel/text.ts';
import type { Supplier } from '../supplier.ts';
import { nameKey } from '../supplier-register.ts';
import { columnOf } from './columns.ts';
import type { ProblemList } from './problem-list.ts';
import type { SupplierRow } from './supplier-row.ts';

/** The rows of one supplier, under the id they will have. */
export interface SupplierRows {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly SupplierRow[];
}

const idPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Brings together the rows of each supplier and settles its id: the one written, else the register's for the name,
 * else one made from the name. Names and ids that contradict each other or the register are problems.
 */
export function groupRows(
  rows: readonly SupplierRow[],
  register: readonly Supplier[],
  problems: ProblemList,
): readonly SupplierRows[] {
  const byName = new Map(register.map((each) => [nameKey(each.name), each.id]));
  const byId = new Map(register.map((each) => [each.id, each]));
  const groups = new Map<string, { id: string; name: string; rows: SupplierRow[] }>();
  const nameOfId = new Map<string, string>();

  for (const [key, group] of gather(rows, problems)) {
    const [first] = group;
    if (first === undefined) continue;
    const name = first.cells.get('name') ?? '';
    const written = group.map((each) => each.cells.get('id') ?? '').find((each) => each !== '');
    const known = byName.get(key);
    const id = written ?? known ?? slug(name);
    const idPlace = { row: first.row, column: columnOf('id').heading, value: written ?? id };
    if (!idPattern.test(id)) {
      problems.add(idPlace, 'bad-id', `"${id}" cannot be an id.`, 'Write small letters, digits and single hyphens.');
    } else if (known !== undefined && known !== id) {
      const message = `${name} is in the register as ${known}.`;
      problems.add(idPlace, 'name-has-other-id', message, `Write ${known}, or another name.`);
    } else if (written === undefined && known === undefined && byId.has(id)) {
      const message = `The id made from this name, ${id}, belongs to ${byId.get(id)?.name ?? ''}.`;
      problems.add(
        idPlace,
        'id-taken',
        message,
        `Write ${id} as the supplier id if it is the same supplier, else another id.`,
      );
    } else if (nameOfId.has(id)) {
      const message = `The id ${id} is given to two names: ${nameOfId.get(id) ?? ''} and ${name}.`;
      problems.add(idPlace, 'id-twice', message, 'Write one name for it, or a second id.');
    } else {
      groups.set(id, { id, name, rows: group });
    }
    nameOfId.set(id, name);
  }
  return [...groups.values()];
}

/** Rows by name; a name with two ids is a problem. */
function gather(rows: readonly SupplierRow[], problems: ProblemList): ReadonlyMap<string, SupplierRow[]> {
  const groups = new Map<string, SupplierRow[]>();
  const idOfName = new Map<string, string>();
  for (const row of rows) {
    const key = nameKey(row.cells.get('name') ?? '');
    const id = row.cells.get('id') ?? '';
    const known = idOfName.get(key);
    if (id !== '' && known !== undefined && known !== id) {
      const place = { row: row.row, column: columnOf('id').heading, value: id };
      const message = `${row.cells.get('name') ?? ''} has the id ${known} in a row above.`;
      problems.add(place, 'name-has-other-id', message, 'Write one id for one name.');
    }
    if (id !== '' && known === undefined) idOfName.set(key, id);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
