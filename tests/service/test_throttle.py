"""Wrong codes: five are free, then each further one doubles the wait, up to ten minutes."""

from exam_engine.clock import SetClock
from exam_engine.service.throttle import Throttle


def test_five_wrong_codes_are_free_and_the_sixth_waits_ten_seconds():
    throttle = Throttle(SetClock(0))
    assert [throttle.failed("C-1") for _ in range(6)] == [0, 0, 0, 0, 0, 10]


def test_each_further_wrong_code_doubles_the_wait_up_to_ten_minutes():
    clock = SetClock(0)
    throttle = Throttle(clock)
    for _ in range(5):
        throttle.failed("C-1")
    waits = []
    for _ in range(9):
        waits.append(throttle.failed("C-1"))
        clock.advance_ms(waits[-1] * 1000)
    assert waits == [10, 20, 40, 80, 160, 320, 600, 600, 600]


def test_a_wrong_code_during_the_wait_is_told_the_rest_of_it_and_lengthens_nothing():
    clock = SetClock(0)
    throttle = Throttle(clock)
    for _ in range(6):
        throttle.failed("C-1")
    clock.advance_ms(2_500)
    assert [throttle.failed("C-1") for _ in range(20)] == [8] * 20  # 7.5 s, rounded up
    clock.advance_ms(7_499)
    assert throttle.failed("C-1") == 1
    clock.advance_ms(1)
    assert throttle.failed("C-1") == 20


def test_numbers_are_slowed_down_each_for_itself():
    throttle = Throttle(SetClock(0))
    for _ in range(6):
        throttle.failed("C-1")
    assert throttle.failed("C-2") == 0


def test_the_right_code_makes_earlier_mistakes_forgotten():
    throttle = Throttle(SetClock(0))
    for _ in range(6):
        throttle.failed("C-1")
    throttle.succeeded("C-1")
    assert throttle.failed("C-1") == 0


def test_whoever_sends_endless_numbers_does_not_fill_the_memory():
    throttle = Throttle(SetClock(0))
    for n in range(10_050):
        throttle.failed(f"X-{n}")
    assert len(throttle._failures) == 10_000
