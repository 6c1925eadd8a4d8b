"""Someone at the desk of a site, for measurements: python -m bench.scale.inside DIR. Prints a cookie; hides each number that it is sent."""

import sys
from pathlib import Path

from handbill.boot import boot

boot(Path(sys.argv[1]))  # before this, nothing that touches the database can be imported

from handbill.actions.act import Act  # noqa: E402
from handbill.actions.hide import hide  # noqa: E402
from handbill.actions.invite import invite  # noqa: E402
from handbill.desk.models import Account  # noqa: E402
from handbill.desk.visit import Visit, begin  # noqa: E402


def main() -> None:
    editor = invite(Act.site(shell=True), "Ines")
    account = Account.objects.create(name="ines", editor=editor)
    print(begin(account, Visit("0" * 32)).key, flush=True)
    for line in sys.stdin:
        hide(Act.editor(editor.number, shell=True), int(line), 1, "Measured.")
        print("hidden", flush=True)


if __name__ == "__main__":
    main()
