-- What the vendor announces is told like other news, once in each partnership.

grant execute on function announcement_audience(bigint[], text[]) to pp_system;
create index news_of_announcement on news (object_id, partnership_id) where object_kind = 'announcement';
