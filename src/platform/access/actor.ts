/**
 * Who asks. The operator is whoever opened the one-time link of the first start; a key is a program with scopes.
 * People and roles join here later; what checks an actor stays as it is.
 */
export type Actor =
  | { readonly kind: 'public' }
  | { readonly kind: 'operator'; readonly sessionId: string }
  | { readonly kind: 'key'; readonly keyId: string; readonly scopes: readonly string[] };

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
  }
}
