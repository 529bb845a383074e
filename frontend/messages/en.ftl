# English: every word that the task pane says. The terms are the words of which a firm may have its own (C13).

## Terms
-client =
    { $form ->
       *[one] client
        [many] clients
        [label] Client
    }
-contact =
    { $form ->
       *[one] contact
        [label] Contact
    }
-matter =
    { $form ->
       *[one] matter
        [label] Matter
    }
-staff =
    { $form ->
       *[one] staff
        [label] Staff
    }

## Everywhere
app = Concordat
practice = Practice database
outlook = Outlook
empty = (empty)
yes = Yes
no = No
cancel = Cancel
retry = Try again
refresh = Compare again
newer = newer
loading = Loading…
details = Details
elsewhere = { $here } ({ $there } in { $zone })
when-today = today at { $time }
when-yesterday = yesterday at { $time }
zone-place = { $zone } ({ $place })

## Starting and signing in
starting = Starting…
sign-in = Sign in
sign-in-person = Staff member
sign-in-explain = This server is for development: whoever opens it can be any staff member. Choose one.
sign-in-no-mailbox = No staff member has the mailbox { $address }. Choose one.
sign-in-none = This server offers no way to sign in from here. Ask whoever runs it.
signing-in = Signing in…
development = Development sign-in
switch-person = Switch person
signed-in-as = Signed in as { $name }
not-signed-in = Not signed in
entra-sign-in = Sign in with Microsoft 365
entra-other = Sign in as another account
entra-interaction = Sign in with your Microsoft 365 account. A window of Microsoft's opens for it.
entra-signed-out = You are signed out.
entra-cancelled = You were not signed in: the window was closed, or the sign-in was declined. Try again when you are ready.
entra-blocked = No window could be opened. Allow this page to open windows, then try again.
entra-away = Microsoft 365 cannot be reached. Check the connection, then try again.
entra-refused = You could not be signed in: { $detail }
entra-window = Go on in the window that opened. Nothing is lost here meanwhile.
entra-again = Open the window again
lapsed = Your sign-in has expired. Everything here stays as it is; sign in again to go on.
sign-in-again = Sign in again
sign-out = Sign out
other-mailbox = You are signed in as { $name } ({ $own }), and this mailbox is { $mailbox }. That is right for a shared mailbox only.
held-edit = Your edit is kept, and is sent once you have signed in again.
not-admitted = The firm does not know you yet
not-admitted-who = You are signed in as { $name } ({ $username }).
not-admitted-do = Ask an administrator of your firm to admit you. Once that is done, this screen goes on by itself.
check-admission = Check again
first-admin = The first administrator
first-admin-explain = Nobody administers this server yet. Type the one-time code that it printed when it started, and you do.
first-admin-code = One-time code
first-admin-claim = Become the administrator

## Admitting people
people = People
people-count =
    { $n ->
        [one] People ({ $n } waiting)
       *[other] People ({ $n } waiting)
    }
people-waiting = People waiting to be admitted
people-none = Nobody is waiting.
people-refresh = Look again
people-who = { $name } ({ $username })
people-at = last tried { $at }
people-choose = Choose…
people-unpicked = Choose the staff member that this person is.
people-tie = Admit
people-tie-of = Admit { $name }
people-tied = Admitted
people-untie = Withdraw
people-untie-of = Withdraw the admission of { $name }

## Connection
live-connected = Live
live-connecting = Connecting…
live-lost = Server away, reconnecting…
outdated = The server has newer rules than this window. Close it and open it again.

## Item states
item = Item
reading = Reading the open item…
asking = Asking the practice database…
no-item = No item is open. Open an appointment or a message in Outlook to see how it stands.
no-outlook = This window is not in Outlook, so no item is open. Open an appointment in Outlook and press Status.
other-item = This kind of item is not synchronized. Appointments are, and messages show who their people are.
unreadable = Outlook did not let the item be read: { $reason }
unsaved = Outlook has not saved this appointment yet. Save it in Outlook first; then it can be added here.
not-linked = Not in the practice database.
in-step = In step: Outlook and the practice database agree.
differs =
    { $n ->
        [one] { $n } field differs.
       *[other] { $n } fields differ.
    }
