# Deutsch: jedes Wort, das der Aufgabenbereich sagt. Die Begriffe mit Strich am Anfang kann eine Kanzlei durch ihre
# eigenen ersetzen (C13), deshalb steht vor ihnen nichts, was vom Geschlecht abhängt.

## Terms
-client =
    { $form ->
       *[one] Mandant
        [many] Mandanten
    }
-contact =
    { $form ->
       *[one] Kontakt
        [many] Kontakte
    }
-matter = Akte
-staff = Mitarbeitende

## Everywhere
app = Concordat
practice = Kanzleidatenbank
outlook = Outlook
empty = (leer)
yes = Ja
no = Nein
cancel = Abbrechen
retry = Erneut versuchen
refresh = Erneut vergleichen
newer = neuer
loading = Wird geladen …
details = Einzelheiten
elsewhere = { $here } ({ $there }, { $zone })
when-today = heute um { $time }
when-yesterday = gestern um { $time }
zone-place = { $zone } ({ $place })

## Starting and signing in
starting = Wird gestartet …
sign-in = Anmelden
sign-in-person = Person
sign-in-explain = Dieser Server dient der Entwicklung: Wer ihn öffnet, kann sich als jede Person der Kanzlei anmelden. Bitte wählen Sie eine aus.
sign-in-no-mailbox = Zum Postfach { $address } gehört niemand in der Kanzleidatenbank. Bitte wählen Sie eine Person aus.
sign-in-none = Dieser Server bietet hier keine Anmeldung an. Bitte wenden Sie sich an die Person, die ihn betreut.
signing-in = Anmeldung läuft …
development = Entwicklungsanmeldung
switch-person = Person wechseln
signed-in-as = Angemeldet als { $name }
not-signed-in = Nicht angemeldet
entra-sign-in = Mit Microsoft 365 anmelden
entra-other = Mit einem anderen Konto anmelden
entra-interaction = Melden Sie sich mit Ihrem Microsoft-365-Konto an. Dafür öffnet sich ein Fenster von Microsoft.
entra-signed-out = Sie sind abgemeldet.
entra-cancelled = Sie wurden nicht angemeldet: Das Fenster wurde geschlossen oder die Anmeldung abgelehnt. Versuchen Sie es erneut, sobald Sie bereit sind.
entra-blocked = Es konnte kein Fenster geöffnet werden. Erlauben Sie dieser Seite, Fenster zu öffnen, und versuchen Sie es dann erneut.
entra-away = Microsoft 365 ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es dann erneut.
entra-refused = Die Anmeldung ist nicht gelungen: { $detail }
entra-window = Fahren Sie in dem geöffneten Fenster fort. Hier geht währenddessen nichts verloren.
entra-again = Fenster erneut öffnen
lapsed = Ihre Anmeldung ist abgelaufen. Hier bleibt alles, wie es ist; melden Sie sich erneut an, um fortzufahren.
sign-in-again = Erneut anmelden
sign-out = Abmelden
other-mailbox = Sie sind als { $name } ({ $own }) angemeldet, dieses Postfach ist jedoch { $mailbox }. Richtig ist das nur bei einem freigegebenen Postfach.
held-edit = Ihre Änderung ist vorgemerkt und wird gesendet, sobald Sie sich erneut angemeldet haben.
not-admitted = Sie sind in der Kanzlei noch nicht freigeschaltet
not-admitted-who = Sie sind als { $name } ({ $username }) angemeldet.
not-admitted-do = Bitten Sie jemanden, der Concordat in Ihrer Kanzlei verwaltet, Sie freizuschalten. Sobald das geschehen ist, geht es hier von selbst weiter.
check-admission = Erneut prüfen
first-admin = Erste Verwaltung
first-admin-explain = Diesen Server verwaltet noch niemand. Geben Sie den Einmalcode ein, den er beim Start ausgegeben hat, dann verwalten Sie ihn.
first-admin-code = Einmalcode
first-admin-claim = Verwaltung übernehmen

## Admitting people
people = Personen
people-count =
    { $n ->
        [one] Personen ({ $n } wartet)
       *[other] Personen ({ $n } warten)
    }
people-waiting = Personen, die auf Freischaltung warten
people-none = Niemand wartet.
people-refresh = Erneut nachsehen
people-who = { $name } ({ $username })
people-at = zuletzt versucht { $at }
people-choose = Bitte wählen …
people-unpicked = Wählen Sie aus, wer diese Person in der Kanzlei ist.
people-tie = Freischalten
people-tie-of = { $name } freischalten
people-tied = Freigeschaltet
people-untie = Aufheben
people-untie-of = Freischaltung von { $name } aufheben

## Connection
live-connected = Verbunden
live-connecting = Verbindung wird hergestellt …
live-lost = Server nicht erreichbar, Verbindung wird wiederhergestellt …
outdated = Der Server arbeitet mit neueren Regeln als dieses Fenster. Bitte schließen Sie es und öffnen Sie es erneut.

## Item states
item = Element
reading = Das geöffnete Element wird gelesen …
asking = Die Kanzleidatenbank wird abgefragt …
no-item = Es ist nichts geöffnet. Öffnen Sie in Outlook einen Termin oder eine Nachricht, um den Stand zu sehen.
no-outlook = Dieses Fenster läuft nicht in Outlook, deshalb ist nichts geöffnet. Öffnen Sie in Outlook einen Termin und klicken Sie auf „Status“.
other-item = Elemente dieser Art werden nicht abgeglichen. Abgeglichen werden Termine; bei Nachrichten sehen Sie, wer die Beteiligten sind.
unreadable = Outlook hat das Lesen des Elements nicht zugelassen: { $reason }
unsaved = Outlook hat diesen Termin noch nicht gespeichert. Speichern Sie ihn zuerst in Outlook, dann können Sie ihn hier aufnehmen.
not-linked = Nicht in der Kanzleidatenbank.
in-step = Abgeglichen: Outlook und die Kanzleidatenbank stimmen überein.
differs =
    { $n ->
        [one] { $n } Feld weicht ab.
       *[other] { $n } Felder weichen ab.
    }
