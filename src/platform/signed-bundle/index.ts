export { bundleCommands } from './bundle-commands.ts';
export { canonicalJson } from './canonical-json.ts';
export { type BundleEntry, makeBundle, type MadeBundle } from './make-bundle.ts';
export { signingKeyPages, signingKeysPath } from './signing-key-pages.ts';
export { createSigningKeys, type SigningKeys } from './signing-keys.ts';
export { verifyBundle } from './verify-bundle.ts';
