/* account.js: passkeys that let somebody in to a server (WebAuthn), and the code that comes behind the # of a link.

   <form data-account-passkey="add|use" …> with a hidden field `credential`; what the passkey is asked stands in the JSON
   element that data-options names, or is fetched from data-from. What may go wrong is said in data-said-…, into
   [data-passkey-said]. [data-passkey-able] is shown where the browser can do this, [data-passkey-unable] where it cannot.

   <form data-join="token">: the code behind # goes into its field `code`, stays in this tab while one signs in, and
   leaves the address, so that no history keeps it. */
"use strict";

(() => {
  const { bytes, written, once, able: tell } = firsthandAsking;
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.dataset.from, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error();
    return answer.json();
  }

  async function made(options) {
    const { publicKey } = options.creation_options;
    const passkey = await navigator.credentials.create({ publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
      authenticatorSelection: {
        ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
      },
    } });
    const { clientDataJSON, attestationObject } = passkey.response;
    return asSent(passkey, {
      clientDataJSON: written(clientDataJSON), attestationObject: written(attestationObject),
      transports: passkey.response.getTransports?.() ?? [],
    });
  }

  async function used(options) {
    const { publicKey } = options.request_options;
    const passkey = await navigator.credentials.get({ publicKey: {
      ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials),
    } });
    const { clientDataJSON, authenticatorData, signature, userHandle } = passkey.response;
    return asSent(passkey, {
      clientDataJSON: written(clientDataJSON), authenticatorData: written(authenticatorData), signature: written(signature),
      userHandle: userHandle ? written(userHandle) : null,
    });
  }

  const asSent = (passkey, response) => ({
    type: passkey.type, id: passkey.id, rawId: written(passkey.rawId), response,
    authenticatorAttachment: passkey.authenticatorAttachment ?? null,
    clientExtensionResults: passkey.getClientExtensionResults(),
  });

  const ask = (form) => once(form, async () => {
    const sent = await (form.dataset.accountPasskey === "add" ? made : used)(await optionsOf(form));
    form.elements.credential.value = JSON.stringify(sent);
  }, (problem) => (problem.name === "InvalidStateError" ? "saidThere" : "saidLeft"));

  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.accountPasskey) return;
    event.preventDefault();
    ask(event.target);
  });

  tell(Boolean(window.PublicKeyCredential));

  function kept(key, value) {
    try {
      if (value) sessionStorage.setItem(key, value);
      return sessionStorage.getItem(key) ?? "";
    } catch { return value; } // storage may be forbidden
  }

  const joining = document.querySelector("form[data-join]");
  if (joining) {
    const code = kept(`firsthand-join-${joining.dataset.join}`, location.hash.slice(1));
    if (location.hash) history.replaceState(null, "", location.pathname + location.search);
    const field = joining.elements.code;
    if (field && code && !field.value) field.value = code;
    joining.addEventListener("submit", () => {
      try { sessionStorage.removeItem(`firsthand-join-${joining.dataset.join}`); } catch { /* nothing was kept */ }
    });
  }
})();
