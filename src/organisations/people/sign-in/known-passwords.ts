let list: Promise<ReadonlySet<string>> | undefined;

/**
 * The passwords that became public and are tried most, in lower case, as the package @zxcvbn-ts/language-common has them
 * (MIT): read from this machine, so that no password is ever sent anywhere. Read when first needed and then kept.
 */
export function knownPasswords(): Promise<ReadonlySet<string>> {
  list ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common'].map((each) => each.toLowerCase())),
  );
  return list;
}
