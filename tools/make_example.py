#!/usr/bin/python3
"""Prints the example log docs/example/example.csv: generated case events of two reporting years.

    tools/make_example.py > docs/example/example.csv
    tools/make_example.py --check docs/example/example.csv

Nothing in it is real: no case, number or date stems from a municipality. Shares and delays only
resemble one: many inquiries and decisions, few complaints, appeals decided months later, some rows
entered late, some taken back. Every row says "generated" in its last column.

The same seed prints the same bytes everywhere: only random() is used, whose sequence Python keeps.
"""
import argparse
import datetime
import random
import sys

SEED = 20230401
FIRST = datetime.datetime(2023, 4, 1)
END = datetime.datetime(2025, 4, 1)
CASES = 330
INQUIRIES = 600
LAST_DAY_INQUIRIES = 9 # the last day is a busy one, so that the window of a day has something to show
LAST_DAY_CASES = 4

COLUMNS = (
    "row event case happened registered administration unit subject facet channel addressee state from_unit "
    "first_opened applied deadline service_target result kinds points body criticism way outcome board "
    "cause reaction error themes reviewer retracts retracts_event note"
).split()

# administration: share of the cases, units, subject codes. An empty unit: the system does not know.
ADMINISTRATIONS = {
    "OKF": (1, ["OKF-BS"], ["23.05.01"]),
    "KFF": (3, ["KFF-BIB", "KFF-IDR"], ["18.15.00", "18.20.02"]),
    "BUF": (4, ["BUF-SKOLE", "BUF-DAG"], ["17.03.12", "28.09.04"]),
    "SUF": (5, ["SUF-HJM", "SUF-HJP"], ["27.36.04", "27.60.08"]),
    "SOF": (9, ["SOF-BCV", "SOF-BCH", "SOF-BCB", ""], ["27.24.00", "27.54.24", "27.60.04"]),
    "TMF": (5, ["TMF-BYG", "TMF-VEJ"], ["02.34.02", "05.01.08"]),
    "BIF": (13, ["BIF-JC1", "BIF-JC2", "BIF-YDS"], ["32.24.04", "32.03.04", "15.20.00"]),
}

CHANNELS = {
    "self_service": 25, "digital_post": 22, "e_mail": 18, "phone": 24, "desk": 7, "letter": 3, "internal": 1,
}
ADDRESSEES = {"administration": 29, "mayor": 1}
STATES = {"informed": 5, "decided": 2, "ordered": 2, "executed": 2, "": 1}
DECISIONS = {"in_favour": 62, "partly": 12, "against": 24, "annulled": 2}
KINDS = {"formality": 34, "merits": 48, "formality|merits": 12, "access": 4, "": 2}
THEMES = {
    "processing_time": 24, "missing_reply": 10, "information": 9, "guidance": 10, "conduct_service": 12,
    "hearing": 5, "reasons": 7, "complaint_guidance": 4, "consent": 2, "access": 3, "decision_content": 16,
    "practical_tasks": 4, "other": 6,
}
REASSESSMENTS = {"maintained": 74, "partly_changed": 8, "changed": 18}
CONCLUSIONS = {"upheld": 28, "partly": 22, "not_upheld": 38, "withdrawn": 6, "dismissed": 6}
WAYS = {"reply": 60, "dialogue": 30, "investigation": 10}
OUTCOMES = {
    "confirmed": 64, "changed": 9, "annulled": 4, "remanded": 15, "dismissed": 4, "referred": 2, "lapsed": 2,
}
REACTIONS = {"none": 45, "criticism": 35, "recommendation": 20}
REVIEWERS = {"external_auditor": 20, "internal_audit": 25, "management_supervision": 40, "quality_followup": 15}
RETRACTABLE = ("INQUIRY_RECEIVED", "CASE_OPENED", "DECISION_MADE", "COMPLAINT_RECEIVED")

rng = random.Random(SEED)


def below(limit):
    return int(rng.random() * limit)


def chance(percent):
    return rng.random() * 100 < percent


