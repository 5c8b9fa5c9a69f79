from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('studies', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempts',
            fields=[
                ('door', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('times', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='left_at',
            field=models.DateTimeField(null=True),
        ),
    ]
