"""Event types and value sets of the dictionary, in their order: index = number of the contract."""

UNKNOWN = "unknown"

TYPES = (
    "",
    "INQUIRY_RECEIVED",
    "CASE_OPENED",
    "CASE_REOPENED",
    "CASE_CLOSED",
    "STATE_CHANGED",
    "UNIT_CHANGED",
    "DECISION_MADE",
    "COMPLAINT_RECEIVED",
    "COMPLAINT_REASSESSED",
    "COMPLAINT_CONCLUDED",
    "APPEAL_DECIDED",
    "INVESTIGATION_CONCLUDED",
    "AUDIT_REVIEWED",
    "EVENT_RETRACTED",
)
(
    INQUIRY,
    OPENED,
    REOPENED,
    CLOSED,
    STATE,
    MOVE,
    DECISION,
    COMPLAINT,
    REASSESSED,
    CONCLUDED,
    APPEAL,
    INVESTIGATION,
    REVIEW,
    RETRACTION,
) = range(1, 15)


def _set(names: str) -> tuple[str, ...]:
    return (UNKNOWN, *names.split())


CHANNELS = _set("self_service digital_post e_mail phone desk letter internal")
ADDRESSEES = _set("administration mayor")
STATES = _set("opened informed decided ordered executed closed")
DECISION_RESULTS = _set("in_favour partly against annulled")
KINDS = _set("formality merits access")
BODIES = _set("administration ombudsman")
REASSESSMENTS = _set("maintained partly_changed changed")
CONCLUSIONS = _set("upheld partly not_upheld withdrawn dismissed")
WAYS = _set("reply dialogue investigation")
OUTCOMES = _set("changed annulled remanded confirmed dismissed referred lapsed")
BOARDS = _set("national other")
CAUSES = _set("complaint own_initiative")
REACTIONS = _set("none criticism recommendation")
REVIEWERS = _set("external_auditor internal_audit management_supervision quality_followup")
THEMES = _set(
    "processing_time missing_reply information guidance conduct_service hearing reasons"
    " complaint_guidance consent access decision_content practical_tasks other"
)
DELAY = frozenset((THEMES.index("processing_time"), THEMES.index("missing_reply")))
OMBUDSMAN = BODIES.index("ombudsman")
FORMALITY, MERITS = KINDS.index("formality"), KINDS.index("merits")
TREATED = frozenset(CONCLUSIONS.index(name) for name in ("upheld", "partly", "not_upheld"))