parted = Verknüpfung gelöst: Datensatz und Termin bleiben unverändert, bis Sie sie wieder verknüpfen.
binned = Der Datensatz liegt im Papierkorb der Kanzleidatenbank.
binned-edit = Der Datensatz liegt im Papierkorb der Kanzleidatenbank, der Termin wurde aber seither bearbeitet. Beim Abgleichen wird der Datensatz mit dieser Änderung wiederhergestellt.
missing = Der verknüpfte Datensatz wurde nicht gefunden. Bis das geklärt ist, wird nichts geändert.
unknown-occurrence = Ein einzelner Termin einer Serie, der vor dem ersten Abgleich verschoben wurde. Outlook teilt nicht mit, welcher Tag es war. Öffnen Sie die Serie und gleichen Sie diese ab.
part-series = Serie: Eine Änderung gilt für alle Termine der Serie.
part-occurrence = Einzelner Termin einer Serie: Eine Änderung gilt nur für diesen Tag, die Serie bleibt, wie sie ist.
part-occurrence-day = Einzelner Termin einer Serie ({ $day }): Eine Änderung gilt nur für diesen Tag, die Serie bleibt, wie sie ist.
part-follows = An diesem Tag wurde bisher nichts geändert: Er entspricht der Serie.
unmapped = { $field } kann bei diesem Element nicht verglichen werden.
read-only = Sie sehen diesen Termin so, wie er gespeichert wurde; Outlook lässt hier keine Änderungen zu. Wer den Termin organisiert, kann ihn in Outlook ändern.
compose-note = Sie bearbeiten diesen Termin gerade. Verglichen wird, was Sie sehen, ob gespeichert oder nicht.

## Which side is newer
newer-practice = Die Kanzleidatenbank ist neuer ({ $practice }; Outlook { $outlook }).
newer-outlook = Outlook ist neuer ({ $outlook }; Kanzleidatenbank { $practice }).
newer-close = Beide wurden, soweit die Uhren es erkennen lassen, gleichzeitig bearbeitet ({ $practice }).
newer-unknown = Letzte Bearbeitung des Datensatzes: { $practice }. Für einen Termin in Bearbeitung nennt Outlook keine Zeit.

## Why
why-later = Die spätere Änderung gilt, und zwar im Ganzen.
why-tooClose = Die Zeiten liegen zu nah beieinander, deshalb gilt die Kanzleidatenbank.
why-policy = Ihre Einstellung legt fest, welche Seite gilt.
why-answer = Sie haben gewählt.
why-noTime = Beide Seiten wurden geändert, und zu einer ist keine Zeit bekannt: Bitte wählen Sie.
why-askMe = Beide Seiten wurden geändert, und Sie möchten gefragt werden: Bitte wählen Sie.

## What Sync does to a row
fate-toRecord = Beim Abgleichen wird der Wert aus Outlook in die Kanzleidatenbank übernommen.
fate-toItem = Beim Abgleichen wird der Wert aus der Kanzleidatenbank in das Formular eingetragen.
fate-ask = Wählen Sie, welcher Wert gelten soll.
fate-blanks = Nur Leerzeichen weichen ab; beim Abgleichen werden sie entfernt.
held-direction = Bleibt verschieden: Laut Ihren Einstellungen wird nur in die andere Richtung abgeglichen.
held-fieldDirection = Bleibt verschieden: Die Kanzlei gleicht dieses Feld nicht in diese Richtung ab.
held-winnerMayNotTravel = Bleibt verschieden: Der geltende Wert darf nicht auf die andere Seite übertragen werden.
held-readOnly = Bleibt verschieden: In einem gespeicherten Termin lässt Outlook keine Änderungen zu. Ändern Sie ihn in Outlook, oder gleichen Sie ihn aus dem Kalender der Person ab, der er gehört.
held-notSettable = Bleibt verschieden: Dieses Feld kann in Outlook kein Add-In ändern. Ändern Sie es dort von Hand.
held-waiting = Bleibt vorerst, wie es ist.

## Actions
sync = Abgleichen
keep = Übernehmen
keep-incomplete = Wählen Sie zuerst für jedes Feld einen Wert.
add = Aufnehmen
unlink = Verknüpfung lösen
unlink-ask = Verknüpfung lösen? Datensatz und Termin bleiben erhalten, werden aber nicht mehr abgeglichen.
unlink-yes = Jetzt lösen
rejoin = Wieder verknüpfen
open-record = Datensatz öffnen
close-record = Datensatz schließen
busy-add = Wird aufgenommen …
busy-sync = Wird abgeglichen …
busy-unlink = Verknüpfung wird gelöst …
busy-rejoin = Wird wieder verknüpft …
busy-restore = Wird wiederhergestellt …
busy-contact = Kontakt wird aufgenommen …
kept-edit = Der Server ist nicht erreichbar. Ihre Änderung bleibt erhalten und wird gesendet, sobald er wieder da ist.
kept-unstored = Der Server ist nicht erreichbar. Dieser Browser speichert nichts: Ihre Änderung geht verloren, wenn Sie das Fenster schließen, bevor er wieder da ist.
kept-denied = Nicht gemerkt: Der Browser lässt hier nichts speichern, und der Server ist nicht erreichbar. Es wurde nichts geändert; wiederholen Sie es, sobald er wieder da ist.
kept-full = Nicht gemerkt: Zu viele Änderungen warten auf den Server. Es wurde nichts geändert; verwerfen Sie einige, oder wiederholen Sie es, sobald er wieder da ist.
kept-dropped = Verworfen. Was in Outlook und in der Kanzleidatenbank steht, bleibt, wie es ist.
kept-offline =
    { $n ->
        [one] Offline, { $n } Änderung gemerkt
       *[other] Offline, { $n } Änderungen gemerkt
    }
