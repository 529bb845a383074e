// The dialog that signs in with Microsoft 365 where Outlook brokers no tokens: it goes to Microsoft's pages and back,
// and tells the pane what came of it. What it keeps meanwhile goes with it.

import { library, reason, settings } from "./entra.js";
import { translate } from "./words.js";

async function signIn() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const msal = await library();
  const answer = await fetch("/api/v1/sign-in");
  const { entra } = await answer.json();
  // The dialog must go on knowing the pane that opened it, or it could tell it nothing.
  const app = await msal.createStandardPublicClientApplication(settings(entra, { auth: { originCheck: false } }));
  const result = await app.handleRedirectPromise();
  if (result) {
    await app.clearCache({ account: result.account });
    return { result };
  }
  const prompt = asked.has("other") ? { prompt: "select_account" } : { loginHint: asked.get("hint") || undefined };
  await app.acquireTokenRedirect({ scopes: [entra.scope], authority: entra.authority, ...prompt });
  return null;
}

translate();
await Office.onReady();
const told = await signIn().catch((error) => ({ reason: reason(error) }));
if (told) Office.context.ui.messageParent(JSON.stringify(told), { targetOrigin: location.origin });
