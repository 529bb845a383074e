// Made of messages/*.ftl, what begins with boot- there. To make it anew:
// CONCORDAT_WRITE=yes cargo test -p frontend words_js

const TEXTS = {
  en: {
    "crash": "Concordat stopped because of a fault of its own.",
    "crash-do": "What was sent is safe. Press Try again to start anew; if it stays, tell whoever runs the server.",
    "details": "Details",
    "failed": "Concordat did not start",
    "office": "Outlook's own scripts did not come up.",
    "office-do": "They come from Microsoft's servers. Check the connection and whether a filter blocks appsforoffice.microsoft.com or ajax.aspnetcdn.com, then press Try again.",
    "own": "Concordat's own program did not come up.",
    "own-do": "Check the connection to the Concordat server, then press Try again. If it stays, tell whoever runs the server.",
    "retry": "Try again",
    "ribbon": "Concordat: Failed. {reason}",
    "ribbon-late": "It took too long. Open Status to see how it stands.",
    "signing-in": "Signing in…",
    "starting": "Concordat is starting…",
    "stopped": "Concordat stopped"
  },
  de: {
    "crash": "Concordat wurde durch einen eigenen Fehler angehalten.",
    "crash-do": "Was gesendet wurde, ist sicher. Klicken Sie auf „Erneut versuchen“, um neu zu starten; bleibt der Fehler bestehen, wenden Sie sich an die Person, die den Server betreut.",
    "details": "Einzelheiten",
    "failed": "Concordat wurde nicht gestartet",
    "office": "Die Skripte von Outlook wurden nicht geladen.",
    "office-do": "Sie kommen von den Servern von Microsoft. Prüfen Sie die Verbindung und ob ein Filter appsforoffice.microsoft.com oder ajax.aspnetcdn.com sperrt, und klicken Sie dann auf „Erneut versuchen“.",
    "own": "Das Programm von Concordat wurde nicht geladen.",
    "own-do": "Prüfen Sie die Verbindung zum Concordat-Server und klicken Sie dann auf „Erneut versuchen“. Bleibt der Fehler bestehen, wenden Sie sich an die Person, die den Server betreut.",
    "retry": "Erneut versuchen",
    "ribbon": "Concordat: Fehlgeschlagen. {reason}",
    "ribbon-late": "Es hat zu lange gedauert. Öffnen Sie „Status“, um den Stand zu sehen.",
    "signing-in": "Anmeldung läuft …",
    "starting": "Concordat wird gestartet …",
    "stopped": "Concordat wurde angehalten"
  },
};

/** Outlook's language, as it says itself or in the address that it opened; else the browser's. */
function told() {
  const display = globalThis.Office?.context?.displayLanguage;
  if (display) return display;
  let kept = "";
  try {
    kept = sessionStorage.getItem("hostInfoValue") ?? "";
  } catch {
    // A browser may forbid it to a frame.
  }
  const host = /_host_Info=([^&#]*)/.exec(location.href)?.[1] ?? kept;
  return /[$|]([a-z]{2,3}(-[a-z0-9]+)+)/i.exec(decodeURIComponent(host))?.[1] ?? navigator.language;
}

/** The language that is spoken. */
export function language() {
  const primary = told().split(/[-_]/)[0].toLowerCase();
  return Object.hasOwn(TEXTS, primary) ? primary : "en";
}

/** The text of that key, its placeables filled. */
export function say(key, values = {}) {
  return TEXTS[language()][key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** Puts the texts into the page where it names their keys, and says which language it is in. */
export function translate() {
  document.documentElement.lang = language();
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
}
