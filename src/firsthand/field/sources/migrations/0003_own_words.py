import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_initial'),
        ('sources', '0002_notes_in_parts'),
        ('studies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnWords',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('fingerprint', models.CharField(max_length=32)),
                ('was_in', models.UUIDField(null=True)),
                ('was_start', models.PositiveIntegerField(null=True)),
                ('was_end', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.membership')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_words', to='people.participant')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_words', to='studies.study')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='sources.textversion')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
