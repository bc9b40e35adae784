import type { Attribute, Category } from './category.ts';

/** Where to look for a category's offers: in these categories, and only in these conditions when any are named. */
export interface CategoryScope {
  readonly categories: readonly string[];
  readonly conditions: readonly string[];
}

/** The kinds of things the catalogue holds, as one tree a branch file. Made by `loadCategories`. */
export class CategoryTree {
  readonly #byId: ReadonlyMap<string, Category>;
  readonly #children: ReadonlyMap<string, readonly Category[]>;

  /** The categories in the order they are shown, each after its parent. */
  constructor(categories: readonly Category[]) {
    this.#byId = new Map(categories.map((each) => [each.id, each]));
    const children = new Map<string, Category[]>();
    for (const each of categories) {
      const siblings = children.get(each.parent ?? '') ?? [];
      siblings.push(each);
      children.set(each.parent ?? '', siblings);
    }
    this.#children = children;
  }

  get(id: string): Category | undefined {
    return this.#byId.get(id);
  }

  all(): readonly Category[] {
    return [...this.#byId.values()];
  }

  roots(): readonly Category[] {
    return this.#children.get('') ?? [];
  }

  children(id: string): readonly Category[] {
    return this.#children.get(id) ?? [];
  }

  /** From the branch down to, without, the category. */
  ancestors(id: string): readonly Category[] {
    const found: Category[] = [];
    let parent = this.#byId.get(id)?.parent;
    while (parent !== undefined) {
      const category = this.#byId.get(parent);
      if (category === undefined) break;
      found.unshift(category);
      parent = category.parent;
    }
    return found;
  }

  /** Everything below, without the category itself. */
  descendants(id: string): readonly Category[] {
    return this.children(id).flatMap((each) => [each, ...this.descendants(each.id)]);
  }

  /** The categories that hold products: without children and not a shortcut to others. */
  leaves(id?: string): readonly Category[] {
    const from = id === undefined ? this.all() : [...this.#self(id), ...this.descendants(id)];
    return from.filter((each) => this.holdsProducts(each.id));
  }

  holdsProducts(id: string): boolean {
    const category = this.#byId.get(id);
    return category !== undefined && category.shortcut === undefined && this.children(id).length === 0;
  }

  isWithin(id: string, ancestor: string): boolean {
    return id === ancestor || id.startsWith(`${ancestor}/`);
  }

  /** Own and inherited attributes; empty for an unknown category. */
  attributesOf(id: string): readonly Attribute[] {
    return this.#byId.get(id)?.attributes ?? [];
  }

  /** The attributes people filter by, in order. */
  filtersOf(id: string): readonly Attribute[] {
    return inOrder(this.attributesOf(id), (each) => each.filter);
  }

  /** Where its offers are: itself and everything below, or what a shortcut points at. */
  scope(id: string): CategoryScope {
    const category = this.#byId.get(id);
    if (category === undefined) return { categories: [], conditions: [] };
    const targets = category.shortcut?.categories ?? [id];
    const categories = targets.flatMap((each) => this.leaves(each).map((leaf) => leaf.id));
    return { categories: [...new Set(categories)], conditions: category.shortcut?.conditions ?? [] };
  }

  #self(id: string): readonly Category[] {
    const category = this.#byId.get(id);
    return category === undefined ? [] : [category];
  }
}

/** The attributes that have a place, by that place. */
export function inOrder(
  attributes: readonly Attribute[],
  place: (attribute: Attribute) => number | undefined,
): readonly Attribute[] {
  return attributes
    .filter((each) => place(each) !== undefined)
    .toSorted((one, other) => (place(one) ?? 0) - (place(other) ?? 0));
}
