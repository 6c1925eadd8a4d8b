"""The tables of `site.toml`: each value with its default and a line of help."""

from dataclasses import dataclass, field
from typing import Any

from handbill import limits


def setting(default: Any, help_line: str) -> Any:
    """Declare a setting."""
    return field(default=default, metadata={"help": help_line})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """`[guard]`: what stands between the forms and the newswire."""

    challenge: str = setting(
        "on",
        '"off" switches off all that needs an earlier GET: token, form age and question. For measurements.',
    )
    spam_guideline: int = setting(
        4,
        "Number of the guideline about spam: hiding by it teaches the filter. 0: it learns nothing and holds nothing.",
    )
    unattended: int = setting(
        0, "Hours without an editor at the desk after which new articles are slow; 0: never."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """`[front]`: the street door."""

    limits: str = setting(
        "on", '"off" switches off rate limits and every verdict from volume or repetition. For measurements.'
    )
    trusted_proxy: str = setting(
        "", "Address of a proxy before this site (an address or a network); empty where there is none."
    )
    onion: str = setting(
        "", "Address of the site's onion service, announced by Onion-Location; empty where there is none."
    )
    nginx: str = setting(
        "", "The nginx to start; empty: the one on PATH, else the one that came with Handbill."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """`[privacy]`: for sites that fear being watched live."""

    batch: str = setting("0 s", 'How long entries wait before they are sealed and shown, such as "60 s".')

    @property
    def batch_seconds(self) -> float:
        """The delay in seconds."""
        return float(self.batch.removesuffix("s").strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """`[witness]`: who saw this site's record grow, and whose record this site watches (C2SP tlog-witness)."""

    asks: tuple[str, ...] = setting(
        (),
        "Witnesses that are asked to cosign this record: each the key and the address, with a space between.",
    )
    logs: tuple[str, ...] = setting(
        (), "Verifier keys of the records that this site witnesses, as in their record/vkey."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`[record]`: the public record."""

    mirrors: tuple[str, ...] = setting(
        (), "Addresses of mirrors of this site, which are asked for their checkpoint and listed; at most 50."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """`[pages]`: the public files, and object stores beside the folders of this machine."""

    url: str = setting(
        "", "Bucket that the public files are put into: s3://BUCKET or s3://BUCKET/PREFIX; empty: none."
    )
    masters: str = setting(
        "",
        "Private bucket of the masters of media, which several machines share: s3://BUCKET/PREFIX; empty: data/media alone.",
    )
    endpoint: str = setting(
        "", "Address of the object store, such as https://s3.example/; empty: that of Amazon."
    )
    region: str = setting("us-east-1", "Region of the buckets.")
    compressed: str = setting(
        "on",
        '"on" keeps a compressed copy beside each page; "off" half as many files: nginx packs each answer.',
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """`[media]`: pictures, sound, film and papers. Forms tell it before one starts."""

    files: int = setting(10, "Files of one article; 0: none are taken.")
    comment_files: int = setting(4, "Pictures of one comment; 0: none are taken.")
    megabytes: int = setting(100, "Megabytes of one request with all its files.")
    megapixels: int = setting(50, "Megapixels of one picture; a moving one has those of all its frames.")
    minutes: int = setting(15, "Minutes of one sound or film.")

    @property
    def request(self) -> int:
        """Bytes of one request, with all its files."""
        return self.megabytes * 1_000_000 + limits.REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """`[archive]`: how the site ends."""

    freeze_after_months: int = setting(
        0,
        "Months without an editor after which the site is finished by itself, announced 30 days before; 0: never.",
    )