parted = Unlinked: the record and this appointment are left alone until you link them again.
binned = The record lies in the practice bin.
binned-edit = The record lies in the practice bin, but this appointment was edited since. Sync brings the record back with the edit.
missing = The linked record was not found. Nothing is changed until that is clear.
unknown-occurrence = One day of a series, moved before it was ever synchronized. Outlook does not tell which day it was. Open the series and synchronize that.
part-series = Series: an edit goes to every day of it.
part-occurrence = One day of a series: an edit goes to this day only, and the series stays as it is.
part-occurrence-day = One day of a series ({ $day }): an edit goes to this day only, and the series stays as it is.
part-follows = Nothing of this day was changed so far: it is as its series says.
unmapped = { $field } of this item cannot be compared.
read-only = You see this appointment as it was saved, so Outlook lets nothing be set in it. Its organiser changes it, in Outlook.
compose-note = You are editing this appointment. What you see is compared, saved or not.

## Which side is newer
newer-practice = The practice database is newer ({ $practice }; Outlook { $outlook }).
newer-outlook = Outlook is newer ({ $outlook }; practice database { $practice }).
newer-close = Both were edited at the same time as far as the clocks can tell ({ $practice }).
newer-unknown = The record was edited { $practice }. Outlook tells no time for an appointment being edited.

## Why
why-later = The later edit wins, whole.
why-tooClose = The times are too close to tell, so the practice database wins.
why-policy = Your setting says who wins.
why-answer = You chose.
why-noTime = Both sides changed, and one has no time to go by: choose.
why-askMe = Both sides changed, and your setting is to be asked: choose.

## What Sync does to a row
fate-toRecord = Sync puts Outlook's value into the practice database.
fate-toItem = Sync sets the practice database's value in the form.
fate-ask = Choose which one to keep.
fate-blanks = Only blanks differ; Sync removes them.
held-direction = Stays apart: your settings synchronize in the other direction only.
held-fieldDirection = Stays apart: the firm does not synchronize this field in that direction.
held-winnerMayNotTravel = Stays apart: the side that wins may not be written to the other.
held-readOnly = Stays apart: Outlook lets nothing be set in a saved appointment. Change it in Outlook, or sync from the calendar's owner.
held-notSettable = Stays apart: Outlook lets no add-in set this field. Change it in Outlook by hand.
held-waiting = Stays as it is for now.

## Actions
sync = Sync
keep = Keep
keep-incomplete = Choose a value for every field first.
add = Add
unlink = Unlink
unlink-ask = Unlink? The record and the appointment both stay, and are no longer kept in step.
unlink-yes = Unlink now
rejoin = Link again
open-record = Open record
close-record = Close record
busy-add = Adding…
busy-sync = Synchronizing…
busy-unlink = Unlinking…
busy-rejoin = Linking again…
busy-restore = Bringing back…
busy-contact = Adding the contact…
kept-edit = The server is away. Your edit is kept and sent when it is back.
kept-unstored = The server is away. This browser keeps nothing, so your edit is lost if you close this window before the server is back.
kept-denied = Not kept: this browser lets nothing be stored here, and the server is away. Nothing was changed; repeat it when the server is back.
kept-full = Not kept: too many edits wait for the server. Nothing was changed; drop some, or repeat it when the server is back.
kept-dropped = Dropped. What stands in Outlook and in the practice database stays as it is.
kept-offline =
    { $n ->
        [one] Offline, { $n } edit kept
       *[other] Offline, { $n } edits kept
    }
kept-paused =
    { $n ->
        [one] { $n } edit kept until you have signed in again
       *[other] { $n } edits kept until you have signed in again
    }
kept-sending =
    { $n ->
        [one] Sending { $n } kept edit
       *[other] Sending { $n } kept edits
    }
kept-undecided =
    { $n ->
        [one] { $n } edit waits for your decision
       *[other] { $n } edits wait for your decision
    }
kept-list = Edits that are not done yet
kept-name = { $edit }: { $title }
kept-item = { $edit }, { $at }:
kept-contact = Add contact
kept-waiting = Kept, and sent when the server is back.
kept-unclear = Sent, but nobody knows yet whether it arrived. It is sent again, and lands only once.
kept-held = Waits until you have decided about the edit before it.
kept-old = Sent weeks ago, and nobody knows any more whether it arrived. It is not sent again: compare the item, then drop this.
kept-moved = Not done: the record moved since you saw it. Compare, then synchronize anew or drop it.
kept-refused = Not done. { $reason }
kept-open-item = Open the item to synchronize it anew.
kept-difference = { $field }: practice database { $practice }, Outlook { $outlook }
kept-drop = Drop
kept-of = { $action }: { $edit }

## Outcomes
done-add = Added to the practice database.
done-unlink = Unlinked.
done-rejoin = Linked again.
done-restore =
    { $n ->
        [one] { $n } value brought back into the practice database.
       *[other] { $n } values brought back into the practice database.
    }
