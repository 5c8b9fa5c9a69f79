from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeysKnownGone',
            fields=[
                ('study_id', models.UUIDField(primary_key=True, serialize=False)),
                ('times', models.PositiveIntegerField()),
            ],
        ),
    ]
