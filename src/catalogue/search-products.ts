import { type ProductFacts, unpackProducts } from './search-facts.ts';

/** What filters count by of every product, in memory: grows as products come in, and a changed one changes its place. */
export class ProductTable {
  readonly #placeOf = new Map<number, number>();
  readonly #products: ProductFacts[] = [];
  readonly #ids: number[] = [];
  #codesEnd = 1;
  /** By place: category, maker and published emissions, in columns of their own for those who look at very many. */
  #categories = new Int32Array(1024);
  #manufacturers = new Int32Array(1024);
  #emissions = new Int32Array(1024);

  /** Takes in product records that were read from the database. */
  add(records: Buffer): void {
    for (const { id, emissions, ...facts } of unpackProducts(records)) {
      const place = this.#placeOf.get(id) ?? this.#products.length;
      this.#placeOf.set(id, place);
      this.#products[place] = facts;
      this.#ids[place] = id;
      if (place >= this.#categories.length) {
        this.#categories = doubled(this.#categories);
        this.#manufacturers = doubled(this.#manufacturers);
        this.#emissions = doubled(this.#emissions);
      }
      this.#categories[place] = facts.category;
      this.#manufacturers[place] = facts.manufacturer;
      this.#emissions[place] = emissions;
      const codes = [facts.category, facts.manufacturer, ...facts.attributes, ...facts.labels.map(({ code }) => code)];
      this.#codesEnd = Math.max(this.#codesEnd, ...codes.map((each) => each + 1));
    }
  }

  /** All codes are below. */
  get codesEnd(): number {
    return this.#codesEnd;
  }

  /** Codes of categories, by place. */
  get categories(): Int32Array {
    return this.#categories;
  }

  /** Codes of makers, by place. */
  get manufacturers(): Int32Array {
    return this.#manufacturers;
  }

  /** Grams that making one emits as its maker published them, by place; `noEmissions` where nothing is published. */
  get emissions(): Int32Array {
    return this.#emissions;
  }

  /** How many there are: places are below. */
  get size(): number {
    return this.#products.length;
  }

  /** Every product, by id. */
  ids(): readonly number[] {
    return [...Float64Array.from(this.#placeOf.keys()).sort()];
  }

  /** Undefined for a product that came in later. */
  placeOf(id: number): number | undefined {
    return this.#placeOf.get(id);
  }

  /** Codes of the labels a product holds on a day, as `dayNumber` gives it. */
  labelsOf(id: number, day: number): readonly number[] {
    const product = this.at(this.#placeOf.get(id) ?? -1);
    return (product?.labels ?? []).flatMap(({ code, until }) => (until >= day ? [code] : []));
  }

  /** The id of the product at a place. */
  idAt(place: number): number | undefined {
    return this.#ids[place];
  }

  at(place: number): ProductFacts | undefined {
    return this.#products[place];
  }
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
