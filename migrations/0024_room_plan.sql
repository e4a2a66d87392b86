-- When a room is over: for a reader who is through with it, and for everybody after its last day.

alter table room
  -- Checklists and goals of what is published, by their blocks' ids: kept beside it, so that a menu need not look into blocks.
  add column steps text[] not null default '{}',
  add column leaves_when_done boolean not null default false, -- out of the menu of whoever has completed all of its steps; its address stays
  add column live_on date,                   -- a draft goes live on this day of the deployment's time zone; empty again once it has
  add column last_on date,                   -- after this day it goes to the archive, and this is empty again
  add column live_at timestamptz,            -- when it last went live; empty: as long as it is there
  add constraint room_days_in_order check (last_on >= live_on);

-- The one who migrates is nobody that the policies know.
alter table room no force row level security;
alter table room_revision no force row level security;
update room r
   set steps = array(
         select b ->> 'id' from room_revision v cross join jsonb_array_elements(v.blocks) b
          where v.room_id = r.id and v.number = r.published_revision and b ->> 'kind' in ('checklist', 'goals'))
 where r.published_revision is not null;
alter table room force row level security;
alter table room_revision force row level security;
