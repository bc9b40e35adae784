import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  bandOf,
  type Category,
  formatSpecificationValue,
  loadCategories,
  requireCategories,
  specificationGroups,
  specificationLine,
  validateSpecification,
} from './categories.ts';

const root = join(import.meta.dirname, '../..');
const tree = await requireCategories(join(root, 'reference/categories'));

async function folderOf(t: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'calloff-categories-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function category(id: string): Category {
  const found = tree.get(id);
  assert.ok(found, id);
  return found;
}

describe('the installed category tree', () => {
  it('has no mistake, and a drawing for every category', async () => {
    const loaded = await loadCategories(join(root, 'reference/categories'), join(root, 'web/icons'));
    assert.deepEqual(loaded.ok ? [] : loaded.problems, []);
  });

  it('covers every branch the agreement needs, in the order people look', () => {
    assert.deepEqual(
      tree.roots().map((each) => each.id),
      [
        'end-user-devices',
        'infrastructure',
        'network-and-security',
        'peripherals',
        'software-and-cloud',
        'emerging-technology',
        'support-services',
        'life-extension',
        'refurbished',
        'circular-services',
        'health',
        'education',
      ],
    );
    for (const id of [
      'support-services/helpdesk',
      'support-services/third-party-maintenance',
      'support-services/installation',
      'circular-services/collection',
      'circular-services/sanitisation',
      'circular-services/recycling',
      'circular-services/destruction',
      'health/carts',
      'education/charging-trolleys',
    ]) {
      assert.ok(tree.holdsProducts(id), id);
    }
  });

  it('gives every kind of thing a filter, and codes to classify it by', () => {
    for (const leaf of tree.leaves()) {
      assert.ok(tree.filtersOf(leaf.id).length > 0, `${leaf.id} has no filter`);
      assert.ok(leaf.unspsc.length > 0 && leaf.cpv.length > 0, `${leaf.id} has no codes`);
    }
  });

  it('shows carbon only where makers’ reports give a median', () => {
    const known = tree.all().filter((each) => each.footprint !== undefined);
    assert.deepEqual(
      known.map((each) => [each.id, each.footprint?.embodiedKg.typical]),
      [
        ['end-user-devices/laptops', 241],
        ['end-user-devices/desktops', 301],
        ['end-user-devices/thin-clients', 46],
        ['end-user-devices/tablets', 74],
        ['end-user-devices/smartphones', 55.5],
        ['infrastructure/servers', 1278],
        ['peripherals/monitors', 357],
      ],
    );
  });

  it('accepts its own examples', () => {
    for (const leaf of tree.leaves()) {
      for (const attribute of leaf.attributes) {
        for (const example of attribute.examples ?? []) {
          const checked = validateSpecification({ ...leaf, attributes: [attribute] }, { [attribute.key]: example });
          assert.ok(checked.ok, `${leaf.id} ${attribute.key} ${String(example)}`);
        }
      }
    }
  });
});

describe('the tree', () => {
  it('knows parents, children and what holds products', () => {
    assert.deepEqual(
      tree.ancestors('end-user-devices/laptops').map((each) => each.id),
      ['end-user-devices'],
    );
    assert.ok(tree.isWithin('end-user-devices/laptops', 'end-user-devices'));
    assert.ok(!tree.isWithin('end-user-devices-old/laptops', 'end-user-devices'));
    assert.ok(!tree.holdsProducts('end-user-devices'));
    assert.equal(tree.get('nothing'), undefined);
  });

  it('lets a shortcut stand for other categories in some conditions', () => {
    assert.deepEqual(tree.scope('refurbished/laptops'), {
      categories: ['end-user-devices/laptops'],
      conditions: ['refurbished', 'remanufactured'],
    });
    assert.ok(!tree.holdsProducts('refurbished/laptops'));
    assert.deepEqual(tree.scope('peripherals').conditions, []);
    assert.ok(tree.scope('peripherals').categories.includes('peripherals/docks'));
  });

  it('hands attributes down', () => {
    const keys = tree.attributesOf('end-user-devices/laptops').map((each) => each.key);
    assert.ok(keys.includes('memory') && keys.includes('updates-until'));
  });
});

