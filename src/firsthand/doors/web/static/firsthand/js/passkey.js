/* passkey.js: asks a passkey for the key that it makes (WebAuthn's extension prf), and sends it with the form.

   <form data-passkey="add|open" data-asked data-whose data-known data-called …> with hidden fields `answer` and, to add
   one, `credential`; what may go wrong is said in its data-said-…, into its [data-passkey-said].
   [data-passkey-able] is shown where the browser can do this, [data-passkey-unable] where it cannot. */
"use strict";

(() => {
  const SAID = { NotAllowedError: "saidLeft", InvalidStateError: "saidThere", NoKey: "saidNoKey" };

  const { bytes, written, once, able: tell } = firsthandAsking;

  /** Nobody looks at the signature: the key is the proof. */
  const challenge = () => crypto.getRandomValues(new Uint8Array(32));
  const asking = (form) => ({ prf: { eval: { first: bytes(form.dataset.asked) } } });
  const answerOf = (passkey) => passkey.getClientExtensionResults().prf?.results?.first;

  async function able() {
    if (!window.PublicKeyCredential) return false;
    const can = await PublicKeyCredential.getClientCapabilities?.();
    return can?.["extension:prf"] !== false; // a browser that does not tell is asked
  }

  function noKey() {
    const problem = new Error();
    problem.name = "NoKey";
    return problem;
  }

  function asked(form, allowed = []) {
    return navigator.credentials.get({ publicKey: {
      challenge: challenge(),
      allowCredentials: allowed.map((id) => ({ type: "public-key", id })),
      userVerification: "required",
      extensions: asking(form),
    } });
  }

  function made(form) {
    const { whose, called, known } = form.dataset;
    return navigator.credentials.create({ publicKey: {
      challenge: challenge(),
      rp: { name: document.querySelector(".bar-home").textContent },
      user: { id: bytes(whose), name: called, displayName: called },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: known.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: asking(form),
    } });
  }

  /** Some make the key when they are made, others when they are asked for the first time. */
  async function add(form) {
    const passkey = await made(form);
    let answer = answerOf(passkey);
    if (!answer && passkey.getClientExtensionResults().prf?.enabled) answer = answerOf(await asked(form, [passkey.rawId]));
    if (!answer) throw noKey();
    form.elements.credential.value = written(passkey.rawId);
    return answer;
  }

  async function open(form) {
    const answer = answerOf(await asked(form));
    if (!answer) throw noKey();
    return answer;
  }

  const ask = (form) => once(form, async () => {
    form.elements.answer.value = written(await (form.dataset.passkey === "add" ? add : open)(form));
  }, (problem) => SAID[problem.name] ?? "saidElse");

  const unsaid = (form) => [...form.elements].some((one) => one.matches("input:not([type=hidden])") && !one.value.trim());

  document.addEventListener("submit", (event) => {
    const form = event.target;
    // Where something is missing the server says so, before a passkey is made for nothing.
    if (!form.dataset.passkey || unsaid(form)) return;
    event.preventDefault();
    ask(form);
  });

  able().then(tell);
})();
