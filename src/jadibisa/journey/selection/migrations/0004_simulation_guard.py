"""`by` is a word of PL/pgSQL: the guard of saved simulations must quote the column of that name."""

from django.db import migrations

REPLACE = """
create or replace function selection_simulation_guard() returns trigger language plpgsql as $$
begin
  if old.state = 'done' or new.done < old.done
     or (new.batch_id, new.inputs, new.inputs_sha256, new.seeds, new."by", new.begun_at)
        is distinct from (old.batch_id, old.inputs, old.inputs_sha256, old.seeds, old."by", old.begun_at) then
    raise exception 'a saved simulation does not change' using errcode = '23514';
  end if;
  return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("selection", "0003_simulations"),
    ]

    operations = [
        migrations.RunSQL(REPLACE, migrations.RunSQL.noop),
    ]
