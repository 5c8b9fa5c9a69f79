

import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0002_names'),
        ('sources', '0003_own_words'),
        ('studies', '0002_own_secrets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Summary',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.UUIDField()),
                ('wording', models.UUIDField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.membership')),
                ('participant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='people.participant')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='sources.source')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='studies.study')),
            ],
        ),
        migrations.CreateModel(
            name='Footing',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('coding', models.UUIDField()),
                ('text_version', models.UUIDField()),
                ('start', models.PositiveIntegerField()),
                ('end', models.PositiveIntegerField()),
                ('mark', models.CharField(max_length=33)),
                ('aside', models.BooleanField(default=False)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='footings', to='studies.study')),
                ('summary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='footings', to='framework.summary')),
            ],
        ),
        migrations.AddConstraint(
            model_name='summary',
            constraint=models.CheckConstraint(condition=models.Q(('participant__isnull', True), ('source__isnull', True), _connector='XOR'), name='summary_of_one_case'),
        ),
        migrations.AddConstraint(
            model_name='footing',
            constraint=models.UniqueConstraint(fields=('summary', 'coding'), name='footing_once'),
        ),
    ]
