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
        [many] contacts
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
ribbon-waits = { $outcome }. Open Status, then Pending changes.
ribbon-no-run = Nothing is set up to be synchronized. Open Status, then Setup.
ribbon-no-calendar = Appointments are synchronized one by one: open one and press Sync.
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

## Windows beside the item
sections = Windows
section-item = Item
section-changes = Pending changes
section-setup = Setup
section-filters = { -contact(form: "label") } filters
section-runs = History
section-questions = Questions
section-incomplete = To complete
section-with-count = { $name } ({ $n })
ok = OK

## Synchronization in the status bar
suspended = Outlook Synchronization Suspended
last-run = Last synchronization { $at }: { $outcome }
run-progress = { $done } of { $of } done
run-pending =
    { $n ->
        [one] { $n } change waits for you
       *[other] { $n } changes wait for you
    }

## Why nothing is written, or synchronized
suspended-threshold =
    { $n ->
        [one] { $n } record would be synchronized, and you asked to confirm from { $limit } on. Nothing is written until you accept.
       *[other] { $n } records would be synchronized, and you asked to confirm from { $limit } on. Nothing is written until you accept.
    }
suspended-deletions =
    { $n ->
        [one] { $n } record would be deleted or removed, which is many: from { $limit } on nothing is written until you accept.
       *[other] { $n } records would be deleted or removed, which is many: from { $limit } on nothing is written until you accept.
    }
suspended-settings = A setting was changed that bears on which { -contact(form: "many") } are in your folder. Look at what changes; nothing is written until you accept.
suspended-folderGone = The Outlook folder is no longer there. Nothing was deleted because of that. Choose a folder.
suspended-refused = Microsoft 365 refuses access to the mailbox. Sign in again; if it stays, ask whoever administers your mailboxes.
suspended-mailboxRestored = The mailbox is older than it was: it seems to have been restored from a backup. Look at what would change before anything is written.
suspended-practiceRestored = The practice database is older than it was: it seems to have been restored from a backup. Look at what would change before anything is written.
suspended-emptied = Nothing of what was linked is there any more. That is no proof that it was deleted. Look at what would change before anything is written.
suspended-undone = A synchronization was undone. So that it is not done again by itself, nothing is written until you go on.
resume = Show what would change
choose-folder = Choose a folder
paused-notConfigured = This server reaches no mailbox: its configuration has no way to Microsoft Graph. Whoever runs it sets that up. Until then nothing is synchronized by itself.
paused-notLicensed = { -contact(form: "label") } synchronization needs the firm’s Client Management licence. Without it { -contact(form: "many") } are not synchronized.
paused-off = You have switched { -contact } synchronization off.
paused-noFolder = You have not chosen an Outlook folder for { -contact(form: "many") } yet.
paused-unreachable = The mailbox does not answer now. It is tried again by itself.
to-setup = Open the setup

## Pending changes, progress, report
changes-title = Pending Outlook Synchronization Changes
run-title = Synchronization
report-title = Report
nothing-pending = No changes are waiting.
sync-contacts = Synchronize { -contact(form: "many") }
accept =
    { $n ->
        [one] Accept { $n } change
       *[other] Accept { $n } changes
    }
cancel-run = Cancel the synchronization
stop = Stop
phase-waiting = Waits for another synchronization of this folder…
phase-reading = Reading Outlook…
phase-planning = Comparing…
phase-writing = Synchronizing…
seconds-left =
    { $n ->
        [one] About { $n } second left
       *[other] About { $n } seconds left
    }
minutes-left =
    { $n ->
        [one] About { $n } minute left
       *[other] About { $n } minutes left
    }
run-under-way = Synchronization is under way…
run-cancelled = Cancelled: nothing more was written.
run-failed = It could not go on.
run-undone = Done, and undone later.
run-done =
    { $n ->
        [one] { $n } change done.
       *[other] { $n } changes done.
    }
run-failures =
    { $n ->
        [one] { $n } failed
       *[other] { $n } failed
    }
run-with-failures = { $done } { $failed }: open them to see why.
run-left-out =
    { $n ->
        [one] { $n } change was left out.
       *[other] { $n } changes were left out.
    }
nothing-to-do = No modifications needed.
plan-moved = Something changed meanwhile, so this is a new list. Look again before you accept.
apart = Removals that your filter asks for
apart-help = These are in Outlook and fail your filter. This synchronization leaves them there unless you tick them; the next one removes them.
take-kind = All: { $what }
page-back = Previous
page-on = Next
page-back-of = Previous: { $what }
page-on-of = Next: { $what }
page = { $first } to { $last } of { $of }
held-title =
    { $n ->
        [one] { $n } does not synchronize now
       *[other] { $n } do not synchronize now
    }
