"""Pictures and tables of what the engine knows: item statistics, and one candidate's result.

From plain data (``input.ReportInput``) one analysis is made (``input.make_report``), and written as
CSV files (``tables``), as one page of HTML (``html``), or printed on a terminal (``terminal``).
Nothing is imported here: showing an item needs none of the libraries that statistics need.
"""
