import type { Problem } from '../../kernel/outcome.ts';
import { codeRange, type DeliveryPlaces } from '../delivery-place.ts';
import type { YamlFile } from './yaml-file.ts';

/** Rules of where the mainland ends that no postcode can meet, that say two things of one, or that say not whose they are. */
export function placesProblems(file: YamlFile, places: DeliveryPlaces): readonly Problem[] {
  const problems: Problem[] = [];
  const seen: (ReturnType<typeof codeRange> & { readonly code: string })[] = [];
  for (const [index, rule] of places.offMainland.entries()) {
    const at = ['deliveryPlaces', 'offMainland', index];
    const tell = (code: string, path: readonly (string | number)[], value: string, message: string, remedy: string) =>
      problems.push({ code, path: file.at([...at, ...path]), value, message, remedy });
    if ((rule.source === undefined) === (rule.assumed === undefined)) {
      tell(
        'source-or-assumed',
        ['name'],
        rule.name,
        `${rule.name} must have a source, or be assumed, and not both.`,
        'Keep "source" if it can be looked up there, else "assumed: true" with a note.',
      );
    }
    if (rule.assumed === true && rule.note === undefined) {
      tell(
        'assumed-without-note',
        ['name'],
        rule.name,
        `${rule.name} is assumed, but nothing says on what ground.`,
        'Add "note:".',
      );
    }
    for (const [place, code] of rule.codes.entries()) {
      const range = codeRange(code);
      if (!places.areas.includes(range.area)) {
        tell(
          'unknown-area',
          ['codes', place],
          code,
          `${range.area} is not among the areas.`,
          'Correct it, or add the area.',
        );
      }
      if (range.from !== undefined && range.from > (range.to ?? range.from)) {
        tell('range-backwards', ['codes', place], code, `${code} ends before it begins.`, 'Swap the two numbers.');
      }
      const before = seen.find((each) => overlap(each, range));
      if (before !== undefined) {
        tell(
          'place-twice',
          ['codes', place],
          code,
          `${code} is within ${before.code} already.`,
          'Take one of them out.',
        );
      }
      seen.push({ ...range, code });
    }
  }
  return problems;
}

function overlap(one: ReturnType<typeof codeRange>, other: ReturnType<typeof codeRange>): boolean {
  if (one.area !== other.area) return false;
  if (one.from === undefined || other.from === undefined) return true;
  return one.from <= (other.to ?? other.from) && other.from <= (one.to ?? one.from);
}