kept-paused =
    { $n ->
        [one] { $n } Änderung gemerkt, bis Sie wieder angemeldet sind
       *[other] { $n } Änderungen gemerkt, bis Sie wieder angemeldet sind
    }
kept-sending =
    { $n ->
        [one] { $n } gemerkte Änderung wird gesendet
       *[other] { $n } gemerkte Änderungen werden gesendet
    }
kept-undecided =
    { $n ->
        [one] { $n } Änderung wartet auf Ihre Entscheidung
       *[other] { $n } Änderungen warten auf Ihre Entscheidung
    }
kept-list = Noch nicht ausgeführte Änderungen
kept-name = { $edit }: { $title }
kept-item = { $edit }, { $at }:
kept-contact = Kontakt aufnehmen
kept-waiting = Gemerkt; wird gesendet, sobald der Server wieder da ist.
kept-unclear = Gesendet, aber es ist noch nicht bekannt, ob sie angekommen ist. Sie wird erneut gesendet und nur einmal ausgeführt.
kept-held = Wartet, bis Sie über die Änderung davor entschieden haben.
kept-old = Vor Wochen gesendet; ob sie angekommen ist, ist nicht mehr bekannt. Sie wird nicht erneut gesendet: Vergleichen Sie das Element, und verwerfen Sie sie dann.
kept-moved = Nicht ausgeführt: Der Datensatz hat sich geändert, seit Sie ihn gesehen haben. Vergleichen Sie, und synchronisieren Sie neu oder verwerfen Sie die Änderung.
kept-refused = Nicht ausgeführt. { $reason }
kept-open-item = Öffnen Sie das Element, um es neu zu synchronisieren.
kept-difference = { $field }: Kanzleidatenbank { $practice }, Outlook { $outlook }
kept-drop = Verwerfen
kept-of = { $action }: { $edit }

## Outcomes
done-add = In die Kanzleidatenbank aufgenommen.
done-unlink = Verknüpfung gelöst.
done-rejoin = Wieder verknüpft.
done-restore =
    { $n ->
        [one] { $n } Wert in der Kanzleidatenbank wiederhergestellt.
       *[other] { $n } Werte in der Kanzleidatenbank wiederhergestellt.
    }
done-restore-none = Die Kanzleidatenbank enthielt das bereits.
done-contact = { $name } aufgenommen.
done-in-step = Abgeglichen: nichts zu tun.
done-to-record =
    { $n ->
        [one] { $n } Änderung in die Kanzleidatenbank übernommen.
       *[other] { $n } Änderungen in die Kanzleidatenbank übernommen.
    }
done-to-item =
    { $n ->
        [one] { $n } Feld im Formular eingetragen: Speichern Sie es in Outlook.
       *[other] { $n } Felder im Formular eingetragen: Speichern Sie sie in Outlook.
    }
done-held =
    { $n ->
        [one] { $n } Feld bleibt verschieden.
       *[other] { $n } Felder bleiben verschieden.
    }
done-replaced =
    { $n ->
        [one] { $n } ersetzter Wert steht im Verlauf.
       *[other] { $n } ersetzte Werte stehen im Verlauf.
    }
done-ask = Wählen Sie, welcher Wert gelten soll.
form-failed = Outlook hat { $field } nicht übernommen: { $reason }
form-left = { $field } wurde inzwischen bearbeitet und deshalb nicht verändert; vergleichen Sie erneut.
form-set = Im Formular eingetragen. Speichern Sie den Termin in Outlook, damit es erhalten bleibt.
moved = Der Stand hat sich geändert, seit Sie ihn gesehen haben. So ist es jetzt; geändert wurde nichts.
done-kept = Gemerkte Änderung an „{ $title }“: { $outcome }
done-not-told =
    { $n ->
        [one] { $n } Feld ist im Formular einzutragen: Öffnen Sie den Termin und klicken Sie auf „Synchronisieren“.
       *[other] { $n } Felder sind im Formular einzutragen: Öffnen Sie den Termin und klicken Sie auf „Synchronisieren“.
    }

## Failures
failure-away = Der Server ist nicht erreichbar. Es wurde nichts geändert; versuchen Sie es gleich noch einmal.
failure-unreadable = Der Server hat etwas geantwortet, das dieses Fenster nicht versteht ({ $status }). Bitte schließen Sie es und öffnen Sie es erneut.
failure-invalid = Nicht angenommen. Der Server meldet: „{ $detail }“
failure-invalid-field = So nicht angenommen: { $field }.
failure-not-signed-in = Sie sind nicht mehr angemeldet. Bitte melden Sie sich erneut an.
failure-forbidden = Dazu sind Sie nicht berechtigt. Der Server meldet: „{ $detail }“
failure-private = Dieser Termin ist in der Kanzleidatenbank privat.
failure-not-admitted = Sie sind angemeldet, aber in der Kanzlei noch nicht freigeschaltet.
failure-not-found = Das gibt es nicht mehr. Bitte vergleichen Sie erneut.
failure-moved = Der Stand hat sich geändert, seit Sie ihn gesehen haben. Es wurde nichts geschrieben.
failure-in-use = Es wird noch benutzt und bleibt. Der Server sagt: „{ $detail }“
failure-not-configured = Dieser Server ist dafür noch nicht eingerichtet. Bitten Sie die Person, die ihn betreibt. Er sagt: „{ $detail }“
failure-key-reused = Der Server hat dies für eine andere Änderung gehalten. Vergleichen Sie erneut und wiederholen Sie sie.
failure-too-large = Das ist für die Kanzleidatenbank zu umfangreich.
failure-too-many = Zu viele Anfragen auf einmal. Versuchen Sie es gleich noch einmal.
failure-unavailable = Die Kanzleidatenbank ist ausgelastet. Versuchen Sie es gleich noch einmal.
failure-internal = Auf dem Server ist ein Fehler aufgetreten ({ $request }). Versuchen Sie es erneut; bleibt er bestehen, wenden Sie sich an die Person, die den Server betreut.

