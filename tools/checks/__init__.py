"""What must hold of the files of this repository: one small check an invariant.

A module has `check(tree)`, which yields a problem for each place at fault, and, where a machine can mend it,
`fix(tree)`, which returns the paths of what it changed. What `make build` stops at is not repeated here.
"""
