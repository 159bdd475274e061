"""The papers of a hidden complaint are hidden at every door too, and shown with it after the decision (R-064, 1.6)."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.figures.calendar import due_things
from custdesk.press import Period, Press
from custdesk.record import described
from custdesk.store.checking import check_store
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from tests.desk_papers import against_the_manager, agreement, major, note, report
from tests.desks import Office, on, said

pytestmark = pytest.mark.rule("R-064")
SECRET = "陈主任当众辱骂"


def papers_about(office: Office, complaint: int) -> dict[str, int]:
    """One paper of every form about a complaint, with secret words, a print and some state."""
    letter = office.save("reply_letter", office.lin, complaint=complaint, body=SECRET)
    measure = office.save(
        "improvement_measure", office.lin, origin=complaint, text=SECRET, responsible=office.su.id, due_on=on("04-20")
    )  # fmt: skip
    made = {
        "corrective_report": report(office, "corrective_report", complaint, "submitted"),
        "preventive_report": report(office, "preventive_report", complaint, "submitted"),
        "reply_letter": letter,
        "compensation": agreement(office, complaint),
        "improvement_measure": measure,
        "contact_note": note(
            office, complaint, sent=office.clock.now, answer_due=on("04-18"), content=SECRET
        ),
    }
    (information,) = office.store.facts(office.zhou).referring(complaint, "company_information")
    made["company_information"] = information.id
    office.change(made["corrective_report"], office.lin, problem=SECRET)
    office.change(made["preventive_report"], office.lin, scope=SECRET)
    office.change(made["compensation"], office.lin, plan=SECRET)
    office.change(information.id, office.lin, how=SECRET)
    for paper in made.values():
        office.store.log_print(office.see(paper), "P", {"x": "…"}, 1, "zh_Hans", office.lin)
    return made


@pytest.fixture
def complaint(office: Office) -> int:
    """A major complaint against the manager, not yet decided."""
    return against_the_manager(office, nature="major", content=SECRET)


@pytest.fixture
def papers(office: Office, complaint: int) -> dict[str, int]:
    return papers_about(office, complaint)


def doors(office: Office, paper: int, form: str, user: Any) -> dict[str, Any]:
    """What each door says of a paper; only false answers mean that nothing came through."""
    desk = Desk(office.store, user)
    reader, month = desk.read(), office.clock.now.date().replace(day=1)
    lists = BY_KEY[form].form.lists
    return {
        "record": reader.record(paper),
        "records": reader.records([paper]),
        "edition": reader.edition_of(paper, 1),
        "may_see": reader.may_see(paper),
        "ids": reader.ids(ListQuery(form)),
        "ids by words": reader.ids(ListQuery(form, text=SECRET)),
        "count": reader.count(ListQuery(form)),
        "filters": any(reader.count(ListQuery(form, filter=one)) for one in BY_KEY[form].form.filters),
        "find": [hit for hit in reader.find(SECRET) if hit.form == form],
        "desk find": [hit for part in desk.find(SECRET) for hit in part if hit.form == form],
        "named": reader.named(form, tuple(BY_KEY[form].form.flow.states), SECRET),
        "choices": desk.choices((form,), SECRET),
        "hits": reader.hits('h."id" = ?', (paper,), 'h."id"'),
        "owed": [hit for hit in reader.owed() if hit.id == paper],
        "referring": [hit for hit in reader.referring(office.su.id) if hit.id == paper],
        "names": reader.names({paper}),
        "history": reader.history(paper),
        "prints": reader.prints(paper),
        "chain": desk.chain(paper),
        "calendar": [one for one in due_things(desk, month, on("12-31")) if one.record_id == paper],
        "printed lists": [
            job for one in lists
            for job in Press(office.store, user).list_job(form, one.number, Period.of_month(month)).snapshots
        ],
    }  # fmt: skip


def test_every_form_with_a_veil_is_renewed_with_its_complaint():
    veiled = {key for key, record in BY_KEY.items() if "case_hidden" in described(record)}
    for key in veiled:
        form = BY_KEY[key].form
        assert form.chain, f"{key}: a veil is renewed along the chain"
        assert form.hidden_from({"case_hidden": ",staff:1,"}) == ",staff:1,", key


def test_the_accused_meets_no_paper_at_any_door(office: Office, papers: dict[str, int]):
    office.clock.set("04-30 09:00")
    for form, paper in papers.items():
        for user in (office.chen, office.guo):
            assert {name for name, answer in doors(office, paper, form, user).items() if answer} == set(), (
                form
            )


def test_everybody_else_meets_them_at_each(office: Office, papers: dict[str, int]):
    for form, paper in papers.items():
        shut = {name for name, answer in doors(office, paper, form, office.zhou).items() if not answer}
        assert shut <= {"edition", "owed", "referring", "calendar", "printed lists"}, form


def test_the_papers_appear_with_the_complaint_after_the_decision(
    office: Office, complaint: int, papers: dict[str, int]
):
    office.change(complaint, office.zhou, leader_decision="由公司处理")
    reader = office.read(office.chen)
    assert [form for form, paper in papers.items() if reader.record(paper) is None] == []
    assert reader.history(papers["reply_letter"]) != []
    office.change(complaint, office.zhou, leader_decision=None)
    assert [form for form, paper in papers.items() if office.read(office.chen).record(paper)] == []


def test_papers_made_before_the_accusation_vanish_with_it(office: Office):
    complaint = major(office, content="吵闹")
    papers = papers_about(office, complaint)
    child = note(office, papers["corrective_report"], sent=office.clock.now)
    frozen = report(office, "corrective_report", complaint, "approved")
    voided = note(office, complaint)
    office.step(voided, "void", office.chen, "写错")
    assert office.read(office.su).record(papers["contact_note"]) is not None
    assert office.read(office.su).record(voided) is not None
    office.change(complaint, office.zhou, accused_staff=office.su.id, handler=office.lin.id)
    reader = office.read(office.su)
    assert [one for one in (*papers.values(), child, frozen, voided) if reader.record(one) is not None] == []
    assert office.read(office.chen).record(child) is not None, "the manager is not accused"
    office.change(complaint, office.zhou, accused_staff=None)
    assert office.read(office.su).record(child) is not None, "a paper of a paper follows too"
    with pytest.raises(Refused):
        office.change(voided, office.zhou, content="改写")


def test_the_accused_makes_and_writes_no_paper_of_his_case(
    office: Office, complaint: int, papers: dict[str, int]
):
    for values in ({"complaint": complaint, "body": "甲"}, {"complaint": complaint, "body": "乙"}):
        with pytest.raises(Refused) as trouble:
            office.save("reply_letter", office.chen, **values)
        assert said(trouble.value.problems) == {"complaint"}
    for paper in papers.values():
        with pytest.raises(Refused):
            office.store.apply(paper, "void", office.chen, reason="不要")
        with pytest.raises(Refused):
            office.store.attach(paper, b"x", "x.pdf", "scan", office.chen)
    with pytest.raises(Refused):
        Press(office.store, office.chen).sheet_job([papers["corrective_report"]])
    # after the decision he sees them, and still writes none of them
    office.change(complaint, office.zhou, leader_decision="由公司处理")
    for form, paper in papers.items():
        with pytest.raises(Refused):
            office.change(paper, office.chen, note="我的话")
        for step in BY_KEY[form].form.flow.leaving(office.values(paper)["state"]):
            with pytest.raises(Refused):
                office.store.apply(paper, step.name, office.chen, reason="x")
    with pytest.raises(Refused):
        office.save("contact_note", office.chen, about=complaint, subject="甲", content="乙")


def test_an_accused_employee_writes_none_either(office: Office):
    complaint = office.complaint("handling", accused_staff=office.su.id)
    letter = office.save("reply_letter", office.lin, complaint=complaint, body="答复")
    with pytest.raises(Refused):
        office.store.apply(letter, "ask", office.su)
    with pytest.raises(Refused) as trouble:
        office.save("contact_note", office.su, about=complaint, subject="甲", content="乙")
    assert said(trouble.value.problems) == {"about"}
    measure = office.save(
        "improvement_measure", office.lin, origin=complaint, text="培训", responsible=office.su.id, due_on=on("04-20")
    )  # fmt: skip
    with pytest.raises(Refused):
        office.store.apply(measure, "do", office.su, values={"done_on": on("04-16")})


def test_a_paper_does_not_move_out_from_under_the_veil(
    office: Office, complaint: int, papers: dict[str, int]
):
    other = office.complaint("handling")
    with pytest.raises(Refused) as trouble:
        office.change(papers["reply_letter"], office.zhou, complaint=other)
    assert said(trouble.value.problems) == {"complaint"}
    office.change(papers["reply_letter"], office.zhou, case_hidden=None)
    with pytest.raises(Refused) as trouble:
        office.change(papers["reply_letter"], office.zhou, case_hidden=",staff:1,")
    assert said(trouble.value.problems) == {"case_hidden"}
    assert office.read(office.chen).record(papers["reply_letter"]) is None
    free = office.save("reply_letter", office.zhou, complaint=other, body="乙")
    office.change(free, office.zhou, complaint=complaint)
    assert office.read(office.chen).record(free) is None, "under it, it is hidden at once"


def test_the_stored_visibility_is_what_check_expects(office: Office, complaint: int, papers: dict[str, int]):
    office.change(complaint, office.zhou, leader_decision="由公司处理")
    assert check_store(office.store.path).findings == []
