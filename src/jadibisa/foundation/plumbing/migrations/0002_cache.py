"""The table of Django's database cache: limits on signing in count over all processes."""

from django.db import migrations

TABLE = """
create table plumbing_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index plumbing_cache_expires on plumbing_cache (expires);
"""


class Migration(migrations.Migration):
    """Made by hand, in the form that `createcachetable` gives."""

    dependencies = [("plumbing", "0001_initial")]
    operations = [migrations.RunSQL(TABLE, "drop table plumbing_cache")]
