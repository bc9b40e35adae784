import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { type Mistake, mistakes } from '../../../test/fixtures/pack-mistakes.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { readCategoryIds } from './category-ids.ts';
import { loadPack } from './load-pack.ts';

const root = resolve(import.meta.dirname, '../../..');
const good = join(root, 'test/fixtures/agreements/ex0042');
const surroundings = {
  categories: new Set(['end-user-devices', 'end-user-devices/smartphones', 'end-user-devices/tablets']),
  buyerClasses: new Set(['local-authority', 'police']),
};

async function broken<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-pack-'));
  try {
    await cp(good, folder, { recursive: true });
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function problemsIn(folder: string): Promise<readonly Problem[]> {
  const pack = await loadPack(folder, surroundings);
  return pack.ok ? [] : pack.problems;
}

/** `file:line` of a text in the changed folder; `other.yaml#text` looks in another file than the changed one. */
async function placeOf(folder: string, mistake: Mistake): Promise<string> {
  const [file, text] = mistake.at.includes('#') ? mistake.at.split('#') : [mistake.file, mistake.at];
  const content = await readFile(join(folder, file ?? ''), 'utf8');
  const offset = content.indexOf(text ?? '');
  assert.ok(offset >= 0, `${mistake.at} is not in the file`);
  return `${file ?? ''}:${String(content.slice(0, offset).split('\n').length)}`;
}

describe('loading an agreement pack', () => {
  it('finds nothing wrong with the installed pack, checked against the category tree', async () => {
    const categories = await readCategoryIds(join(root, 'reference/categories'));
    assert.ok(categories !== undefined && categories.size > 50);
    const pack = await loadPack(join(root, 'agreements/rm6098'), { categories });
    assert.deepEqual(pack.ok ? [] : pack.problems, []);
  });

  it('finds nothing wrong with the small pack', async () => {
    assert.deepEqual(await problemsIn(good), []);
  });

  for (const mistake of mistakes) {
    it(`names ${mistake.what} by file and line`, async () => {
      await broken(async (folder) => {
        const file = join(folder, mistake.file);
        const before = await readFile(file, 'utf8');
        assert.ok(before.includes(mistake.from), 'the text to change is in the good pack');
        await writeFile(file, before.replace(mistake.from, mistake.to));

        const problems = await problemsIn(folder);
        const found = problems.find((each) => each.code === mistake.code);
        assert.ok(found !== undefined, `${mistake.code} is not among ${JSON.stringify(problems)}`);
        assert.equal(found.path, await placeOf(folder, mistake));
        if (mistake.says !== undefined) assert.match(`${found.message} ${found.remedy}`, mistake.says);
      });
    });
  }

  it('names every mistake at once, in the order of the files and lines', async () => {
    await broken(async (folder) => {
      for (const { file, from, to } of mistakes.filter((each) =>
        ['duplicate-buyer', 'unknown-sector', 'unknown-category'].includes(each.code),
      )) {
        const text = await readFile(join(folder, file), 'utf8');
        await writeFile(join(folder, file), text.replace(from, to));
      }
      assert.deepEqual(
        (await problemsIn(folder)).map((each) => each.code),
        ['unknown-category', 'unknown-sector', 'unknown-category', 'duplicate-buyer'],
      );
    });
  });

  it('names a file that is missing', async () => {
    await broken(async (folder) => {
      await rm(join(folder, 'routes.yaml'));
      const problems = await problemsIn(folder);
      assert.deepEqual(
        problems.map((each) => [each.code, each.path]),
        [['missing-file', 'routes.yaml:1']],
      );
    });
  });

  it('reads hostile content without stumbling', async () => {
    for (const text of ['', '[]', 'null', '42', '"text"', '&a [*a]', 'agreement: !!js/function "x"', '\u0000']) {
      await broken(async (folder) => {
        await writeFile(join(folder, 'agreement.yaml'), text);
        const problems = await problemsIn(folder);
        assert.ok(problems.length > 0, JSON.stringify(text));
        assert.ok(
          problems.every((each) => /^[a-z]+\.yaml:\d+$/.test(each.path ?? '')),
          JSON.stringify(problems),
        );
      });
    }
  });

  it('spreads the rules of the routes over the lots, in the order of the kinds', async () => {
    const pack = await loadPack(good, surroundings);
    assert.ok(pack.ok);
    assert.deepEqual(
      pack.value.lots.map((lot) => [lot.number, ...lot.routes.map((each) => `${each.kind}: ${each.allowed.value}`)]),
      [
        ['1a', 'direct-award: conditions', 'further-competition: no'],
        ['1b', 'direct-award: no', 'further-competition: yes'],
      ],
    );
  });
});
