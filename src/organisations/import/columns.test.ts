import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { supplierRegions } from '../supplier.ts';
import { columnList } from './columns.ts';

const guide = await readFile(join(import.meta.dirname, '../../../docs/suppliers-import.md'), 'utf8');
/** The guide with every stretch of white space as one space: a formatter may break or pad lines. */
const flat = guide.replace(/\s+/g, ' ');

describe('the guide to the supplier file', () => {
  for (const column of columnList) {
    it(`describes the column ${column.heading} as the import reads it`, () => {
      const about = column.ofSupplier ? 'supplier' : 'position';
      const needed = column.required === true ? 'yes' : 'no';
      const row = `| ${column.heading} | ${needed} | ${about} | ${column.means.replaceAll('|', '\\|')} |`;
      assert.ok(flat.includes(row), row);
    });
  }

  it('lists the regions', () => {
    assert.ok(flat.includes(supplierRegions.join(', ')));
  });
});
