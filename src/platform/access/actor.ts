/** What an organisation is on the agreement. `platform`-wide words, so that a policy can say who may do what. */
export const organisationKinds = ['buyer', 'supplier', 'authority'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];

/** One organisation a person acts for, and as what. */
export interface Membership {
  readonly id: string;
  readonly organisation: string;
  readonly kind: OrganisationKind;
  /** The supplier of the register the organisation is; null for buyers and authorities. */
  readonly supplier: string | null;
  /** Agreements an authority runs, by number; absent: none. */
  readonly agreements?: readonly string[];
  readonly roles: readonly string[];
  /** Only for this site of the organisation; null: for all of it. */
  readonly site: string | null;
}

/** Somebody who signed in, with everything that person may act for. */
export interface PersonActor {
  readonly kind: 'person';
  readonly personId: string;
  readonly sessionId: string;
  /** As the shell greets them. Never written into events. */
  readonly name: string;
  readonly memberships: readonly Membership[];
  /** Whether this session was confirmed with a second factor, and when last (ISO 8601, UTC). */
  readonly confirmedAt: string | null;
}

/** A program. A key of an organisation acts within it; one the operator made acts for nobody's. */
export interface KeyActor {
  readonly kind: 'key';
  readonly keyId: string;
  readonly scopes: readonly string[];
  readonly membership?: Membership;
}

/** Who asks. The operator is whoever opened the one-time link of the first start: the machine's keeper, nobody's buyer. */
export type Actor =
  { readonly kind: 'public' } | { readonly kind: 'operator'; readonly sessionId: string } | KeyActor | PersonActor;

export const publicActor: Actor = { kind: 'public' };

/** How an actor is written into audit events: a kind and an id, never a name. */
export function actorReference(actor: Actor): string {
  switch (actor.kind) {
    case 'public':
      return 'public';
    case 'operator':
      return `operator:${actor.sessionId}`;
    case 'key':
      return `key:${actor.keyId}`;
    case 'person':
      return `person:${actor.personId}`;
  }
}

/** Everything an actor acts for. */
export function membershipsOf(actor: Actor): readonly Membership[] {
  switch (actor.kind) {
    case 'person':
      return actor.memberships;
    case 'key':
      return actor.membership === undefined ? [] : [actor.membership];
    case 'operator':
    case 'public':
      return [];
  }
}
