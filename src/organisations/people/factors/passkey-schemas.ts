import { Type } from 'typebox';

const text = Type.String({ maxLength: 20_000 });
const transports = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
const transport = Type.Union(transports.map((each) => Type.Literal(each)));
const credential = { id: text, rawId: text, type: Type.Literal('public-key'), clientExtensionResults: Type.Object({}) };

/** A new passkey as browsers write it (Web Authentication, RegistrationResponseJSON), as far as it is looked at. */
export const NewPasskeyJson = Type.Object({
  ...credential,
  response: Type.Object({
    clientDataJSON: text,
    attestationObject: text,
    transports: Type.Optional(Type.Array(transport, { maxItems: 10 })),
  }),
});

/** A passkey's answer to a challenge (AuthenticationResponseJSON), as far as it is looked at. */
export const PasskeyAnswerJson = Type.Object({
  ...credential,
  response: Type.Object({ clientDataJSON: text, authenticatorData: text, signature: text }),
});