## Filing
filing = Zuordnung
client-hint = Name oder Nummer eingeben
client-unpicked = Wählen Sie einen Eintrag aus der Liste, oder leeren Sie das Feld.
client-none = Kein Treffer.
client-found = { $n } Treffer.
client-searching = Suche läuft …
matter-none = Ohne { -matter }
code-none = Ohne Kürzel
suggested = Vorschlag. Geben Sie etwas anderes ein, wenn er nicht passt.
number-name = { $number } { $name }
code-title = { $code }: { $title }

## Record
record = Datensatz
record-edited = Zuletzt bearbeitet: { $at }, Version { $version }.

## History
history = Verlauf
history-empty = Bisher wurde kein Wert ersetzt.
history-entry = { $side }: { $value } wurde durch { $by } ersetzt
history-restored = Wiederhergestellt: { $at }.
restore = Wiederherstellen
restore-together = Wiederherstellen: { $fields }
restore-help = Wiederherstellen: { $values }
restore-value = { $field }: { $value }
restore-all =
    { $n ->
        [one] Wert dieses Abgleichs wiederherstellen
       *[other] Alle { $n } Werte dieses Abgleichs wiederherstellen
    }
history-group = { $who }, { $at }

## Messages
message-people = Beteiligte dieser Nachricht
message-nobody = Diese Nachricht nennt außer Ihnen niemanden.
who-client = { -client }
who-standalone = { -contact } ohne { -client }
who-staff = { -staff }
who-unknown = Nicht in der Kanzleidatenbank.
who-of = { $kind } ({ $clients })
add-client = Als { -client } aufnehmen
add-standalone = Als { -contact } ohne { -client } aufnehmen
add-client-of = { $name } als { -client } aufnehmen
add-standalone-of = { $name } als { -contact } ohne { -client } aufnehmen
role-sender = Von
role-to = An
role-cc = Cc

## Ribbon: Outlook shows at most 150 characters
ribbon = Concordat: { $text }
ribbon-unlinked = Nicht in der Kanzleidatenbank. Öffnen Sie „Status“, um den Termin aufzunehmen.
ribbon-unsaved = Der Termin muss zuerst in Outlook gespeichert werden.
ribbon-ask = Wählen Sie unter „Status“, welcher Wert gelten soll.
ribbon-occurrence = Outlook teilt nicht mit, welcher Tag der Serie dies ist. Gleichen Sie die Serie ab.
ribbon-parted = Die Verknüpfung dieses Termins wurde gelöst. Verknüpfen Sie ihn unter „Status“ wieder.
ribbon-sign-in = Öffnen Sie „Status“, um sich anzumelden.
ribbon-not-admitted = Sie sind in der Kanzlei noch nicht freigeschaltet. Öffnen Sie „Status“, um zu sehen, was zu tun ist.
ribbon-waits = { $outcome }. Öffnen Sie „Status“, dann „Ausstehende Änderungen“.
ribbon-no-run = Es ist nichts zum Abgleichen eingerichtet. Öffnen Sie „Status“, dann „Einrichtung“.
ribbon-no-calendar = Termine werden einzeln abgeglichen: Öffnen Sie einen und klicken Sie auf „Abgleichen“.
ribbon-no-item = Es ist kein Termin geöffnet.
ribbon-changed = Inzwischen wurde etwas anderes geöffnet. Klicken Sie erneut auf „Abgleichen“.
ribbon-held =
    { $n ->
        [one] { $n } Feld bleibt verschieden; „Status“ nennt den Grund.
       *[other] { $n } Felder bleiben verschieden; „Status“ nennt die Gründe.
    }
ribbon-failed = Fehlgeschlagen: { $reason }
ribbon-time = Es hat zu lange gedauert. Öffnen Sie „Status“, um den Stand zu sehen.
ribbon-kept = Der Server ist nicht erreichbar. Gemerkt; wird gesendet, sobald er wieder da ist.
ribbon-not-kept = Der Server ist nicht erreichbar, und der Browser speichert nichts. Es wurde nichts geändert.

## Fields of an appointment
field-subject = Betreff
field-location = Ort
field-start = Beginn
field-end = Ende
field-zone = Zeitzone
field-allDay = Ganztägig
field-recurrence = Wiederholung
field-cancelled = Ausgelassene Tage
field-reminder = Erinnerung
field-showAs = Anzeigen als
field-private = Privat
field-categories = Kategorien
field-notes = Notizen
field-client = { -client }
field-matter = { -matter }
field-code = Terminkürzel
field-staff = { -staff }
minutes-none = Zu Beginn
hours =
    { $n ->
        [one] { $n } Stunde vorher
       *[other] { $n } Stunden vorher
    }
days =
    { $n ->
        [one] { $n } Tag vorher
       *[other] { $n } Tage vorher
    }
