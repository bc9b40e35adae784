import { Type } from 'typebox';
import { BasketSchema } from '../basket/basket-data.ts';
import type { NeedView } from './need-service.ts';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()]);

/** A need as the interface and its export give it. Instants are ISO 8601, UTC. */
export const NeedSchema = Type.Object({
  id: Type.String(),
  status: Type.Union([Type.Literal('kept'), Type.Literal('taken-back'), Type.Literal('closed')]),
  organisation: Type.String(),
  site: Type.String(),
  agreement: Type.String(),
  lot: Type.String(),
  title: Type.String(),
  reason: Type.String(),
  keptBy: Type.String({ description: 'person:<id> or key:<id>' }),
  keptAt: Type.String(),
  takenBackBy: orNull(Type.String()),
  takenBackAt: orNull(Type.String()),
  closedBy: orNull(Type.String()),
  closedAt: orNull(Type.String()),
  closeReason: Type.String(),
  basket: Type.String({ description: 'Id of the basket that was kept' }),
  content: Type.Unsafe<NeedView['need']['content']>({
    ...BasketSchema,
    description: 'The basket as it was priced on the day it was kept',
  }),
});

/** What the interface and the export give of a need. */
export function needData({ need, status }: NeedView) {
  return { ...need, status };
}