done-restore-none = The practice database already held that.
done-contact = { $name } added.
done-in-step = In step: nothing to do.
done-to-record =
    { $n ->
        [one] { $n } change taken into the practice database.
       *[other] { $n } changes taken into the practice database.
    }
done-to-item =
    { $n ->
        [one] { $n } field set in the form: save it in Outlook.
       *[other] { $n } fields set in the form: save it in Outlook.
    }
done-held =
    { $n ->
        [one] { $n } field stays apart.
       *[other] { $n } fields stay apart.
    }
done-replaced =
    { $n ->
        [one] { $n } replaced value is in the history.
       *[other] { $n } replaced values are in the history.
    }
done-ask = Choose which value to keep.
form-failed = Outlook did not take { $field }: { $reason }
form-left = { $field } was edited meanwhile, so it was left; compare again.
form-set = Set in the form. Save the appointment in Outlook to keep it.
moved = It moved since you saw it. This is how it stands now; nothing was changed.
done-kept = Kept edit of “{ $title }”: { $outcome }
done-not-told =
    { $n ->
        [one] { $n } field is to be set in the form: open the appointment and press Sync.
       *[other] { $n } fields are to be set in the form: open the appointment and press Sync.
    }

## Failures
failure-away = The server cannot be reached. Nothing was changed; try again in a moment.
failure-unreadable = The server answered something that this window does not understand ({ $status }). Close it and open it again.
failure-invalid = Not accepted. The server says: “{ $detail }”
failure-invalid-field = Not accepted as it is: { $field }.
failure-not-signed-in = You are no longer signed in. Sign in again.
failure-forbidden = You may not do this. The server says: “{ $detail }”
failure-private = This appointment is private in the practice database.
failure-not-admitted = You are signed in, but the firm has not admitted you yet.
failure-not-found = It is no longer there. Compare again.
failure-moved = It moved since you saw it. Nothing was written.
failure-in-use = It is still in use and stays. The server says: “{ $detail }”
failure-not-configured = This server is not set up for that yet. Ask whoever runs it. It says: “{ $detail }”
failure-key-reused = The server took this for another edit. Compare again, and repeat it.
failure-too-large = This is too large for the practice database.
failure-too-many = Too many requests at once. Try again in a moment.
failure-unavailable = The practice database is busy. Try again in a moment.
failure-internal = The server failed ({ $request }). Try again; if it stays, tell whoever runs it.

## Filing
filing = Filing
client-hint = Type a name or number
client-unpicked = Pick one from the list, or empty the field.
client-none = No { -client } matches.
client-found =
    { $n ->
        [one] { $n } { -client }.
       *[other] { $n } { -client(form: "many") }.
    }
client-searching = Searching…
matter-none = No { -matter }
code-none = No code
suggested = Suggested. Type another if it is not right.
number-name = { $number } { $name }
code-title = { $code }: { $title }

## Record
record = Record
record-edited = Last edited { $at }, version { $version }.

## History
history = History
history-empty = No value has given way yet.
history-entry = { $side }: { $value } gave way to { $by }
history-restored = Brought back { $at }.
restore = Restore
restore-together = Restore { $fields }
restore-help = Restore { $values }
restore-value = { $field }: { $value }
restore-all =
    { $n ->
        [one] Restore this synchronization's value
       *[other] Restore all { $n } of this synchronization
    }
history-group = { $who }, { $at }

## Messages
message-people = Who is in this message
message-nobody = This message names nobody but you.
who-client = { -client(form: "label") }
who-standalone = Standalone { -contact }
who-staff = { -staff(form: "label") }
who-unknown = Not in the practice database.
who-of = { $kind } ({ $clients })
add-client = Add as { -client }
add-standalone = Add as standalone { -contact }
add-client-of = Add { $name } as { -client }
add-standalone-of = Add { $name } as standalone { -contact }
role-sender = From
role-to = To
role-cc = Cc

## Ribbon: Outlook shows at most 150 characters
ribbon = Concordat: { $text }
ribbon-unlinked = Not in the practice database. Open Status to add it.
ribbon-unsaved = Outlook must save this appointment first.
ribbon-ask = Choose in Status which value to keep.
ribbon-occurrence = Outlook does not tell which day of the series this is. Synchronize the series.
ribbon-parted = This appointment was unlinked. Open Status to link it again.
ribbon-sign-in = Open Status to sign in.
ribbon-not-admitted = The firm does not know you yet. Open Status to see what to do.
ribbon-no-item = No appointment is open.
ribbon-changed = Another item was opened meanwhile. Press Sync again.
ribbon-held =
    { $n ->
        [one] { $n } field stays apart; Status says why.
       *[other] { $n } fields stay apart; Status says why.
    }