held-direction-off = Your settings synchronize in the other direction only.
held-filter-edits = It fails the filter and was edited in Outlook, and your settings do not let that edit be taken in. Decide what becomes of it in Outlook.
held-unread = Outlook does not give this item now; it is asked for again. { $reason }
held-unmapped = Outlook holds something in { $fields } that cannot be read.
held-field = { $field }: { $why }
what-addRecord =
    { $n ->
        [one] Add { $n } to the practice database
       *[other] Add { $n } to the practice database
    }
what-addItem =
    { $n ->
        [one] Add { $n } to Outlook
       *[other] Add { $n } to Outlook
    }
what-join =
    { $n ->
        [one] Link { $n } pair that is the same
       *[other] Link { $n } pairs that are the same
    }
what-rejoin =
    { $n ->
        [one] Link { $n } pair again
       *[other] Link { $n } pairs again
    }
what-updateRecord =
    { $n ->
        [one] Change { $n } in the practice database
       *[other] Change { $n } in the practice database
    }
what-updateItem =
    { $n ->
        [one] Change { $n } in Outlook
       *[other] Change { $n } in Outlook
    }
what-updateBoth =
    { $n ->
        [one] Change { $n } on both sides
       *[other] Change { $n } on both sides
    }
what-restoreRecord =
    { $n ->
        [one] Take { $n } out of the practice bin
       *[other] Take { $n } out of the practice bin
    }
what-recreateItem =
    { $n ->
        [one] Add { $n } to Outlook again
       *[other] Add { $n } to Outlook again
    }
what-removeItem =
    { $n ->
        [one] Remove { $n } from the Outlook folder
       *[other] Remove { $n } from the Outlook folder
    }
what-binRecord =
    { $n ->
        [one] Move { $n } to the practice bin
       *[other] Move { $n } to the practice bin
    }
what-part =
    { $n ->
        [one] Unlink { $n } pair, keeping both
       *[other] Unlink { $n } pairs, keeping both
    }
change-fields =
    { $n ->
        [one] { $n } field
       *[other] { $n } fields
    }
change-field = { $field } ({ $side })
before = Before:
after = After:
change-left-out = Left out.
change-failed = Failed. It is tried again with the next synchronization.
change-moved = Changed meanwhile. It is planned anew.

## Runs
runs-title = History of synchronizations
runs-none = Nothing was synchronized yet.
runs-back = Back to the list
run-name = { $at }, { $cause }
cause-item = an open item
cause-sync = Sync was pressed
cause-automatic = automatic
cause-periodic = periodic
cause-setup = a change of the setup
cause-undo = undoing another one
undo = Undo this run
undo-of = Undo the run of { $run }
undo-question = Both sides get back what they held before it. What was edited since stays, and is named. Synchronization then pauses until you go on.
undo-now = Undo now

## Imported contacts to complete
incomplete-title = Imported { -contact(form: "many") } to complete
incomplete-none = No imported { -contact } lacks anything.
incomplete-help = The practice database needs more of these than Outlook knows.
incomplete-count =
    { $n ->
        [one] { $n } imported { -contact } lacks fields
       *[other] { $n } imported { -contact(form: "many") } lack fields
    }
incomplete-more =
    { $n ->
        [one] { $n } more is shown once these are complete.
       *[other] { $n } more are shown once these are complete.
    }
incomplete-lacks = Lacking: { $fields }
incomplete-or = { $one } or { $other }
incomplete-save = Save
incomplete-saved = { $name } saved.
incomplete-unfilled = Fill in at least one field first.

## Questions
questions-title = Questions only you can decide
questions-none = There are no questions.
question-at = Asked { $at }
question-conflict = Both sides changed. Choose which value is kept.
question-side = { $side }: { $value }
question-answer = { $answer }: { $title }
question-unchosen = Choose a value for each field first.
question-match = Which of these is it?
match-this = It is this one
match-candidate = { $name } ({ $detail })
match-new = None of them: it is new
question-deletion = One side was deleted. What becomes of the other?
keep-both = Keep it
delete-too = Delete it too

## Setup
tab-contacts = { -contact(form: "label") } synchronization
tab-options = Synchronization Options
contacts-on = Synchronize { -contact(form: "many") }
folder = Outlook folder
folder-none = Choose a folder…
folder-default = Default folder
folder-of = { $name } ({ $mailbox })
filter = Filter
filter-none = No filter
to-filters = Open the list of filters
filtered = What fails the filter
filtered-remove = leaves the Outlook folder; the record stays
filtered-keep = is unlinked and stays in Outlook
import-as = What is only in Outlook becomes
import-client = a { -client }
import-standalone = a standalone { -contact }
mode = When
mode-automatic = Automatically, at each edit
mode-periodic = Every so many minutes
mode-manual = When Sync is pressed
mode-minutes = Minutes
directions = Directions
to-outlook = From the practice database to Outlook
to-practice = From Outlook to the practice database
confirm-changes = Show me every change before it is made
delete-records = Deleting in Outlook deletes the record
threshold = Require confirmation when many records will be synchronized
threshold-count = From how many records on
policy = When both sides changed
policy-newestRecord = The most recently changed record wins, whole
policy-newestField = Field by field, the newer value wins
policy-practiceWins = The practice database wins
policy-outlookWins = Outlook wins
policy-askMe = Ask me
setup-saved = The setup is saved.
setup-minutes-wrong = Minutes: type a whole number from 1 to 1440.
setup-count-wrong = From how many records on: type a whole number, at least 1.
effect-title = What saving does
effect-none = No { -contact } comes or goes.
effect-leave =
    { $n ->
        [one] { $n } { -contact } leaves the folder
       *[other] { $n } { -contact(form: "many") } leave the folder
    }
