/** Mixes whole numbers into 32 evenly spread bits: the same numbers, the same bits, on every machine. */
export function mix(...parts: readonly number[]): number {
  let bits = 0x9e3779b9;
  for (const part of parts) {
    bits = Math.imul(bits ^ (part >>> 0), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae35);
    bits ^= bits >>> 13;
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x27d4eb2f);
  return (bits ^ (bits >>> 15)) >>> 0;
}

/** A text as a number for `mix` (FNV-1a). */
export function mixText(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  return bits >>> 0;
}

/** A sequence of draws that depends on its start alone. */
export class Dice {
  #state: number;

  constructor(...parts: readonly number[]) {
    this.#state = mix(...parts);
  }

  /** From 0 up to, without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  between(range: readonly [number, number]): number {
    return range[0] + this.next() * (range[1] - range[0]);
  }

  /** True in `percent` of draws. */
  chance(percent: number): boolean {
    return this.next() * 100 < percent;
  }

  /** One of a list that is not empty. Throws a RangeError on an empty one. */
  pick<T>(list: readonly T[]): T {
    const index = Math.floor(this.next() * list.length);
    for (const each of list.slice(index, index + 1)) return each;
    throw new RangeError('Nothing to pick from');
  }

  /** A place in a list of weights, in proportion to them. */
  weighted(weights: readonly number[]): number {
    let left = this.next() * weights.reduce((sum, each) => sum + each, 0);
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }
}
