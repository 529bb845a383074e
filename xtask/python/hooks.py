"""What a description cannot say of a server: how to sign in, and what the sample practice and its mailboxes hold."""

import itertools
import json
import os

import requests
import schemathesis

API = os.environ["CONCORDAT_API"]
ROLE = os.environ["CONCORDAT_ROLE"]
CERTIFICATE = os.environ["CONCORDAT_CERTIFICATE"]


def ask(method, path, token=None, body=None, key=None):
    """Ask the server outside of what is tried; anything but success ends the run."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if key:
        headers["Idempotency-Key"] = key
    answer = requests.request(method, API + path, headers=headers, json=body, verify=CERTIFICATE, timeout=20)
    answer.raise_for_status()
    return answer.json()


def sign_in(staff):
    return ask("POST", "/sign-in/development", body={"staff": staff})["token"]


def mailboxes():
    with open(os.environ["CONCORDAT_SEED"], encoding="utf-8") as file:
        boxes = json.load(file)["mailboxes"]
    return {box["address"].lower(): box["events"] for box in boxes}


def person(boxes):
    """Somebody of the wanted role, with a mailbox that holds something if there is one."""
    everyone = [ask("GET", "/me", sign_in(staff["id"])) for staff in ask("GET", "/sign-in")["development"]]
    wanted = [me for me in everyone if me["role"] == ROLE]
    if not wanted:
        raise RuntimeError(f"nobody has the role {ROLE}")
    return max(wanted, key=lambda me: len(boxes.get(me["mailbox"].lower(), [])))


def rest(identifier):
    return identifier.replace("/", "-").replace("+", "_")


def seen(event):
    """What the pane sees of an event in its own mailbox."""
    series = event.get("seriesMasterId")
    return {
        "itemType": "appointment",
        "mode": "read",
        "mailbox": ME["mailbox"],
        "itemId": rest(event["id"]),
        "seriesId": rest(series) if series else None,
        "subject": event["subject"],
        "start": event["start"]["dateTime"].split(".")[0] + "Z",
        "end": event["end"]["dateTime"].split(".")[0] + "Z",
    }


BOXES = mailboxes()
ME = person(BOXES)
TOKEN = sign_in(ME["staff"]["id"])
ITEMS = [seen(event) for event in BOXES.get(ME["mailbox"].lower(), [])]
STATES = [ask("POST", "/items/status", TOKEN, {"item": item})["state"] for item in ITEMS]
LINKED = [item for item, state in zip(ITEMS, STATES) if state["is"] == "linked"]
NEW = [item for item, state in zip(ITEMS, STATES) if state["is"] == "unlinked"]
RECORDS = [state["record"] for state in STATES if state["is"] == "linked"]
CLIENTS = [client["id"] for client in ask("GET", "/clients?limit=50", TOKEN)]
STAFF = [member["id"] for member in ask("GET", "/staff", TOKEN)]
ADA = {"name": "Ada Example", "address": f"{ROLE}@example.com", "kind": "standalone"}
CONTACT = ask("POST", "/contacts", TOKEN, ADA, f"{ROLE}-a-contact")["contact"]
TURN = itertools.count()


def pick(choices, turn, otherwise=None):
    return choices[turn % len(choices)] if choices else otherwise


@schemathesis.auth(refresh_interval=None)
class Person:
    """The person's token; to sign out one of its own, which is spent with it."""

    def get(self, case, context):
        return sign_in(ME["staff"]["id"]) if context.operation.path.endswith("/sign-out") else TOKEN

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


def an_item(case, turn):
    """Some of its fields as they are, the others as made up."""
    choices = NEW if case.operation.path.endswith("/add") else LINKED
    case.body["item"].update(pick(choices, turn, {}))
    if turn % 2:
        case.body.pop("shown", None)
    for field, real in (("client", CLIENTS), ("staff", [[member] for member in STAFF])):
        if field in case.body:
            case.body[field] = pick(real, turn, case.body[field])


def a_contact(case, turn):
    case.body["address"] = f"somebody{turn}@example.com"
    case.body["name"] = "Ada Example"
    case.body["clients"] = [pick(CLIENTS, turn)] if CLIENTS and case.body.get("kind") == "standalone" else []


def a_known_contact(case, turn):
    """Once at the version that it has, and then at one that it had."""
    case.path_parameters["id"] = CONTACT
    case.body["version"] = 1
    case.body["fields"] = {"surname": f"Example {turn}"}


def what_gave_way(case, turn):
    history = ask("GET", f"/appointments/{pick(RECORDS, turn)}/history", TOKEN) if RECORDS else []
    case.body["entries"] = [entry["id"] for entry in history[:1]] or case.body["entries"]


def a_colleague(case, turn):
    case.body["staff"] = pick(STAFF, turn)


def a_record(case, turn):
    case.path_parameters["id"] = pick(RECORDS, turn, case.path_parameters["id"])


def a_staff_member(case, turn):
    # Never oneself: the run goes on.
    case.path_parameters["id"] = pick([one for one in STAFF if one != ME["staff"]["id"]], turn)


REAL = {
    "/items/": an_item,
    "/contacts/{id}": a_known_contact,
    "/contacts": a_contact,
    "/history/restore": what_gave_way,
    "/sign-in/development": a_colleague,
    "/appointments/": a_record,
    "/staff/": a_staff_member,
}


# Nothing of theirs is about what is there.
OTHERS = ("/contacts/who", "/contacts/incomplete")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Two of three valid requests are about what is there: what is made up is never found."""
    turn = next(TURN)
    headers = case.headers or {}
    # Anybody else is refused before the rest is looked at.
    if "Concordat-Person" in headers and turn % 7:
        headers["Concordat-Person"] = ME["staff"]["id"]
    if case.meta is None or not case.meta.generation.mode.is_positive or turn % 3 == 0:
        return
    path = case.operation.path
    if "Idempotency-Key" in headers and turn % 5:
        headers["Idempotency-Key"] = f"{ROLE}-{turn:08}"
    make = next((make for start, make in REAL.items() if path.startswith(start) and path not in OTHERS), None)
    if make is not None:
        case.body = json.loads(json.dumps(case.body)) if isinstance(case.body, dict) else case.body
        make(case, turn)