effect-part =
    { $n ->
        [one] { $n } { -contact } is unlinked and stays in Outlook
       *[other] { $n } { -contact(form: "many") } are unlinked and stay in Outlook
    }
effect-add =
    { $n ->
        [one] { $n } { -contact } comes into the folder
       *[other] { $n } { -contact(form: "many") } come into the folder
    }
effect-import =
    { $n ->
        [one] { $n } { -contact } is imported into the practice database
       *[other] { $n } { -contact(form: "many") } are imported into the practice database
    }
effect-critical = Everything in the folder is compared anew.
effect-filter-of = This is a folder of the whole firm, and { $name }’s filter holds in it.

## Contact filters
filters-none = The firm has no filters yet.
filter-new = New filter
filter-edit = Edit
filter-copy = Copy
filter-drop = Delete
filter-drop-now = Delete now
filter-question = Delete the filter { $name } for the whole firm?
filter-act-on = { $act }: { $name }
filter-used = Used by { $names }
filter-in-use = The filter is used by { $names }, so it stays. They have to choose another one first.
filter-copy-name = Copy of { $name }
filter-rows =
    { $n ->
        [one] { $n } row
       *[other] { $n } rows
    }
filter-name = Name of the filter
filter-name-missing = Give the filter a name.
filter-incomplete = Complete every row first.
filter-match = A { -contact } passes when
match-all = all rows match
match-any = one or more rows match
row = Row { $n }
row-field = Field
row-method = Method
row-add = Add a row
row-drop = Remove the row
row-drop-of = Remove row { $n }
value = Value
value-from = From
value-to = To
value-me = me
value-choose = Choose…
value-add = Add a value
value-add-of = Add a value to row { $n }
filter-save = Save the filter
sample-title = Passes now
sample-count =
    { $n ->
        [one] { $n } { -contact }
       *[other] { $n } { -contact(form: "many") }
    }
method-single = is
method-anyOf = is any of
method-range = lies between
method-contains = contains
method-beginsWith = begins with
method-isBlank = is blank
method-isNotBlank = is not blank
filter-field-associate = { -client(form: "label") } associate
filter-field-clientId = { -client(form: "label") } id
filter-field-clientName = { -client(form: "label") } name
filter-field-clientType = { -client(form: "label") } type
filter-field-status = Status
filter-field-firmOffice = Office of the firm
filter-field-kind = Kind
filter-field-categories = Categories
filter-field-fileAs = File as
filter-field-given = Given name
filter-field-surname = Surname
filter-field-company = Company
filter-field-jobTitle = Job title
filter-field-profession = Profession
filter-field-email = E-mail
filter-field-city = City
filter-field-state = State
filter-field-postalCode = Postal code
filter-field-country = Country

## Fields of a contact
field-fileAs = File as
field-title = Title
field-given = Given name
field-middle = Middle name
field-surname = Surname
field-suffix = Suffix
field-nickname = Nickname
field-initials = Initials
field-company = Company
field-department = Department
field-jobTitle = Job title
field-profession = Profession
field-office = Office
field-manager = Manager
field-assistant = Assistant
field-webPage = Web page
field-email1 = E-mail
field-email2 = E-mail 2
field-email3 = E-mail 3
field-businessPhone1 = Business phone
field-businessPhone2 = Business phone 2
field-homePhone1 = Home phone
field-homePhone2 = Home phone 2
field-mobile = Mobile phone
field-im1 = Instant messaging
field-im2 = Instant messaging 2
field-im3 = Instant messaging 3
field-businessAddress = Business address
field-homeAddress = Home address
field-otherAddress = Other address
field-birthday = Birthday
field-spouse = Spouse
field-children = Children
field-kind = Kind
field-clients = { -client(form: "label") }
field-clientId = { -client(form: "label") } id
field-associate = { -client(form: "label") } associate
field-clientType = { -client(form: "label") } type
field-status = Status
field-firmOffice = Office of the firm
choice-client = { -client(form: "label") }
choice-standalone = Standalone { -contact }

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
