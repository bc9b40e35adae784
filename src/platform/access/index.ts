export { actorReference, publicActor, type Actor } from './actor.ts';
export { PolicyTable, type Policy } from './policies.ts';