describe('a specification', () => {
  const laptops = category('end-user-devices/laptops');
  const good = { 'screen-size': 14, memory: 8, storage: 256, system: 'Windows 11' };

  it('is brought into its stored form, texts of a table too', () => {
    const checked = validateSpecification(laptops, {
      'screen-size': '15.6',
      memory: ' 16',
      storage: '512',
      system: 'windows 11 pro',
      touch: 'Yes',
      'updates-until': '2033-10-31',
      ports: ' 2 × USB-C,\u200f  HDMI ',
    });
    assert.deepEqual(checked, {
      ok: true,
      value: {
        'screen-size': 15.6,
        memory: 16,
        storage: 512,
        system: 'Windows 11 Pro',
        touch: true,
        'updates-until': '2033-10-31',
        ports: '2 × USB-C, HDMI',
      },
    });
  });

  for (const [what, values, code, path] of [
    ['an unknown attribute', { ...good, memry: 8 }, 'specification-unknown', '/specification/memry'],
    ['a pound sign in a number', { ...good, memory: '£8' }, 'specification-wrong', '/specification/memory'],
    ['a number below the least', { ...good, memory: 1 }, 'specification-wrong', '/specification/memory'],
    [
      'too many digits after the point',
      { ...good, 'screen-size': 14.05 },
      'specification-wrong',
      '/specification/screen-size',
    ],
    ['a choice that is none', { ...good, system: 'Windows 95' }, 'specification-wrong', '/specification/system'],
    [
      'a date in another order',
      { ...good, 'updates-until': '31/10/2033' },
      'specification-wrong',
      '/specification/updates-until',
    ],
    [
      'a day that does not exist',
      { ...good, 'updates-until': '2033-02-30' },
      'specification-wrong',
      '/specification/updates-until',
    ],
    [
      'a missing attribute',
      { memory: 8, storage: 256, system: 'None' },
      'specification-missing',
      '/specification/screen-size',
    ],
    ['an object for a number', { ...good, memory: {} }, 'specification-wrong', '/specification/memory'],
    ['a text of 400 characters', { ...good, ports: 'x'.repeat(400) }, 'specification-wrong', '/specification/ports'],
  ] as const) {
    it(`names ${what}`, () => {
      const checked = validateSpecification(laptops, values);
      assert.ok(!checked.ok);
      assert.deepEqual(
        checked.problems.map((each) => [each.code, each.path]),
        [[code, path]],
      );
      assert.notEqual(checked.problems[0]?.remedy, '');
    });
  }

  it('reads as one line, without what the thing lacks', () => {
    const values = { ...good, touch: true, 'smart-card': false, system: 'Windows 11' };
    assert.equal(specificationLine(laptops, values), '14 inch touch, 8 GB, 256 GB SSD, Windows 11');
    assert.equal(
      specificationLine(laptops, { ...good, storage: 1024, touch: false }),
      '14 inch, 8 GB, 1 TB SSD, Windows 11',
    );
  });

  it('reads under its headings with units', () => {
    const groups = specificationGroups(laptops, { ...good, 'updates-until': '2033-10-31', weight: 1.52 });
    const facts = groups.flatMap((each) => each.facts.map((fact) => `${each.name}: ${fact.label} ${fact.text}`));
    assert.ok(facts.includes('Processor and memory: Memory 8 GB'));
    assert.ok(facts.includes('Life and labels: Updates until October 2033'));
    assert.ok(facts.includes('Size and weight: Weight 1.52 kg'));
  });

  it('prints ranges and large numbers', () => {
    const range = { key: 'r', label: 'Works at', type: 'range', unit: '°C', group: 'g' } as const;
    assert.equal(formatSpecificationValue(range, { from: -5, to: 40 }), '−5 to 40 °C');
    const number = { key: 'n', label: 'Reads', type: 'number', unit: 'IOPS', group: 'g' } as const;
    assert.equal(formatSpecificationValue(number, 120000), '120,000 IOPS');
  });

  it('lies in the band whose ends hold it, both ends included', () => {
    const memory = laptops.attributes.find((each) => each.key === 'memory');
    assert.ok(memory);
    for (const [value, label] of [
      [4, '4 GB'],
      [8, '8 GB'],
      [12, '16 GB'],
      [16, '16 GB'],
      [32, '32 GB or more'],
      [64, '32 GB or more'],
    ] as const) {
      assert.equal(bandOf(memory, value)?.label, label);
    }
    assert.equal(bandOf(memory, true), undefined);
  });
});

const small = `id: gadgets
name: Gadgets
noun: { one: gadget, many: gadgets }
icon: emerging
summary: Things.
children:
  - id: widgets
    name: Widgets
    noun: { one: widget, many: widgets }
    icon: emerging
    summary: Small things.
    attributes:
      - { key: size, label: Size, type: number, unit: mm, group: Size, required: true }
`;

describe('checking the files', () => {
  it('takes a new kind of technology without code', async (t) => {
    const loaded = await loadCategories(await folderOf(t, { 'gadgets.yaml': small }), join(root, 'web/icons'));
    assert.ok(loaded.ok);
    const widgets = loaded.value.get('gadgets/widgets');
    assert.ok(widgets);
    assert.ok(validateSpecification(widgets, { size: 12 }).ok);
    assert.ok(!validateSpecification(widgets, {}).ok);
  });

  for (const [what, from, to, code, line] of [
    [
      'a key nobody knows',
      '    icon: emerging\n    summary: Small',
      '    ikon: emerging\n    summary: Small',
      'category-shape',
      10,
    ],
    ['an unknown type', 'type: number', 'type: length', 'category-shape', 13],
    ['a choice without choices', 'type: number', 'type: choice', 'attribute-choices', 13],
    ['a number filter without bands', 'required: true', 'filter: 1', 'attribute-filter', 13],
    [
      'a band turned round',
      'required: true',
      'bands: [{ label: a, from: 9, to: 1 }, { label: b, from: 1 }]',
      'attribute-band',
      13,
    ],
    ['no name', '    name: Widgets\n', '', 'category-shape', 7],
    ['broken YAML', 'type: number,', 'type: number: ,', 'category-file-unreadable', 13],
  ] as const) {
    it(`names ${what} by file and line`, async (t) => {
      assert.ok(small.includes(from));
      const loaded = await loadCategories(await folderOf(t, { 'gadgets.yaml': small.replace(from, to) }));
      assert.ok(!loaded.ok);
      assert.ok(
        loaded.problems.some((each) => each.code === code && each.path === `gadgets.yaml:${line}`),
        JSON.stringify(loaded.problems),
      );
    });
  }

  it('names a drawing that is not there, a wrong file name, a shortcut to nowhere and a category twice', async (t) => {
    const twice = `${small}  - { id: widgets, name: Again, noun: { one: a, many: b }, icon: nosuch, summary: c, shortcut: { categories: [gone], conditions: [refurbished] } }\n`;
    const loaded = await loadCategories(await folderOf(t, { 'things.yaml': twice }), join(root, 'web/icons'));
    assert.ok(!loaded.ok);
    const codes = loaded.problems.map((each) => each.code);
    for (const code of ['category-icon', 'category-file-name', 'category-shortcut', 'category-twice']) {
      assert.ok(codes.includes(code), `${code} in ${codes.join(', ')}`);
    }
  });
});