weeks =
    { $n ->
        [one] { $n } Woche vorher
       *[other] { $n } Wochen vorher
    }
reminder-none = Keine
minutes =
    { $n ->
        [one] { $n } Minute vorher
       *[other] { $n } Minuten vorher
    }
choice-free = Frei
choice-tentative = Mit Vorbehalt
choice-busy = Gebucht
choice-oof = Abwesend
choice-workingElsewhere = An einem anderen Ort tätig
choice-unknown = Unbekannt

## Series
repeats-not = Keine
repeats-daily =
    { $n ->
        [one] Jeden Tag
       *[other] Alle { $n } Tage
    }
repeats-weekly =
    { $n ->
        [one] Jede Woche am { $days }
       *[other] Alle { $n } Wochen am { $days }
    }
repeats-monthly =
    { $n ->
        [one] Am { $day }. jedes Monats
       *[other] Am { $day }. jedes { $n }. Monats
    }
repeats-monthly-nth =
    { $n ->
        [one] Am { $index } { $days } jedes Monats
       *[other] Am { $index } { $days } jedes { $n }. Monats
    }
repeats-yearly =
    { $n ->
        [one] Jedes Jahr am { $day }. { $month }
       *[other] Alle { $n } Jahre am { $day }. { $month }
    }
repeats-yearly-nth =
    { $n ->
        [one] Jedes Jahr am { $index } { $days } im { $month }
       *[other] Alle { $n } Jahre am { $index } { $days } im { $month }
    }
repeats-until = { $series }, bis { $date }
repeats-times = { $series }, { $n }-mal
day-monday = Montag
day-tuesday = Dienstag
day-wednesday = Mittwoch
day-thursday = Donnerstag
day-friday = Freitag
day-saturday = Samstag
day-sunday = Sonntag
day-any = Tag
day-working = Wochentag
day-weekend = Wochenendtag
index-first = ersten
index-second = zweiten
index-third = dritten
index-fourth = vierten
index-last = letzten
month-1 = Januar
month-2 = Februar
month-3 = März
month-4 = April
month-5 = Mai
month-6 = Juni
month-7 = Juli
month-8 = August
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Dezember

## Was Outlook nicht getan hat
office-refused = { $detail } ({ $code })
office-missing = Dieses Outlook bietet das nicht an ({ $detail }).
office-silent = Outlook hat nicht geantwortet.
office-owner = Outlook hat nicht mitgeteilt, wessen Kalender dies ist; vergleichen Sie erneut ({ $detail }).
office-changed = Es wurde etwas anderes geöffnet.

## Felder einer Anfrage, die keine eines Termins sind
request-address = E-Mail-Adresse (sie ist keine, oder jemand hat sie bereits)
request-name = Name
request-entries = Werte des Verlaufs
request-code = Code
request-required = Teilnehmende (zu viele)

## Windows beside the item
sections = Fenster
section-item = Element
section-changes = Ausstehende Änderungen
section-setup = Einrichtung
section-filters = Filter für { -contact(form: "many") }
section-runs = Verlauf
section-questions = Fragen
section-incomplete = Zu ergänzen
section-with-count = { $name } ({ $n })
ok = OK

## Synchronization in the status bar
suspended = Outlook-Synchronisierung angehalten
last-run = Letzte Synchronisierung { $at }: { $outcome }
run-progress = { $done } von { $of } erledigt
run-pending =
    { $n ->
        [one] { $n } Änderung wartet auf Sie
       *[other] { $n } Änderungen warten auf Sie
    }

## Why nothing is written, or synchronized
suspended-threshold =
    { $n ->
        [one] { $n } Datensatz würde synchronisiert, und Sie wollen ab { $limit } gefragt werden. Geschrieben wird erst, wenn Sie zustimmen.
       *[other] { $n } Datensätze würden synchronisiert, und Sie wollen ab { $limit } gefragt werden. Geschrieben wird erst, wenn Sie zustimmen.
    }
suspended-deletions =
    { $n ->
        [one] { $n } Datensatz würde gelöscht oder entfernt, und das ist viel: Ab { $limit } wird erst geschrieben, wenn Sie zustimmen.
       *[other] { $n } Datensätze würden gelöscht oder entfernt, und das ist viel: Ab { $limit } wird erst geschrieben, wenn Sie zustimmen.
    }
suspended-settings = Eine Einstellung wurde geändert, von der abhängt, welche { -contact(form: "many") } in Ihrem Ordner sind. Sehen Sie sich an, was sich ändert; geschrieben wird erst, wenn Sie zustimmen.
suspended-folderGone = Den Outlook-Ordner gibt es nicht mehr. Gelöscht wurde deshalb nichts. Bitte wählen Sie einen Ordner.
suspended-refused = Microsoft 365 verweigert den Zugriff auf das Postfach. Melden Sie sich erneut an; bleibt es dabei, wenden Sie sich an die Person, die Ihre Postfächer verwaltet.
suspended-mailboxRestored = Das Postfach ist älter als zuvor: Es wurde offenbar aus einer Sicherung wiederhergestellt. Sehen Sie sich an, was sich ändern würde, bevor etwas geschrieben wird.
suspended-practiceRestored = Die Kanzleidatenbank ist älter als zuvor: Sie wurde offenbar aus einer Sicherung wiederhergestellt. Sehen Sie sich an, was sich ändern würde, bevor etwas geschrieben wird.
suspended-emptied = Von allem Verknüpften ist nichts mehr da. Das beweist nicht, dass es gelöscht wurde. Sehen Sie sich an, was sich ändern würde, bevor etwas geschrieben wird.
suspended-undone = Eine Synchronisierung wurde zurückgenommen. Damit sie nicht von selbst wiederholt wird, wird erst wieder geschrieben, wenn Sie fortfahren.
resume = Zeigen, was sich ändern würde
choose-folder = Ordner wählen
paused-notConfigured = Dieser Server erreicht kein Postfach: In seiner Konfiguration fehlt der Weg zu Microsoft Graph. Den richtet die Person ein, die ihn betreut. Bis dahin wird nichts von selbst synchronisiert.
paused-notLicensed = Um { -contact(form: "many") } zu synchronisieren, braucht die Kanzlei die Lizenz Client Management. Ohne sie werden { -contact(form: "many") } nicht synchronisiert.
paused-off = Sie haben die Synchronisierung ausgeschaltet ({ -contact }).
paused-noFolder = Sie haben noch keinen Outlook-Ordner für { -contact(form: "many") } gewählt.
paused-unreachable = Das Postfach antwortet gerade nicht. Es wird von selbst erneut versucht.
to-setup = Einrichtung öffnen

