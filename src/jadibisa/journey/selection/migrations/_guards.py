"""What the database itself refuses in a draw: a stage skipped or taken back, a changed file, a changed or longer roll."""

INSTALL = """
alter table selection_drawfile alter column content set storage external;

create function selection_forbid() returns trigger language plpgsql as $$
begin
  raise exception '% on % is forbidden', tg_op, tg_table_name using errcode = '42501';
end $$;
create trigger selection_file_immutable before update or delete or truncate on selection_drawfile
  for each statement execute function selection_forbid();
create trigger selection_draw_stays before delete or truncate on selection_draw
  for each statement execute function selection_forbid();
create trigger selection_entry_stays before delete or truncate on selection_entry
  for each statement execute function selection_forbid();

create function selection_draw_guard() returns trigger language plpgsql as $$
declare
  stages constant text[] := array['announced', 'frozen', 'dice', 'seeded', 'drawn', 'published'];
  step int;
begin
  if tg_op = 'INSERT' then
    if new.stage <> 'announced' then
      raise exception 'a draw begins with its announcement' using errcode = '23514';
    end if;
    return new;
  end if;
  step := array_position(stages, new.stage::text) - array_position(stages, old.stage::text);
  if step <> 1 then
    raise exception 'the stages of a draw follow one another: % after % is refused', new.stage, old.stage using errcode = '23514';
  end if;
  if (new.batch_id, new.seats, new.policy_sha256, new.open_types, new.traits, new.objections_until, new.draw_at,
      new.witnesses::text, new.announced_at)
     is distinct from
     (old.batch_id, old.seats, old.policy_sha256, old.open_types, old.traits, old.objections_until, old.draw_at,
      old.witnesses::text, old.announced_at)
     or (old.root <> '' and (new.root, new.lines, new.frozen_at) is distinct from (old.root, old.lines, old.frozen_at))
     or (old.dice <> '' and (new.dice, new.dice_at) is distinct from (old.dice, old.dice_at))
     or (old.seed <> '' and (new.seed, new.seeded_at) is distinct from (old.seed, old.seeded_at))
     or (old.drawn_at is not null and (new.selected, new.drawn_at) is distinct from (old.selected, old.drawn_at)) then
    raise exception 'what a draw has said stays said' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger selection_draw_order before insert or update on selection_draw
  for each row execute function selection_draw_guard();

create function selection_entry_guard() returns trigger language plpgsql as $$
begin
  if (new.application_id, new.batch_id, new.person_id, new.ticket, new.compartment, new.tier, new.kind, new.place)
     is distinct from
     (old.application_id, old.batch_id, old.person_id, old.ticket, old.compartment, old.tier, old.kind, old.place)
     or (old.selected is not null and (new.selected, new.waiting_place) is distinct from (old.selected, old.waiting_place))
     or (old.lapsed_at is not null and new.lapsed_at is distinct from old.lapsed_at)
     or (old.replaced_at is not null and new.replaced_at is distinct from old.replaced_at)
     or (old.refilled and not new.refilled) then
    raise exception 'a line of a frozen roll does not change' using errcode = '23514';
  end if;
  return new;
end $$;
create trigger selection_entry_frozen before update on selection_entry
  for each row execute function selection_entry_guard();

create function selection_entry_complete() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from (select distinct batch_id from added) a join selection_draw d on d.batch_id = a.batch_id
    where d.stage <> 'frozen' or (select count(*) from selection_entry e where e.batch_id = d.batch_id) > d.lines
  ) then
    raise exception 'nobody enters a frozen roll' using errcode = '23514';
  end if;
  return null;
end $$;
create trigger selection_entry_no_more after insert on selection_entry referencing new table as added
  for each statement execute function selection_entry_complete();

do $$
declare kept name; who name;
begin
  foreach kept in array array['selection_draw', 'selection_drawfile', 'selection_entry'] loop
    for who in select distinct grantee from information_schema.role_table_grants
               where table_name = kept and grantee not in (current_user, 'PUBLIC') loop
      execute format('revoke delete, truncate on %I from %I', kept, who);
    end loop;
  end loop;
end $$;
"""
REMOVE = """
drop function selection_forbid() cascade;
drop function selection_draw_guard() cascade;
drop function selection_entry_guard() cascade;
drop function selection_entry_complete() cascade;
"""
