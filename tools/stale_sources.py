"""Lists the sources whose day of review has passed, and fails if there are any."""

import argparse
import datetime

from tools.problem import Problem
from tools.review import overdue_sources


def main() -> None:
    """Print a line for each overdue source, with the place of its entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--day", type=datetime.date.fromisoformat, default=datetime.date.today(), help="YYYY-MM-DD")
    sources = overdue_sources(parser.parse_args().day)
    mend = "Read it again, mend what pages say of it, and set `seen` to that day"
    for source in sources:
        place = str(source.place).replace(", line ", ":")
        print(Problem(place, f"the source {source.id} was due for review on {source.due}", mend))
    print(f"{len(sources)} sources past their review")
    raise SystemExit(bool(sources))


if __name__ == "__main__":
    main()
