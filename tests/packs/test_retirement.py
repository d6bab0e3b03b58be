"""The retirement schedule of 2025: its step and cap give the end rows of the official table."""

from datetime import date

from qingheng.foundation.kernel.calendar import add_months

DAY = date(2026, 3, 2)


def retires(row, birth):
    """The month of retirement by a row of the schedule."""
    former = add_months(birth, 12 * row["age_years"])
    start = row.get("first_month")
    if start is None or former < start:
        return former
    behind = (former.year - start.year) * 12 + former.month - start.month
    delay = min(row["cap_months"], (behind // row["step_months"] + 1) * row["months_per_step"])
    return add_months(former, delay)


def test_the_schedule_gives_the_examples(national):
    schedule = {row["category"]: row for row in national.table("retirement_schedule", DAY)}
    examples = national.table("retirement_examples", DAY)
    assert len(examples) == 6
    for row in examples:
        former = add_months(row["birth_month"], 12 * schedule[row["category"]]["age_years"])
        assert former == row["former_month"]
        assert retires(schedule[row["category"]], row["birth_month"]) == row["retires"]
        assert add_months(former, row["delay_months"]) == row["retires"]


def test_before_2025_nobody_is_delayed(national):
    schedule = {row["category"]: row for row in national.table("retirement_schedule", date(2024, 12, 31))}
    assert retires(schedule["male"], date(1965, 1, 1)) == date(2025, 1, 1)


def test_who_reached_the_age_before_the_reform_is_not_delayed(national):
    schedule = {row["category"]: row for row in national.table("retirement_schedule", DAY)}
    assert retires(schedule["male"], date(1964, 12, 1)) == date(2024, 12, 1)
