"""What a description cannot say of a server: how to sign in, and what lies in the mailboxes."""

import itertools
import json
import os

import requests
import schemathesis

API = os.environ["CONCORDAT_API"]
ROLE = os.environ["CONCORDAT_ROLE"]
CERTIFICATE = os.environ["CONCORDAT_CERTIFICATE"]


def ask(method, path, token=None, **body):
    """Ask the server outside of what is tried; anything but success ends the run."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(
        method, API + path, headers=headers, json=body or None, verify=CERTIFICATE, timeout=20
    )
    answer.raise_for_status()
    return answer.json()


def sign_in(staff):
    return ask("POST", "/sign-in/development", staff=staff)["token"]


def person():
    """Somebody of the wanted role, with a mailbox that holds something."""
    for staff in ask("GET", "/sign-in")["development"]:
        me = ask("GET", "/me", sign_in(staff["id"]))
        if me["role"] == ROLE and EVENTS.get(me["mailbox"].lower()):
            return me
    raise RuntimeError(f"nobody has the role {ROLE} and a mailbox with events")


def mailboxes():
    with open(os.environ["CONCORDAT_SEED"], encoding="utf-8") as file:
        boxes = json.load(file)["mailboxes"]
    return {box["address"].lower(): box["events"] for box in boxes}


EVENTS = mailboxes()
ME = person()
TOKEN = sign_in(ME["staff"]["id"])
TURN = itertools.count()


@schemathesis.auth(refresh_interval=None)
class Person:
    """The person's token; to sign out one of its own, which is spent with it."""

    def get(self, case, context):
        return sign_in(ME["staff"]["id"]) if context.operation.path.endswith("/sign-out") else TOKEN

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


def rest(identifier):
    return identifier.replace("/", "-").replace("+", "_")


def utc(moment):
    return moment["dateTime"].split(".")[0] + "Z"


def real(event):
    """What the pane would see of an event in its own mailbox."""
    series = event.get("seriesMasterId")
    return {
        "itemType": "appointment",
        "mailbox": ME["mailbox"],
        "itemId": rest(event["id"]),
        "seriesId": rest(series) if series else None,
        "start": utc(event["start"]),
        "end": utc(event["end"]),
    }



@schemathesis.hook.apply_to(path_regex="/items/")
def before_call(context, case, kwargs):
    """Two of three valid items become ones that the mailbox holds: what is made up is never found in it."""
    turn = next(TURN)
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if valid and turn % 3 and isinstance(case.body, dict) and isinstance(case.body.get("item"), dict):
        events = EVENTS[ME["mailbox"].lower()]
        case.body = {**case.body, "item": {**case.body["item"], **real(events[turn % len(events)])}}
