"""The guard of a draw keeps the secrets that witnesses opened with the dice."""

INSTALL = """
create or replace function selection_draw_guard() returns trigger language plpgsql as $$
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
     or (old.dice <> '' and (new.dice, new.dice_at, new.secrets::text)
         is distinct from (old.dice, old.dice_at, old.secrets::text))
     or (old.seed <> '' and (new.seed, new.seeded_at) is distinct from (old.seed, old.seeded_at))
     or (old.drawn_at is not null and (new.selected, new.drawn_at) is distinct from (old.selected, old.drawn_at)) then
    raise exception 'what a draw has said stays said' using errcode = '23514';
  end if;
  return new;
end $$;
"""
REMOVE = """
create or replace function selection_draw_guard() returns trigger language plpgsql as $$
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
"""
