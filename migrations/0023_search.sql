-- The search: by which words customers are found, how these are mistyped, and what can be read in rooms. The rules of
-- src/rooms/search/rules.ts do the same to what is typed; a test holds them together.

-- ---------------------------------------------------------------- words

-- What stands between spaces and signs, of a text that is in lower case and without marks already. Each by its code: two programs seldom agree
-- on which signs are spaces.
create function words_of(key text) returns text[] language sql immutable as $$
  select array_remove(regexp_split_to_array(
    key, '[\u0009-\u000D\u0020-/:-@[-`{-~\u00A0\u00A1\u00AB\u00B7\u00BB\u00BF\u1680\u2000-\u200A\u2010-\u2015\u2018-\u201F\u2022\u2026\u2028\u2029'
      '\u202F\u2039\u203A\u205F\u3000-\u3002\u300C-\u300F\u30FB\uFEFF]+'), '')
$$;

-- The beginning of a word with up to one letter taken out, two where the word is long: a mistyped word has one of them in common with it.
create function near_parts(word text) returns setof text language sql stable as $$
  with asked as (
    select left(word, 5) as beginning, case when length(word) >= 8 then 2 when length(word) >= 4 then 1 else 0 end as slips
  ), once as (
    select overlay(a.beginning placing '' from at for 1) as part, a.slips
      from asked a cross join generate_series(1, length(a.beginning)) at where a.slips >= 1
  )
  select beginning from asked where slips >= 1
  union select part from once
  union select overlay(o.part placing '' from at for 1) from once o cross join generate_series(1, length(o.part)) at where o.slips = 2
$$;

-- The words of one customer: of the name, the key of whose row is given, and of the external id.
create function customer_words(name_key text, external_id text)
returns table (word text, is_name boolean, place smallint, words smallint)
language sql stable as $$
  select distinct on (left(given.word, 40), given.is_name)
         left(given.word, 40), given.is_name, least(given.place, 100)::smallint, least(given.words, 100)::smallint
    from (select words_of(name_key) as name, words_of(lower(external_id)) as id) own
    cross join lateral (
      select n.word, true as is_name, n.place - 1 as place, cardinality(own.name) as words from unnest(own.name) with ordinality n (word, place)
      union all
      select e.word, false, e.place - 1, cardinality(own.id) from unnest(own.id) with ordinality e (word, place)) given
   order by left(given.word, 40), given.is_name, given.place
$$;
revoke all on function words_of(text), near_parts(text), customer_words(text, text) from public;
grant execute on function words_of(text), near_parts(text), customer_words(text, text) to pp_system;

-- ---------------------------------------------------------------- customers

-- Kept by triggers of customer_summary, in the transaction that writes a customer's name.
create table customer_word (
  partner_id bigint not null,
  partnership_id bigint not null,
  customer_id bigint not null,
  word text not null collate "C",            -- byte order: an index can serve beginnings of words under RLS
  is_name boolean not null,                  -- of the name, or of the external id
  place smallint not null,                   -- 0: the first word
  words smallint not null,                   -- how many there are
  primary key (partner_id, partnership_id, word, customer_id, is_name) include (place, words),
  foreign key (partner_id, partnership_id, customer_id) references customer (partner_id, partnership_id, id) on delete cascade
);
create index customer_word_customer on customer_word (partner_id, partnership_id, customer_id, word);

-- Words of names by their parts, for what was mistyped. Over all customers of a partnership, so it is not granted to pp_restricted: who sees
-- a part of the customers is compared with the words of these. A word that no customer has any more leads nowhere.
create table partnership_word (
  partner_id bigint not null,
  partnership_id bigint not null,
  part text not null collate "C",
  word text not null collate "C",
  primary key (partner_id, partnership_id, part, word),
  foreign key (partner_id, partnership_id) references partnership (partner_id, id)
);

alter table customer_summary no force row level security;
insert into customer_word (partner_id, partnership_id, customer_id, word, is_name, place, words)
select s.partner_id, s.partnership_id, s.customer_id, w.word, w.is_name, w.place, w.words
  from customer_summary s cross join lateral customer_words(s.name_key, s.external_id) w;
insert into partnership_word (partner_id, partnership_id, part, word)
select n.partner_id, n.partnership_id, p.part, n.word
  from (select distinct w.partner_id, w.partnership_id, w.word from customer_word w where w.is_name) n cross join lateral near_parts(n.word) p (part);
alter table customer_summary force row level security;

call protect_partnership_table('customer_word', true);
grant select on customer_word to pp_full, pp_restricted, pp_staff, pp_vendor;
grant select, insert, delete on customer_word to pp_system;
call protect_partnership_table('partnership_word', false);
grant select on partnership_word to pp_full, pp_staff, pp_vendor;
grant select, insert on partnership_word to pp_system;

-- A thousand customers that come together are one statement.
create function note_words_of_new() returns trigger language plpgsql as $$
begin
  with noted as (
    insert into customer_word (partner_id, partnership_id, customer_id, word, is_name, place, words)
    select a.partner_id, a.partnership_id, a.customer_id, w.word, w.is_name, w.place, w.words
      from added a cross join lateral customer_words(a.name_key, a.external_id) w
    returning partner_id, partnership_id, word, is_name
  )
  insert into partnership_word (partner_id, partnership_id, part, word)
  select n.partner_id, n.partnership_id, p.part, n.word
    from (select distinct partner_id, partnership_id, word from noted where is_name) n cross join lateral near_parts(n.word) p (part)
   order by 1, 2, 3, 4
  on conflict do nothing;
  return null;
end $$;

create function note_words_of_renamed() returns trigger language plpgsql as $$
begin
  delete from customer_word w
   where w.partner_id = new.partner_id and w.partnership_id = new.partnership_id and w.customer_id = new.customer_id;
  with noted as (
    insert into customer_word (partner_id, partnership_id, customer_id, word, is_name, place, words)
    select new.partner_id, new.partnership_id, new.customer_id, w.word, w.is_name, w.place, w.words
      from customer_words(new.name_key, new.external_id) w
    returning word, is_name
  )
  insert into partnership_word (partner_id, partnership_id, part, word)
  select new.partner_id, new.partnership_id, p.part, n.word from noted n cross join lateral near_parts(n.word) p (part) where n.is_name
   order by 3, 4
  on conflict do nothing;
  return null;
end $$;
revoke all on function note_words_of_new(), note_words_of_renamed() from public;

create trigger words_of_new after insert on customer_summary
  referencing new table as added for each statement execute function note_words_of_new();
create trigger words_of_renamed after update of name_key, external_id on customer_summary for each row
  when ((new.name_key, new.external_id) is distinct from (old.name_key, old.external_id)) execute function note_words_of_renamed();

-- ---------------------------------------------------------------- rooms

-- What can be read in a room, as it is compared with what is typed: each word behind a space.
alter table room_revision add words_key text not null default '';
alter table room_revision no force row level security;
update room_revision set words_key = (select coalesce(string_agg(' ' || w, ''), '') from unnest(words_of(lower(words))) w) where words <> '';
alter table room_revision force row level security;
