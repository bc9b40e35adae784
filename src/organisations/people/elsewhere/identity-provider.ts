import * as openid from 'openid-client';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** A sign-in service outside, as it is configured. */
export interface ProviderSettings {
  /** Its address, under which it says what it can (`/.well-known/openid-configuration`). */
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: it knows this service by the return address and PKCE alone. */
  readonly clientSecret: string;
  /** As people know it: on the button. */
  readonly name: string;
}

/** What begins a sign-in there; all of it but the address stays with us. */
export interface BegunElsewhere {
  readonly href: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the service says it is. */
export interface KnownElsewhere {
  readonly issuer: string;
  readonly subject: string;
  /** In lower case; undefined when the service does not vouch that the mailbox is the person's. */
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** A sign-in service spoken to by OpenID Connect: authorization code with PKCE, state and nonce. */
export interface IdentityProvider {
  readonly name: string;
  begin(returnTo: string): Promise<BegunElsewhere>;
  /** Takes what the service sent the browser back with. Throws when anything of it is not as it was begun. */
  finish(back: URL, begun: Pick<BegunElsewhere, 'state' | 'nonce' | 'verifier'>): Promise<KnownElsewhere>;
}

const Claims = Type.Object({
  email: Type.Optional(Type.String({ maxLength: 254 })),
  email_verified: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
});

export function createIdentityProvider({ issuer, clientId, clientSecret, name }: ProviderSettings): IdentityProvider {
  let known: Promise<openid.Configuration> | undefined;
  const discover = (): Promise<openid.Configuration> => {
    const server = new URL(issuer);
    // Without TLS only on this very machine, for trying out.
    const local = server.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(server.hostname);
    const client = clientSecret === '' ? openid.None() : openid.ClientSecretPost(clientSecret);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; the line above is why
    const execute = local ? [openid.allowInsecureRequests] : [];
    // The signature is checked although the token comes straight from the service: not TLS alone says whose it is.
    execute.push(openid.enableNonRepudiationChecks);
    return openid.discovery(server, clientId, undefined, client, { execute });
  };
  const configuration = async (): Promise<openid.Configuration> => {
    known ??= discover();
    try {
      return await known;
    } catch (error) {
      // It may answer the next time.
      known = undefined;
      throw error;
    }
  };
  return {
    name,
    begin: async (returnTo) => {
      const state = openid.randomState();
      const nonce = openid.randomNonce();
      const verifier = openid.randomPKCECodeVerifier();
      const href = openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: returnTo,
        scope: 'openid email profile',
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      }).href;
      return { href, state, nonce, verifier };
    },
    finish: async (back, { state, nonce, verifier }) => {
      const config = await configuration();
      const tokens = await openid.authorizationCodeGrant(config, back, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The sign-in service sent no identity');
      // Many services keep the address for those who ask for it.
      const said =
        claims['email'] === undefined ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub) : claims;
      const { email, email_verified: verified, name: called } = Value.Check(Claims, said) ? said : {};
      return {
        issuer: claims.iss,
        subject: claims.sub,
        email: verified === true ? email?.trim().toLowerCase() : undefined,
        name: called,
      };
    },
  };
}
