from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guard", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="seen",
            name="number",
            field=models.BigIntegerField(null=True),
        ),
    ]
