export { type AgreementFolders, type Agreements, createAgreements } from './agreements.ts';
export { agreementPaths } from './agreement-paths.ts';
export {
  type AgreementPack,
  type Allowed,
  type Assumed,
  type Condition,
  type EligibleBuyer,
  findLot,
  findRoute,
  type GuidanceLink,
  isAssumed,
  type Lot,
  type LotRoute,
  type PackDocument,
  type PriceControl,
  type PriceControlKind,
  type Regime,
  type RouteDescription,
  type RouteKind,
  routeKinds,
  type RouteLimits,
  type Sector,
  type Source,
  type Sourced,
  sourceOf,
  type Stated,
  type TypicalDays,
} from './pack.ts';
export { type DeliveryPlace, type DeliveryPlaces, placeInWords, readDeliveryPlace } from './delivery-place.ts';
export {
  type BankHoliday,
  type BuyerClass,
  type CpvCode,
  type Division,
  holidaysOf,
  type InstalmentsDue,
  type PaymentPeriod,
  type PublicationClass,
  type PublicationPeriod,
  type ReferenceFacts,
  type VatRounding,
  vatRoundingMethods,
  type Threshold,
  type ThresholdClass,
  type VatRate,
} from './reference.ts';
export { schemaProblems } from './loading/schema-problems.ts';
export { readYamlFile, type YamlFile } from './loading/yaml-file.ts';
export { type AgreementPhase, type AgreementStatus, type EndWarning, statusOn } from './status.ts';
export type { TermPicture } from './pages/term-drawing.ts';
export { termPicture } from './pages/term-picture.ts';
export { agreementPages } from './agreement-pages.ts';
export type { AgreementPageServices, CategoryLink, PositionCounts } from './pages/agreement-page-services.ts';
export { agreementApi } from './agreement-api.ts';
export { agreementCommands, firstPack } from './agreement-commands.ts';
export { createGuides, type Guides, guidesCheck } from './guides.ts';
export { finderApi } from './finder/finder-api.ts';
export { finderCommands } from './finder/finder-commands.ts';
export { finderPages } from './finder/finder-pages.ts';
export type { FinderLive, FinderServices } from './finder/finder-services.ts';
export { guidancePages } from './guidance/guidance-pages.ts';
