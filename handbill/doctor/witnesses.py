"""How far witnesses followed this record, and whose records this site witnesses."""

from collections.abc import Iterator

from handbill.doctor.finding import Finding, look, ok
from handbill.record import seal
from handbill.record.format.cosign import CosignVerifier
from handbill.record.format.note import Verifier
from handbill.record.models import Witness, Witnessed
from handbill.record.witness import cosigner
from handbill.settings import Settings


def lines(site: Settings) -> Iterator[str]:
    """Give what another site needs to ask this one (its `witness.asks`), then how things stand, a line each."""
    yield f"{cosigner(site).verifier.vkey} {site.address}api/witness/"
    for finding in check(site):
        yield finding.words


def check(site: Settings) -> Iterator[Finding]:
    """Look at both sides. A witness that fails is worth a look, never wrong: publishing does not wait for it."""
    size = seal.size()
    rows = {row.name: row for row in Witness.objects.all()}
    for one in site.witness.asks:
        name = CosignVerifier.parse(one.partition(" ")[0]).name
        row = rows.get(name)
        if row is None or row.at is None:
            yield look(f"{name} has cosigned nothing yet{f': {row.trouble}' if row and row.trouble else ''}")
        elif row.trouble:
            yield look(f"{name} last cosigned {row.size} of {size} entries, and then: {row.trouble}")
        else:
            yield ok(f"{name} cosigned {row.size} of {size} entries at {row.at:%Y-%m-%d %H:%M} UTC")
    seen = dict(Witnessed.objects.values_list("origin", "size"))
    for vkey in site.witness.logs:
        origin = Verifier.parse(vkey).name
        yield ok(f"this site witnesses {origin}: {seen.get(origin, 0)} entries so far")
