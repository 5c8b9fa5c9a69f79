import django.db.models.deletion
import uuid6
import firsthand.ground.trail.packed
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('giving_back', '0001_initial'),
        ('people', '0002_names'),
        ('studies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('withdrawal', models.UUIDField(primary_key=True, serialize=False)),
                ('texts', firsthand.ground.trail.packed.Packed(default=list)),
                ('done_at', models.DateTimeField(null=True)),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.study')),
            ],
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('level', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('told', models.UUIDField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.membership')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='people.participant')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='studies.study')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('table', models.CharField(max_length=40)),
                ('row', models.UUIDField()),
                ('why', models.CharField(choices=[('quotes', 'It quotes words that are not to be printed.'), ('built on', 'It was thought on words that were taken out. Can it stand without them?'), ('mentioned', 'Somebody else speaks of the person here. The words are the speaker’s: decide with them.'), ('ground', 'It rests on fewer words now. Does it still hold?')], max_length=10)),
                ('settled_at', models.DateTimeField(null=True)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='studies.membership')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='studies.study')),
                ('withdrawal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='giving_back.withdrawal')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