def pick(shares):
    """A key of the dictionary, by its share."""
    at = rng.random() * sum(shares.values())
    for key, share in shares.items():
        at -= share
        if at < 0:
            return key
    return key


def one_of(items):
    return items[below(len(items))]


def office_time(day):
    return datetime.datetime(day.year, day.month, day.day, 8 + below(8), below(60))


def work_day():
    """A weekday of the two years; each week a little busier than the one before."""
    span = (END - FIRST).days
    while True:
        day = FIRST + datetime.timedelta(days=int(span * rng.random() ** 0.9))
        if day.weekday() < 5:
            return day


def later(time, days_low, days_high):
    return office_time(time + datetime.timedelta(days=days_low + below(days_high - days_low + 1)))


def no_later_than_end(time):
    return min(time, END - datetime.timedelta(minutes=1))


def date_text(time):
    return time.strftime("%d-%m-%Y") if time else ""


def time_text(time):
    return time.strftime("%d-%m-%Y %H:%M") if time else ""


class Log:
    def __init__(self):
        self.rows = []

    def add(self, event, happened, place, **values):
        """Appends a row that lies within the two years; dates become text here."""
        if not FIRST <= happened < END:
            return
        delay = 1 + below(45) if chance(12) else 0
        registered = no_later_than_end(happened + datetime.timedelta(days=delay, minutes=below(90)))
        row = dict.fromkeys(COLUMNS, "")
        row.update(values)
        row.update(place, event=event, happened=time_text(happened), registered=time_text(registered),
                   note="generated")
        row["order"] = (registered, len(self.rows))
        self.rows.append(row)


def new_place(case):
    administration = pick({code: entry[0] for code, entry in ADMINISTRATIONS.items()})
    _, units, subjects = ADMINISTRATIONS[administration]
    return {
        "case": case, "administration": administration, "unit": one_of(units),
        "subject": one_of(subjects) if chance(92) else "",
        "facet": pick({"": 6, "G01": 2, "K02": 1, "K03": 1}),
    }


def add_inquiry(log, case, time):
    place = new_place(case)
    place["facet"] = ""
    if chance(70):
        place["subject"] = ""
    channel = pick(CHANNELS)
    if channel == "self_service" and chance(40):
        time = time.replace(hour=17 + below(6))
    log.add("INQUIRY_RECEIVED", time, place, channel=channel, addressee=pick(ADDRESSEES))


def some_themes(most):
    return "|".join(pick(THEMES) for _ in range(1 + below(most)))


def add_complaint(log, place, decided):
    """A complaint, what the administration makes of it, and the appeal board's decision months later."""
    received = later(decided, 3, 27)
    body = "ombudsman" if chance(25) else "administration"
    kinds = "" if body == "ombudsman" and chance(40) else pick(KINDS)
    log.add("COMPLAINT_RECEIVED", received, place, kinds=kinds, body=body,
            points=some_themes(3) if chance(90) else "")
    if "merits" in kinds and body == "administration":
        reassessed = later(received, 10, 28)
        result = pick(REASSESSMENTS)
        log.add("COMPLAINT_REASSESSED", reassessed, place, result=result)
        if result != "changed" and chance(85):
            log.add("APPEAL_DECIDED", later(reassessed, 50, 170), place, outcome=pick(OUTCOMES),
                    board=pick({"national": 9, "other": 1}))
        return
    result = pick(CONCLUSIONS)
    log.add("COMPLAINT_CONCLUDED", later(received, 14, 90), place, result=result, body=body, way=pick(WAYS),
            criticism="yes" if result in ("upheld", "partly") and chance(55) else "no")


def add_move(log, place, opened, time):
    units = [unit for _, units, _ in ADMINISTRATIONS.values() for unit in units if unit]
    moved_from = place["unit"]
    target = one_of([unit for unit in units if unit != moved_from])
    place.update(unit=target, administration=target[:3])
    log.add("UNIT_CHANGED", time, place, from_unit=moved_from, first_opened=date_text(opened))


