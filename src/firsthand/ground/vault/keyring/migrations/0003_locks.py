from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keyring', '0002_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnSecret',
            fields=[
                ('member_id', models.UUIDField(primary_key=True, serialize=False)),
                ('study_id', models.UUIDField(db_index=True)),
                ('public', models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Lock',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('member_id', models.UUIDField(db_index=True)),
                ('study_id', models.UUIDField(db_index=True)),
                ('kind', models.CharField(choices=[('passphrase', 'Passphrase'), ('recovery', 'Recovery'), ('invitation', 'Invitation'), ('token', 'Token')], max_length=10)),
                ('salt', models.BinaryField()),
                ('memory', models.PositiveIntegerField(null=True)),
                ('passes', models.PositiveIntegerField(null=True)),
                ('lanes', models.PositiveIntegerField(null=True)),
                ('found_by', models.BinaryField(null=True, unique=True)),
                ('label', models.UUIDField(null=True)),
                ('box', models.BinaryField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'token'), _negated=True), fields=('member_id', 'kind'), name='one_lock_of_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='HandedOver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('member_id', models.UUIDField()),
                ('study_id', models.UUIDField(db_index=True)),
                ('what', models.CharField(max_length=12)),
                ('box', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member_id', 'what'), name='handed_over_once')],
            },
        ),
        migrations.CreateModel(
            name='Unlocked',
            fields=[
                ('found_by', models.BinaryField(primary_key=True, serialize=False)),
                ('member_id', models.UUIDField(db_index=True)),
                ('study_id', models.UUIDField(db_index=True)),
                ('box', models.BinaryField()),
                ('ends_at', models.DateTimeField()),
            ],
        ),
    ]
