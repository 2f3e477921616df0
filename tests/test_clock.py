"""The clocks."""

import time

import pytest

from exam_engine.clock import SetClock, SystemClock, iso_utc, parse_utc_ms


def test_the_system_clock_tells_the_machines_time():
    told = SystemClock().now_ms()
    assert abs(told - time.time_ns() // 1_000_000) < 2_000  # noqa: TID251


def test_time_does_not_run_backwards_across_a_restart():
    an_hour_ahead = time.time_ns() // 1_000_000 + 3_600_000  # noqa: TID251
    assert SystemClock(not_before_ms=an_hour_ahead).now_ms() >= an_hour_ahead


def test_a_set_clock_goes_forward_only():
    clock = SetClock(1_000)
    clock.advance_ms(500)
    assert clock.now_ms() == 1_500
    with pytest.raises(ValueError, match="backwards"):
        clock.set_ms(1_499)


def test_moments_are_written_and_read_as_iso_8601():
    # 2026-03-02 is day 20,514 since 1970-01-01: 56 years of 365 days, 14 leap days, 31 + 28 + 1.
    nine = (56 * 365 + 14 + 31 + 28 + 1) * 86_400_000 + 9 * 3_600_000
    assert iso_utc(nine) == "2026-03-02T09:00:00Z"
    assert parse_utc_ms("2026-03-02T09:00:00Z") == nine
    assert parse_utc_ms("2026-03-02T10:00:00+01:00") == nine
    with pytest.raises(ValueError, match="no time zone"):
        parse_utc_ms("2026-03-02T09:00:00")