def add_decision(log, place, applied, time):
    log.add("DECISION_MADE", time, place, result=pick(DECISIONS), applied=date_text(applied),
            deadline=date_text(applied + datetime.timedelta(days=90)) if chance(60) else "",
            service_target="yes" if place["unit"] == "TMF-BYG" else "no")


def add_case(log, number, opened):
    """One case from its opening to its end, as far as the two years show it."""
    place = new_place(f"S{number:05d}")
    log.add("CASE_OPENED", opened, place)
    time = later(opened, 2, 20)
    if chance(40):
        log.add("STATE_CHANGED", time, place, state=pick(STATES))
    if place["unit"] and chance(9):
        add_move(log, place, opened, later(time, 1, 9))
        time = later(time, 10, 14)
    for _ in range(1 if chance(78) else 2):
        time = later(time, 5, 110)
        add_decision(log, place, opened, time)
        if chance(34):
            add_complaint(log, place, time)
    if chance(65):
        closed = later(time, 5, 60)
        log.add("CASE_CLOSED", closed, place, first_opened=date_text(opened))
        if chance(8):
            log.add("CASE_REOPENED", later(closed, 20, 90), place, first_opened=date_text(opened))


def add_controls(log):
    """Investigations by the ombudsman, and reviews of single cases by auditors and management."""
    for number in range(18):
        cause = pick({"complaint": 6, "own_initiative": 4})
        reaction = pick(REACTIONS)
        has_error = reaction != "none"
        log.add("INVESTIGATION_CONCLUDED", office_time(work_day()), new_place(f"U{number:05d}"), cause=cause,
                reaction=reaction, error="yes" if has_error else "no", themes=some_themes(2) if has_error else "")
    for number in range(90):
        has_error = chance(22)
        log.add("AUDIT_REVIEWED", office_time(work_day()), new_place(f"S{1 + below(CASES):05d}"),
                reviewer=pick(REVIEWERS), error="yes" if has_error else "no",
                themes=some_themes(2) if has_error else "")


def number_rows(log):
    """Rows in the order in which they were entered; then some of them are taken back."""
    log.rows.sort(key=lambda row: row["order"])
    for number, row in enumerate(log.rows, 1):
        row["row"] = str(number)


def retraction_of(row, number):
    """Names the row it takes back and repeats that row's content, but for the time it was entered."""
    taken_back = dict(row)
    entered = no_later_than_end(row["order"][0] + datetime.timedelta(days=1 + below(30)))
    taken_back.update(row=str(number), event="EVENT_RETRACTED", retracts=row["row"], retracts_event=row["event"],
                      registered=time_text(entered), order=(entered, number))
    return taken_back


def add_retractions(log):
    candidates = [row for row in log.rows if row["event"] in RETRACTABLE]
    number = len(log.rows)
    chosen = [row for row in candidates if chance(1.2)]
    for row in chosen:
        number += 1
        log.rows.append(retraction_of(row, number))
    log.rows.sort(key=lambda row: row["order"])


def make_log():
    log = Log()
    last_day = END - datetime.timedelta(days=1)
    for number in range(CASES + LAST_DAY_CASES):
        add_case(log, number, office_time(work_day() if number < CASES else last_day))
    for number in range(INQUIRIES + LAST_DAY_INQUIRIES):
        add_inquiry(log, f"H{number:05d}", office_time(work_day() if number < INQUIRIES else last_day))
    add_controls(log)
    number_rows(log)
    add_retractions(log)
    return log


def make_text():
    lines = [";".join(COLUMNS)]
    lines += [";".join(row[column] for column in COLUMNS) for row in make_log().rows]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--check", metavar="FILE", help="exit 1 unless FILE is what would be printed")
    arguments = parser.parse_args()
    text = make_text()
    if arguments.check is None:
        sys.stdout.write(text)
        return 0
    with open(arguments.check, encoding="utf-8", newline="") as file:
        if file.read() == text:
            return 0
    print(f"{arguments.check}: differs from what tools/make_example.py prints; run it again into the file",
          file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
