import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { KeyService } from '../../platform/operator/index.ts';
import type { SecretBox } from '../../platform/secret-box/index.ts';
import type { OrganisationWorks } from '../membership/organisation-works.ts';

/** What the pages of organisations use. */
export interface OrganisationPageServices {
  readonly organisationWorks: OrganisationWorks;
  readonly agreements: Agreements;
  readonly clock: Clock;
  readonly keys: KeyService;
  /** Seals what a form makes a key of: sent twice it makes one. */
  readonly secretBox: SecretBox;
  /** Where somebody signs in and comes back to the address, and where one registers. */
  readonly signInHref: (next: string) => string;
  readonly registerHref: (next: string) => string;
}
