/** Words the catalogue knows, with the number of products each stands in. */
export type Vocabulary = ReadonlyMap<string, number>;

/** How many slips are forgiven: one in short words, two in longer ones. */
function allowance(word: string): number {
  return word.length <= 5 ? 1 : 2;
}

/**
 * Slips between two words: letters left out, added, changed, or two neighbours swapped (optimal string alignment).
 * Gives up above `most` and returns `most + 1`.
 */
export function slips(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  const width = other.length + 1;
  let before: number[] = [];
  let above = Array.from({ length: width }, (_each, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column < width; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = above;
    above = current;
  }
  return Math.min(above[width - 1] ?? most + 1, most + 1);
}

/** Which letters a word has, a bit each. */
function letters(word: string): number {
  let mask = 0;
  for (let at = 0; at < word.length; at += 1) mask |= 1 << (word.charCodeAt(at) - 97);
  return mask;
}

function bits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count += 1;
  return count;
}

interface KnownWord {
  readonly word: string;
  readonly uses: number;
  readonly letters: number;
}

const prepared = new WeakMap<Vocabulary, readonly KnownWord[]>();

function knownWords(vocabulary: Vocabulary): readonly KnownWord[] {
  const kept = prepared.get(vocabulary);
  if (kept !== undefined) return kept;
  const words = [...vocabulary].map(([word, uses]) => ({ word, uses, letters: letters(word) }));
  prepared.set(vocabulary, words);
  return words;
}

/**
 * The known word nearest to a misspelt one: fewest slips, then the same first letter, then the commoner word.
 * Undefined when none is near enough: one slip for up to five letters, two beyond.
 */
export function nearestWord(word: string, vocabulary: Vocabulary): string | undefined {
  const most = allowance(word);
  const own = letters(word);
  let best: { readonly word: string; readonly cost: number; readonly uses: number } | undefined;
  for (const known of knownWords(vocabulary)) {
    if (Math.abs(known.word.length - word.length) > most) continue;
    // A slip brings or takes two different letters at the most: most words are ruled out by that alone.
    if (bits(known.letters ^ own) > 2 * most) continue;
    const distance = slips(word, known.word, most);
    if (distance > most) continue;
    // A first letter is rarely wrong: it weighs half a slip, and in very short words it must be right.
    const initial = known.word[0] === word[0];
    if (!initial && word.length < 4) continue;
    const cost = distance + (initial ? 0 : 0.5);
    if (best === undefined || cost < best.cost || (cost === best.cost && known.uses > best.uses)) {
      best = { word: known.word, cost, uses: known.uses };
    }
  }
  return best?.word;
}
