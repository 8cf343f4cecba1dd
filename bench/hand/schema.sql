create table users (id text not null primary key) strict;
create table albums (id text not null primary key, title text not null) strict;
create table songs (
  id text not null primary key,
  title text not null,
  seconds integer not null,
  album text not null references albums (id),
  published integer not null check (published in (0, 1)),
  owner text not null references users (id),
  created_at text not null
) strict;
create index songs_album on songs (album);
create index songs_owner on songs (owner);
create index songs_created_at on songs (created_at);