## Pending changes, progress, report
changes-title = Ausstehende Änderungen der Outlook-Synchronisierung
run-title = Synchronisierung
report-title = Bericht
nothing-pending = Es stehen keine Änderungen aus.
sync-contacts = { -contact(form: "many") } synchronisieren
accept =
    { $n ->
        [one] { $n } Änderung übernehmen
       *[other] { $n } Änderungen übernehmen
    }
cancel-run = Synchronisierung abbrechen
stop = Anhalten
phase-waiting = Wartet auf eine andere Synchronisierung dieses Ordners …
phase-reading = Outlook wird gelesen …
phase-planning = Es wird verglichen …
phase-writing = Es wird synchronisiert …
seconds-left =
    { $n ->
        [one] Noch etwa { $n } Sekunde
       *[other] Noch etwa { $n } Sekunden
    }
minutes-left =
    { $n ->
        [one] Noch etwa { $n } Minute
       *[other] Noch etwa { $n } Minuten
    }
run-under-way = Die Synchronisierung läuft …
run-cancelled = Abgebrochen: Es wurde nichts weiter geschrieben.
run-failed = Sie konnte nicht fortgesetzt werden.
run-undone = Ausgeführt und später zurückgenommen.
run-done =
    { $n ->
        [one] { $n } Änderung ausgeführt.
       *[other] { $n } Änderungen ausgeführt.
    }
run-failures =
    { $n ->
        [one] { $n } fehlgeschlagen
       *[other] { $n } fehlgeschlagen
    }
run-with-failures = { $done } { $failed }: Öffnen Sie sie, um den Grund zu sehen.
run-left-out =
    { $n ->
        [one] { $n } Änderung wurde ausgelassen.
       *[other] { $n } Änderungen wurden ausgelassen.
    }
nothing-to-do = Keine Änderungen nötig.
plan-moved = Inzwischen hat sich etwas geändert, deshalb ist dies eine neue Liste. Sehen Sie sie noch einmal durch, bevor Sie zustimmen.
apart = Was der Filter aus Outlook entfernt
apart-help = Diese Einträge sind in Outlook und passen nicht zu Ihrem Filter. Diese Synchronisierung lässt sie dort, wenn Sie sie nicht ankreuzen; die nächste entfernt sie.
take-kind = Alle: { $what }
page-back = Zurück
page-on = Weiter
page-back-of = Zurück: { $what }
page-on-of = Weiter: { $what }
page = { $first } bis { $last } von { $of }
held-title =
    { $n ->
        [one] { $n } Eintrag wird jetzt nicht synchronisiert
       *[other] { $n } Einträge werden jetzt nicht synchronisiert
    }
held-direction-off = Nach Ihren Einstellungen wird nur in der anderen Richtung synchronisiert.
held-filter-edits = Der Eintrag passt nicht zum Filter und wurde in Outlook geändert; nach Ihren Einstellungen wird diese Änderung nicht aufgenommen. Entscheiden Sie in Outlook, was aus ihm wird.
held-unread = Outlook gibt diesen Eintrag zurzeit nicht heraus; es wird wieder danach gefragt. { $reason }
held-unmapped = Outlook enthält in { $fields } etwas, das sich nicht lesen lässt.
held-field = { $field }: { $why }
what-addRecord = { $n } in die Kanzleidatenbank aufnehmen
what-addItem = { $n } zu Outlook hinzufügen
what-join =
    { $n ->
        [one] { $n } gleiches Paar verknüpfen
       *[other] { $n } gleiche Paare verknüpfen
    }
what-rejoin =
    { $n ->
        [one] { $n } Paar erneut verknüpfen
       *[other] { $n } Paare erneut verknüpfen
    }
what-updateRecord = { $n } in der Kanzleidatenbank ändern
what-updateItem = { $n } in Outlook ändern
what-updateBoth = { $n } auf beiden Seiten ändern
what-restoreRecord = { $n } aus dem Papierkorb der Kanzleidatenbank holen
what-recreateItem = { $n } erneut zu Outlook hinzufügen
what-removeItem = { $n } aus dem Outlook-Ordner entfernen
what-binRecord = { $n } in den Papierkorb der Kanzleidatenbank legen
what-part =
    { $n ->
        [one] Bei { $n } Paar die Verknüpfung lösen; beide Seiten bleiben
       *[other] Bei { $n } Paaren die Verknüpfung lösen; beide Seiten bleiben
    }
change-fields =
    { $n ->
        [one] { $n } Feld
       *[other] { $n } Felder
    }
change-field = { $field } ({ $side })
before = Vorher:
after = Nachher:
change-left-out = Ausgelassen.
change-failed = Fehlgeschlagen. Bei der nächsten Synchronisierung wird es erneut versucht.
change-moved = Inzwischen geändert. Wird neu geplant.

