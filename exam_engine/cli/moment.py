"""Moments as options: ISO 8601 with an offset, taken as milliseconds."""

from __future__ import annotations

import click

from exam_engine.clock import parse_utc_ms


class _Moment(click.ParamType[int]):
    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        try:
            return parse_utc_ms(str(value))
        except ValueError as error:
            self.fail(f"{error}", param, ctx)


MOMENT = _Moment()
