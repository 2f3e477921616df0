"""One peer's solution of a programme, alone in its process: PEER FILE SECONDS.

The last line printed is the value of the last column that costs anything, or ``inf``. Exit code 3:
the peer is not installed. Nothing of the engine is imported, so that any Python with the peer will
do.
"""

import json
import sys
from pathlib import Path

_NONE = 2**59


def main() -> int:
    peer, path, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    programme = json.loads(path.read_text())
    solve = {"highs": _highs, "cbc": _cbc, "cpsat": _cpsat}[peer]
    try:
        print(solve(programme, seconds))
    except ImportError:
        return 3
    return 0


def _rows(programme):
    starts = programme["starts"]
    for number, (low, high) in enumerate(zip(programme["low"], programme["high"], strict=True)):
        part = slice(starts[number], starts[number + 1])
        terms = list(zip(programme["at"][part], programme["value"][part], strict=True))
        yield terms, low if low > -_NONE else None, high if high < _NONE else None


def _highs(programme, seconds):
    import highspy

    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("time_limit", seconds)):
        highs.setOptionValue(name, value)
    infinite = highspy.kHighsInf
    for cost, upper in zip(programme["costs"], programme["upper"], strict=True):
        highs.addCol(cost, 0, upper, 0, [], [])
    for column, whole in enumerate(programme["whole"]):
        if whole:
            highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
    for terms, low, high in _rows(programme):
        highs.addRow(
            -infinite if low is None else low,
            infinite if high is None else high,
            len(terms),
            [column for column, _ in terms],
            [float(weight) for _, weight in terms],
        )
    highs.run()
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return info.objective_function_value if found else float("inf")


def _cbc(programme, seconds):
    import pulp

    model = pulp.LpProblem("forms", pulp.LpMinimize)
    columns = [
        pulp.LpVariable(f"x{n}", 0, upper, pulp.LpInteger if whole else pulp.LpContinuous)
        for n, (upper, whole) in enumerate(zip(programme["upper"], programme["whole"], strict=True))
    ]
    model += pulp.lpSum(cost * columns[n] for n, cost in enumerate(programme["costs"]) if cost)
    for terms, low, high in _rows(programme):
        total = pulp.LpAffineExpression([(columns[at], weight) for at, weight in terms])
        if low is not None:
            model += total >= low
        if high is not None:
            model += total <= high
    model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=seconds, threads=1))
    # PuLP's status says "Optimal" at a time limit too; whether there is an answer says sol_status.
    found = model.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    return pulp.value(model.objective) if found else float("inf")


def _cpsat(programme, seconds):
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    columns = [model.new_int_var(0, int(upper), "") for upper in programme["upper"]]
    for terms, low, high in _rows(programme):
        total = sum(weight * columns[at] for at, weight in terms)
        least, most = -(2**50) if low is None else low, 2**50 if high is None else high
        model.add_linear_constraint(total, least, most)
    model.minimize(sum(int(cost) * columns[n] for n, cost in enumerate(programme["costs"]) if cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.objective_value if found else float("inf")


if __name__ == "__main__":
    raise SystemExit(main())