ribbon-failed = Failed: { $reason }
ribbon-time = It took too long. Open Status to see how it stands.
ribbon-kept = The server is away. Kept, and sent when it is back.
ribbon-not-kept = The server is away, and this browser keeps nothing. Nothing was changed.

## Fields of an appointment
field-subject = Subject
field-location = Location
field-start = Start
field-end = End
field-zone = Time zone
field-allDay = All day
field-recurrence = Repeats
field-cancelled = Days left out
field-reminder = Reminder
field-showAs = Show as
field-private = Private
field-categories = Categories
field-notes = Notes
field-client = { -client(form: "label") }
field-matter = { -matter(form: "label") }
field-code = Calendar code
field-staff = { -staff(form: "label") }
minutes-none = At the start
hours =
    { $n ->
        [one] { $n } hour before
       *[other] { $n } hours before
    }
days =
    { $n ->
        [one] { $n } day before
       *[other] { $n } days before
    }
weeks =
    { $n ->
        [one] { $n } week before
       *[other] { $n } weeks before
    }
reminder-none = None
minutes =
    { $n ->
        [one] { $n } minute before
       *[other] { $n } minutes before
    }
choice-free = Free
choice-tentative = Tentative
choice-busy = Busy
choice-oof = Out of office
choice-workingElsewhere = Working elsewhere
choice-unknown = Unknown

## Series
repeats-not = Does not repeat
repeats-daily =
    { $n ->
        [one] Every day
       *[other] Every { $n } days
    }
repeats-weekly =
    { $n ->
        [one] Every week on { $days }
       *[other] Every { $n } weeks on { $days }
    }
repeats-monthly =
    { $n ->
        [one] Day { $day } of every month
       *[other] Day { $day } of every { $n } months
    }
repeats-monthly-nth =
    { $n ->
        [one] The { $index } { $days } of every month
       *[other] The { $index } { $days } of every { $n } months
    }
repeats-yearly =
    { $n ->
        [one] Every year on { $month } { $day }
       *[other] Every { $n } years on { $month } { $day }
    }
repeats-yearly-nth =
    { $n ->
        [one] The { $index } { $days } of { $month } every year
       *[other] The { $index } { $days } of { $month } every { $n } years
    }
repeats-until = { $series }, until { $date }
repeats-times =
    { $n ->
        [one] { $series }, { $n } time
       *[other] { $series }, { $n } times
    }
day-monday = Monday
day-tuesday = Tuesday
day-wednesday = Wednesday
day-thursday = Thursday
day-friday = Friday
day-saturday = Saturday
day-sunday = Sunday
day-any = day
day-working = weekday
day-weekend = weekend day
index-first = first
index-second = second
index-third = third
index-fourth = fourth
index-last = last
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

## What Outlook did not do
office-refused = { $detail } ({ $code })
office-missing = this Outlook does not offer it ({ $detail }).
office-silent = Outlook did not answer.
office-owner = Outlook did not say whose calendar this is; compare again ({ $detail }).
office-changed = another item was opened.

## Fields of a request that are none of an appointment
request-address = E-mail address (it is none, or someone has it already)
request-name = Name
request-entries = Values of the history
request-code = Code
request-required = Attendees (too many)

## Before the program is there, and when it stopped: `static/words.js` is made of these
boot-starting = Concordat is starting…
boot-late = Concordat did not start: its own program did not arrive. Check the connection, then close this pane and open it again.
boot-no-script = Concordat needs JavaScript.
boot-failed = Concordat did not start
boot-retry = Try again
boot-details = Details
boot-office = Outlook's own scripts did not come up.
boot-office-do = They come from Microsoft's servers. Check the connection and whether a filter blocks appsforoffice.microsoft.com or ajax.aspnetcdn.com, then press Try again.
boot-own = Concordat's own program did not come up.
boot-own-do = Check the connection to the Concordat server, then press Try again. If it stays, tell whoever runs the server.
boot-stopped = Concordat stopped
boot-crash = Concordat stopped because of a fault of its own.
boot-crash-do = What was sent is safe. Press Try again to start anew; if it stays, tell whoever runs the server.
boot-ribbon = Concordat: Failed. { $reason }
boot-ribbon-late = It took too long. Open Status to see how it stands.
boot-signing-in = Signing in…
