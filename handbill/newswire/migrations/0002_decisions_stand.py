"""A decision is taken back by another decision: the database itself refuses to delete one, or to change more than its words.

The words may change where they are destroyed; the entry still has their hashes.
"""

from django.db import migrations

COLUMNS = ("entry_id", "kind", "number", "guideline", "by", "via", "at")
WHY = "a decision is taken back by another decision"


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        changed = " OR ".join(f'OLD."{one}" IS NOT NEW."{one}"' for one in COLUMNS)
        then = f"BEGIN SELECT RAISE(ABORT, '{WHY}'); END"
    else:
        changed = " OR ".join(f'OLD."{one}" IS DISTINCT FROM NEW."{one}"' for one in COLUMNS)
        then = "EXECUTE FUNCTION decision_stands()"
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION decision_stands() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{WHY}'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER newswire_decision_no_truncate BEFORE TRUNCATE ON newswire_decision {then}"
        )
    schema_editor.execute(
        f"CREATE TRIGGER newswire_decision_no_delete BEFORE DELETE ON newswire_decision FOR EACH ROW {then}"
    )
    schema_editor.execute(
        "CREATE TRIGGER newswire_decision_no_update BEFORE UPDATE ON newswire_decision "
        f"FOR EACH ROW WHEN ({changed}) {then}"
    )


class Migration(migrations.Migration):
    dependencies = [("newswire", "0001_initial")]
    operations = [migrations.RunPython(forbid, migrations.RunPython.noop)]
