"""How fast the desk is, measured against yardsticks of the same run: `python -m benchmarks`.

Nothing here is a test and nothing fails on a slow machine. Every figure stands beside a
yardstick that was measured in between, because the same program takes half as long again in
another minute: only the ratio says something.
"""
