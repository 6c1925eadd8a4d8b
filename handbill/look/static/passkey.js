/* Passkeys are a matter between browser and authenticator, which only a script can begin. The form carries the answer, as any
   other. Without this, password and code open the desk. */
"use strict";

const asking = document.getElementById("passkey");
if (asking && window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials) {
  const given = JSON.parse(asking.dataset.options);
  const said = asking.elements.namedItem("passkey");
  for (const it of document.querySelectorAll("[data-without]")) it.hidden = true;
  asking.hidden = false;
  asking.addEventListener("submit", async (event) => {
    if (said.value) return;
    event.preventDefault();
    try {
      const made = "rpId" in given
        ? await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(given) })
        : await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(given) });
      said.value = JSON.stringify(made.toJSON());
      asking.requestSubmit();
    } catch {
      asking.querySelector(".error").hidden = false;
    }
  });
}
