"""Statistics of small counts: charts, exact tests, durations. Pure; what needs SciPy loads it when it is called.

Every public function was checked against results made with R; `tests/rules/statistics` says which.
"""
