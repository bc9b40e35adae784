import type { Agreements } from '../../agreements/index.ts';
import type { Figures } from '../../contracts/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { AuthorityScope, Organisations, Suppliers } from '../../organisations/index.ts';
import type { PolicyTable } from '../../platform/access/index.ts';

/** What the figures are made from. */
export interface FigureServices {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
  readonly authority: AuthorityScope;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly figures: Figures;
}