## Runs
runs-title = Verlauf der Synchronisierungen
runs-none = Es wurde noch nichts synchronisiert.
runs-back = Zurück zur Liste
run-name = { $at }, { $cause }
cause-item = ein geöffnetes Element
cause-sync = auf Knopfdruck
cause-automatic = automatisch
cause-periodic = regelmäßig
cause-setup = geänderte Einrichtung
cause-undo = Rücknahme einer anderen
undo = Diesen Lauf zurücknehmen
undo-of = Lauf zurücknehmen: { $run }
undo-question = Beide Seiten erhalten zurück, was sie zuvor enthielten. Was seitdem geändert wurde, bleibt und wird genannt. Danach ruht die Synchronisierung, bis Sie fortfahren.
undo-now = Jetzt zurücknehmen

## Imported contacts to complete
incomplete-title = Importierte { -contact(form: "many") } ergänzen
incomplete-none = Nach dem Import fehlt nichts.
incomplete-help = Die Kanzleidatenbank braucht hier mehr, als Outlook weiß.
incomplete-count =
    { $n ->
        [one] { $n } { -contact } aus dem Import: Es fehlen Angaben
       *[other] { $n } { -contact(form: "many") } aus dem Import: Es fehlen Angaben
    }
incomplete-more =
    { $n ->
        [one] Danach folgt noch { $n }.
       *[other] Danach folgen noch { $n }.
    }
incomplete-lacks = Es fehlt: { $fields }
incomplete-or = { $one } oder { $other }
incomplete-save = Speichern
incomplete-saved = { $name } gespeichert.
incomplete-unfilled = Füllen Sie zuerst mindestens ein Feld aus.

## Questions
questions-title = Fragen, die nur Sie entscheiden können
questions-none = Es gibt keine Fragen.
question-at = Gefragt { $at }
question-conflict = Beide Seiten haben sich geändert. Wählen Sie, welcher Wert bleibt.
question-side = { $side }: { $value }
question-answer = { $answer }: { $title }
question-unchosen = Wählen Sie zuerst für jedes Feld einen Wert.
question-match = Welcher Eintrag ist es?
match-this = Dieser ist es
match-candidate = { $name } ({ $detail })
match-new = Keiner davon: Er ist neu
question-deletion = Eine Seite wurde gelöscht. Was wird aus der anderen?
keep-both = Behalten
delete-too = Ebenfalls löschen

## Setup
tab-contacts = { -contact(form: "many") }
tab-options = Synchronisierungsoptionen
contacts-on = { -contact(form: "many") } synchronisieren
folder = Outlook-Ordner
folder-none = Ordner wählen …
folder-default = Standardordner
folder-of = { $name } ({ $mailbox })
filter = Filter
filter-none = Kein Filter
to-filters = Liste der Filter öffnen
filtered = Was nicht zum Filter passt,
filtered-remove = verlässt den Outlook-Ordner; der Datensatz bleibt
filtered-keep = wird nicht mehr verknüpft und bleibt in Outlook
import-as = Was es nur in Outlook gibt, wird aufgenommen als
import-client = { -client }
import-standalone = { -contact } ohne { -client }
mode = Wann
mode-automatic = Automatisch bei jeder Änderung
mode-periodic = Alle so viele Minuten
mode-manual = Auf Knopfdruck
mode-minutes = Minuten
directions = Richtungen
to-outlook = Von der Kanzleidatenbank nach Outlook
to-practice = Von Outlook in die Kanzleidatenbank
confirm-changes = Jede Änderung zeigen, bevor sie ausgeführt wird
delete-records = Löschen in Outlook löscht den Datensatz
threshold = Bestätigung verlangen, wenn viele Datensätze synchronisiert werden
threshold-count = Ab wie vielen Datensätzen
policy = Wenn sich beide Seiten geändert haben
policy-newestRecord = Der zuletzt geänderte Datensatz gewinnt ganz
policy-newestField = Feld für Feld gewinnt der neuere Wert
policy-practiceWins = Die Kanzleidatenbank gewinnt
policy-outlookWins = Outlook gewinnt
policy-askMe = Ich werde gefragt
setup-saved = Die Einrichtung ist gespeichert.
setup-minutes-wrong = Minuten: Geben Sie eine ganze Zahl von 1 bis 1440 ein.
setup-count-wrong = Ab wie vielen Datensätzen: Geben Sie eine ganze Zahl ein, mindestens 1.
effect-title = Was das Speichern bewirkt
effect-none = Es kommt nichts hinzu, und es fällt nichts weg ({ -contact }).
effect-leave =
    { $n ->
        [one] { $n } { -contact } verlässt den Ordner
       *[other] { $n } { -contact(form: "many") } verlassen den Ordner
    }
effect-part =
    { $n ->
        [one] { $n } { -contact } wird nicht mehr verknüpft und bleibt in Outlook
       *[other] { $n } { -contact(form: "many") } werden nicht mehr verknüpft und bleiben in Outlook
    }
effect-add =
    { $n ->
        [one] { $n } { -contact } kommt in den Ordner
       *[other] { $n } { -contact(form: "many") } kommen in den Ordner
    }
effect-import =
    { $n ->
        [one] { $n } { -contact } wird in die Kanzleidatenbank aufgenommen
       *[other] { $n } { -contact(form: "many") } werden in die Kanzleidatenbank aufgenommen
    }
effect-critical = Alles im Ordner wird neu verglichen.
effect-filter-of = Dies ist ein Ordner der ganzen Kanzlei, und in ihm gilt der Filter von { $name }.

