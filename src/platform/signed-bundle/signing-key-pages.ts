import type { FastifyPluginAsync } from 'fastify';
import { Type } from 'typebox';
import type { SigningKeys } from './signing-keys.ts';

const answer = Type.Object({
  keys: Type.Array(
    Type.Object({
      fingerprint: Type.String({ description: 'SHA-256 of the public key, hexadecimal' }),
      algorithm: Type.Literal('Ed25519'),
      publicKey: Type.String({ description: 'SubjectPublicKeyInfo, DER, base64' }),
      madeAt: Type.String(),
      retiredAt: Type.Union([Type.String(), Type.Null()], { description: 'Null: the key that signs now' }),
    }),
  ),
});

/** Where the keys that sign this service's files are published. */
export const signingKeysPath = '/.well-known/calloff-signing-keys.json';

/** Publishes the public keys, so that anybody can tell whose signature a file bears. */
export function signingKeyPages(services: { readonly signingKeys: SigningKeys }): FastifyPluginAsync {
  return async (server) => {
    server.get(
      signingKeysPath,
      {
        schema: {
          summary: 'The keys that sign files of this service',
          tags: ['Signed files'],
          response: { 200: answer },
        },
      },
      async () => {
        const keys = await services.signingKeys.published();
        return { keys: keys.map((each) => ({ ...each, algorithm: 'Ed25519' as const })) };
      },
    );
  };
}
