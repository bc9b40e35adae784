export {
  type Actor,
  actorReference,
  type KeyActor,
  type Membership,
  membershipsOf,
  type OrganisationKind,
  organisationKinds,
  type PersonActor,
  publicActor,
} from './actor.ts';
export { PolicyTable, type Policy } from './policies.ts';
