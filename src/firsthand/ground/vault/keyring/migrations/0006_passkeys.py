from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('keyring', '0005_slips'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='lock',
            name='one_lock_of_a_kind',
        ),
        migrations.AlterField(
            model_name='lock',
            name='kind',
            field=models.CharField(choices=[('passphrase', 'Passphrase'), ('recovery', 'Recovery'), ('invitation', 'Invitation'), ('token', 'Token'), ('passkey', 'Passkey')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='lock',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['token', 'passkey']), _negated=True), fields=('member_id', 'kind'), name='one_lock_of_a_kind'),
        ),
    ]
