from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keyring', '0004_keys_gone'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterKey',
            fields=[
                ('letter_id', models.UUIDField(primary_key=True, serialize=False)),
                ('study_id', models.UUIDField(db_index=True)),
                ('box', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='SlipLock',
            fields=[
                ('slip_id', models.UUIDField(primary_key=True, serialize=False)),
                ('study_id', models.UUIDField(db_index=True)),
                ('found_by', models.BinaryField(unique=True)),
                ('public', models.BinaryField()),
                ('seals_to', models.BinaryField()),
                ('opens', models.BinaryField(null=True)),
                ('ends_at', models.DateTimeField()),
            ],
        ),
    ]