## Contact filters
filters-none = Die Kanzlei hat noch keine Filter.
filter-new = Neuer Filter
filter-edit = Bearbeiten
filter-copy = Kopieren
filter-drop = Löschen
filter-drop-now = Jetzt löschen
filter-question = Den Filter { $name } für die ganze Kanzlei löschen?
filter-act-on = { $act }: { $name }
filter-used = Benutzt von { $names }
filter-in-use = Den Filter benutzen { $names }; deshalb bleibt er. Zuerst muss dort ein anderer gewählt werden.
filter-copy-name = Kopie von { $name }
filter-rows =
    { $n ->
        [one] { $n } Zeile
       *[other] { $n } Zeilen
    }
filter-name = Name des Filters
filter-name-missing = Geben Sie dem Filter einen Namen.
filter-incomplete = Füllen Sie zuerst jede Zeile aus.
filter-match = Zum Filter passt ({ -contact })
match-all = was alle Zeilen erfüllt
match-any = was mindestens eine Zeile erfüllt
row = Zeile { $n }
row-field = Feld
row-method = Methode
row-add = Zeile hinzufügen
row-drop = Zeile entfernen
row-drop-of = Zeile entfernen: { $n }
value = Wert
value-from = Von
value-to = Bis
value-me = ich
value-choose = Bitte wählen …
value-add = Wert hinzufügen
value-add-of = Wert hinzufügen: Zeile { $n }
filter-save = Filter speichern
sample-title = Passt jetzt
sample-count =
    { $n ->
        [one] { $n } { -contact }
       *[other] { $n } { -contact(form: "many") }
    }
method-single = ist
method-anyOf = ist eines von
method-range = liegt zwischen
method-contains = enthält
method-beginsWith = beginnt mit
method-isBlank = ist leer
method-isNotBlank = ist nicht leer
filter-field-associate = Zuständig ({ -client })
filter-field-clientId = Nummer ({ -client })
filter-field-clientName = Name ({ -client })
filter-field-clientType = Art ({ -client })
filter-field-status = Status
filter-field-firmOffice = Büro der Kanzlei
filter-field-kind = Art
filter-field-categories = Kategorien
filter-field-fileAs = Speichern unter
filter-field-given = Vorname
filter-field-surname = Nachname
filter-field-company = Firma
filter-field-jobTitle = Position
filter-field-profession = Beruf
filter-field-email = E-Mail
filter-field-city = Ort
filter-field-state = Bundesland
filter-field-postalCode = Postleitzahl
filter-field-country = Land

## Fields of a contact
field-fileAs = Speichern unter
field-title = Titel
field-given = Vorname
field-middle = Weiterer Vorname
field-surname = Nachname
field-suffix = Namenszusatz
field-nickname = Spitzname
field-initials = Initialen
field-company = Firma
field-department = Abteilung
field-jobTitle = Position
field-profession = Beruf
field-office = Büro
field-manager = Vorgesetzte Person
field-assistant = Assistenz
field-webPage = Webseite
field-email1 = E-Mail
field-email2 = E-Mail 2
field-email3 = E-Mail 3
field-businessPhone1 = Telefon geschäftlich
field-businessPhone2 = Telefon geschäftlich 2
field-homePhone1 = Telefon privat
field-homePhone2 = Telefon privat 2
field-mobile = Mobiltelefon
field-im1 = Sofortnachrichten
field-im2 = Sofortnachrichten 2
field-im3 = Sofortnachrichten 3
field-businessAddress = Adresse geschäftlich
field-homeAddress = Adresse privat
field-otherAddress = Weitere Adresse
field-birthday = Geburtstag
field-spouse = Ehe- oder Lebenspartner
field-children = Kinder
field-kind = Art
field-clients = { -client(form: "many") }
field-clientId = Nummer ({ -client })
field-associate = Zuständig ({ -client })
field-clientType = Art ({ -client })
field-status = Status
field-firmOffice = Büro der Kanzlei
choice-client = { -client }
choice-standalone = { -contact } ohne { -client }

## Bevor das Programm da ist und wenn es stehen bleibt: daraus entsteht `static/words.js`
boot-starting = Concordat wird gestartet …
boot-late = Concordat wurde nicht gestartet: Das Programm ist nicht angekommen. Prüfen Sie die Verbindung, schließen Sie diesen Bereich und öffnen Sie ihn erneut.
boot-no-script = Concordat benötigt JavaScript.
boot-failed = Concordat wurde nicht gestartet
boot-retry = Erneut versuchen
boot-details = Einzelheiten
boot-office = Die Skripte von Outlook wurden nicht geladen.
boot-office-do = Sie kommen von den Servern von Microsoft. Prüfen Sie die Verbindung und ob ein Filter appsforoffice.microsoft.com oder ajax.aspnetcdn.com sperrt, und klicken Sie dann auf „Erneut versuchen“.
boot-own = Das Programm von Concordat wurde nicht geladen.
boot-own-do = Prüfen Sie die Verbindung zum Concordat-Server und klicken Sie dann auf „Erneut versuchen“. Bleibt der Fehler bestehen, wenden Sie sich an die Person, die den Server betreut.
boot-stopped = Concordat wurde angehalten
boot-crash = Concordat wurde durch einen eigenen Fehler angehalten.
boot-crash-do = Was gesendet wurde, ist sicher. Klicken Sie auf „Erneut versuchen“, um neu zu starten; bleibt der Fehler bestehen, wenden Sie sich an die Person, die den Server betreut.
boot-ribbon = Concordat: Fehlgeschlagen. { $reason }
boot-ribbon-late = Es hat zu lange gedauert. Öffnen Sie „Status“, um den Stand zu sehen.
boot-signing-in = Anmeldung läuft …
