"""What the database itself refuses of a saved simulation: other inputs, seeds taken back, a result that changes."""

INSTALL = """
create trigger selection_simulation_stays before delete or truncate on selection_simulation
  for each statement execute function selection_forbid();

create function selection_simulation_guard() returns trigger language plpgsql as $$
begin
  if old.state = 'done' or new.done < old.done
     or (new.batch_id, new.inputs, new.inputs_sha256, new.seeds, new.by, new.begun_at)
        is distinct from (old.batch_id, old.inputs, old.inputs_sha256, old.seeds, old.by, old.begun_at) then
    raise exception 'a saved simulation does not change' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger selection_simulation_kept before update on selection_simulation
  for each row execute function selection_simulation_guard();
"""

REMOVE = """
drop trigger selection_simulation_kept on selection_simulation;
drop function selection_simulation_guard();
drop trigger selection_simulation_stays on selection_simulation;
"""
