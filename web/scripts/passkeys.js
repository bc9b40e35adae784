// Passkeys: the buttons that set one up, sign in with one, or confirm with one. Without this script they stay hidden.

const ways = {
  setup: { options: '/account/passkeys/options', send: '/account/passkeys' },
  confirm: { options: '/account/confirm/passkey/options', send: '/account/confirm/passkey' },
  'sign-in': { options: '/sign-in/passkey/options', send: '/sign-in/passkey' },
};

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const data = await answer.json();
  if (answer.ok) return data;
  throw new Error(data.problems?.map((each) => `${each.message} ${each.remedy}`).join(' '));
}

async function use(way, next) {
  const options = await post(ways[way].options);
  const credential =
    way === 'setup'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  const done = await post(ways[way].send, { credential: credential.toJSON(), next });
  location.assign(done.next);
}

/** What to say when the browser or the person ended it: not the browser's words, which are for programmers. */
function explain(error) {
  if (!(error instanceof DOMException)) return error.message;
  if (error.name === 'InvalidStateError') return 'This device has a passkey for your account already.';
  return 'The passkey was not used. Try again, or use another way.';
}

if (globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined) {
  for (const part of document.querySelectorAll('[data-passkey]')) {
    const [button, message] = [part.querySelector('button'), part.querySelector('[role=alert]')];
    part.hidden = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      message.hidden = true;
      try {
        await use(part.dataset.passkey, part.dataset.next);
      } catch (error) {
        message.textContent = explain(error);
        message.hidden = false;
        button.disabled = false;
      }
    });
  }
}
