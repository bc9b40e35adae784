import type { Clock } from '../kernel/dates.ts';
import type { Announcement } from '../organisations/index.ts';
import type { Actor } from '../platform/access/index.ts';
import type { AuthorityServices } from './authority/authority-services.ts';
import type { FigureServices } from './figures/figure-services.ts';
import type { RecentOrders, StandSource, WaitingSource } from './waiting.ts';

/** What the desks ask for. Each list holds one small function a kind of thing; the module it comes from gives it. */
export interface DeskServices {
  readonly clock: Clock;
  readonly authority: AuthorityServices;
  readonly figures: FigureServices;
  /** Those on show for the actor today. */
  readonly announcements: (actor: Actor) => Promise<readonly Announcement[]>;
  /** What waits, besides what the authority decides. */
  readonly waiting: readonly WaitingSource[];
  readonly stands: readonly StandSource[];
  readonly recent: readonly RecentOrders[];
}
