"""Pictures and tables of what the engine knows: item statistics, and one candidate's result.

From plain data (:class:`ReportInput`) one analysis is made (:func:`make_report`), and written as
CSV files, as one page of HTML, or printed on a terminal.
"""

from exam_engine.report.html import render_html, write_html
from exam_engine.report.input import ItemText, Report, ReportInput, make_report
from exam_engine.report.result_view import ResultView
from exam_engine.report.tables import table_texts, write_tables
from exam_engine.report.terminal import StatisticsView

__all__ = [
    "ItemText",
    "Report",
    "ReportInput",
    "ResultView",
    "StatisticsView",
    "make_report",
    "render_html",
    "table_texts",
    "write_html",
    "write_tables",
]
