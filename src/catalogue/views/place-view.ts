import { type DeliveryPlace, placeInWords } from '../../agreements/index.ts';
import type { FieldProblem } from './field-problem.ts';

/** The field for the place as it is printed: what stands in it, what is wrong with it, and where that is, in words. */
export interface PlaceField {
  readonly text: string;
  readonly problem: string | undefined;
  readonly words: string | undefined;
}

/** The field for the place of a page. */
export function placeField(place: DeliveryPlace | undefined, problems: readonly FieldProblem[]): PlaceField {
  const wrong = problems.find((each) => each.field === 'place');
  return {
    text: wrong?.typed ?? place?.postcode ?? '',
    problem: wrong?.message,
    words: place === undefined ? undefined : deliveredTo(place),
  };
}

/** `Delivered to BT1, off the UK mainland`. */
export function deliveredTo(place: DeliveryPlace): string {
  return `Delivered to ${placeInWords(place)}`;
}
