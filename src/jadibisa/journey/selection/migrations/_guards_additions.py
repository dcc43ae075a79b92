"""What the database itself refuses beside a draw: a seat or a promise taken back or given to somebody else."""

INSTALL = """
create trigger selection_promise_stays before delete or truncate on selection_promise
  for each statement execute function selection_forbid();
create trigger selection_addition_stays before delete or truncate on selection_addition
  for each statement execute function selection_forbid();

create function selection_beside_guard() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - 'kept_at' - 'lapsed_at' - 'lapsed_why') is distinct from (to_jsonb(old) - 'kept_at' - 'lapsed_at' - 'lapsed_why')
     or (to_jsonb(old) ->> 'kept_at' is not null and to_jsonb(new) ->> 'kept_at' is distinct from to_jsonb(old) ->> 'kept_at')
     or (to_jsonb(old) ->> 'lapsed_at' is not null
         and to_jsonb(new) ->> 'lapsed_at' is distinct from to_jsonb(old) ->> 'lapsed_at') then
    raise exception 'a seat beside the draw does not change' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger selection_promise_kept before update on selection_promise
  for each row execute function selection_beside_guard();
create trigger selection_addition_kept before update on selection_addition
  for each row execute function selection_beside_guard();

do $$
declare kept name; who name;
begin
  foreach kept in array array['selection_promise', 'selection_addition'] loop
    for who in select distinct grantee from information_schema.role_table_grants
               where table_name = kept and grantee not in (current_user, 'PUBLIC') loop
      execute format('revoke delete, truncate on %I from %I', kept, who);
    end loop;
  end loop;
end $$;
"""
REMOVE = """
drop function selection_beside_guard() cascade;
drop trigger selection_promise_stays on selection_promise;
drop trigger selection_addition_stays on selection_addition;
"""
