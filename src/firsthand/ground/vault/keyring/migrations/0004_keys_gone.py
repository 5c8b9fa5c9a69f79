from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keyring', '0003_locks'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeysGone',
            fields=[
                ('study_id', models.UUIDField(primary_key=True, serialize=False)),
                ('times', models.PositiveIntegerField()),
            ],
        ),
    ]
